package missingwait

import "sync"

// UndoneMistake counts its goroutines, and none of them says that it is done.
func UndoneMistake(tasks []func() int) (sum int) {
	results := make(chan int, len(tasks))
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() { // want `can end without wg.Done.*\(missingwait\)`
			results <- t()
		}()
	}
	wg.Wait()
	close(results)
	for r := range results {
		sum += r
	}
	return sum
}

// UndoneCure says so.
func UndoneCure(tasks []func() int) (sum int) {
	results := make(chan int, len(tasks))
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- t()
		}()
	}
	wg.Wait()
	close(results)
	for r := range results {
		sum += r
	}
	return sum
}

// UndoneAtOnceMistake counts them all beforehand.
func UndoneAtOnceMistake(tasks []func()) {
	var wg sync.WaitGroup
	wg.Add(3)
	for i := range 3 {
		go tasks[i]()
	}
	wg.Wait() // want `nothing calls Done after its Add.*\(missingwait\)`
}

// A pump has two loops, of which one forgets its Done.
type pump struct {
	wg      sync.WaitGroup
	in, out chan int
	quit    chan struct{}
}

func newPump() *pump {
	p := &pump{in: make(chan int), out: make(chan int), quit: make(chan struct{})}
	p.wg.Add(1)
	go p.read()
	p.wg.Add(1)
	go p.write() // want `can end without wg.Done.*\(missingwait\)`
	return p
}

func (p *pump) read() {
	defer p.wg.Done()
	for {
		select {
		case <-p.quit:
			return
		case <-p.in:
		}
	}
}

func (p *pump) write() {
	for {
		select {
		case <-p.quit:
			return
		case p.out <- 1:
		}
	}
}

func (p *pump) Close() {
	close(p.quit)
	p.wg.Wait()
}

// Look-alikes.

// doneBySomebody hands the Done to who works on what the goroutine sends.
func doneBySomebody(tasks []func() int) {
	results := make(chan int)
	var wg sync.WaitGroup
	go func() {
		for range results {
			wg.Done()
		}
	}()
	for _, t := range tasks {
		wg.Add(1)
		go func() { results <- t() }()
	}
	wg.Wait()
	close(results)
}

// doneByCallback hands it to a func.
func doneByCallback(tasks []func(done func())) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go t(wg.Done)
	}
	wg.Wait()
}

// minusOne takes it back by Add.
func minusOne(tasks []func()) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			t()
			wg.Add(-1)
		}()
	}
	wg.Wait()
}

// twoForOne has one goroutine that is counted twice, and says so twice.
func twoForOne(b func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go idle()
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer wg.Done()
		b()
	}()
	wg.Wait()
}

// idle does nothing.
func idle() {}

// given is done by whoever is given it.
func given(tasks []func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go t(&wg)
	}
	wg.Wait()
}

// ClosedTooSoonMistake waits for the channel's end, which comes before that of the goroutines.
func ClosedTooSoonMistake(tasks []func() error) error {
	errs := make(chan error, len(tasks))
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() { // want `nobody waits for wg.*\(missingwait\)`
			defer wg.Done()
			if err := t(); err != nil {
				errs <- err
			}
		}()
	}
	close(errs)
	return <-errs
}

// ClosedTooSoonCure waits before.
func ClosedTooSoonCure(tasks []func() error) error {
	errs := make(chan error, len(tasks))
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := t(); err != nil {
				errs <- err
			}
		}()
	}
	wg.Wait()
	close(errs)
	return <-errs
}

// superfluous has a group that nobody needs: all results are received.
func superfluous(tasks []func() int) (sum int) {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- t()
		}()
	}
	for range tasks {
		sum += <-results
	}
	return sum
}

// A hub has a loop that takes what anybody sends.
type hub struct{ msgs, out chan int }

func (h *hub) loop() {
	for m := range h.msgs {
		h.out <- m
	}
}

func (h *hub) close() { close(h.msgs) }

// sendAllWrong returns before all is sent.
func (h *hub) sendAllWrong(tasks []func() int) {
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() { // want `nobody waits for wg.*\(missingwait\)`
			defer wg.Done()
			h.msgs <- t()
		}()
	}
}

// mergeWrong closes its result before all is sent.
func mergeWrong(ins []chan int) <-chan int {
	out := make(chan int)
	var wg sync.WaitGroup
	for _, in := range ins {
		wg.Add(1)
		go func() { // want `nobody waits for wg.*\(missingwait\)`
			defer wg.Done()
			for v := range in {
				out <- v
			}
		}()
	}
	go func() { close(out) }()
	return out
}

// collector gets one result of each, out of sight, and the group is superfluous.
func collector(tasks []func() int, collect func(n int, results <-chan int)) {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Add(1)
		go func() {
			defer wg.Done()
			results <- t()
		}()
	}
	collect(len(tasks), results)
}

// UndoneCountMistake counts as many as it is told to.
func UndoneCountMistake(n int, task func()) {
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go func() { task() }()
	}
	wg.Wait() // want `nothing calls Done after its Add.*\(missingwait\)`
}

// nothing adds what makes no difference.
func nothing(task func()) {
	var wg sync.WaitGroup
	wg.Add(0)
	task()
	wg.Wait()
}

// each tells all who asked, each by a channel of their own, and the group is superfluous.
func each(asked []chan int, task func() int) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		v := task()
		wg.Done()
		for _, ch := range asked {
			ch <- v
		}
	}()
}

// UndoneTogetherMistake counts both at once, and only one says that it is done.
func UndoneTogetherMistake(read, write func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { // want `this goroutine can end without wg.Done`
		read()
	}()
	go func() {
		wg.Go(write)
		wg.Done()
	}()
	wg.Wait()
}

func UndoneTogetherCure(read, write func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() {
		defer wg.Done()
		read()
	}()
	go func() {
		defer wg.Done()
		wg.Go(write)
	}()
	wg.Wait()
}

// The second count is that of the launching function itself.
func OneIsOursCure(log, write func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go log()
	go func() {
		defer wg.Done()
		write()
	}()
	write()
	wg.Done()
	wg.Wait()
}

// There are more launches than are counted.
func OneIsNotCountedCure(log, read, write func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go log()
	go func() {
		defer wg.Done()
		read()
	}()
	go func() {
		defer wg.Done()
		write()
	}()
	wg.Wait()
}

// EarlyTogetherMistake counts both at once, and one of them leaves early.
func EarlyTogetherMistake(read func() error, write func()) {
	var wg sync.WaitGroup
	wg.Add(2)
	go func() { // want `this goroutine can end without wg.Done`
		if read() != nil {
			return
		}
		wg.Done()
	}()
	go func() {
		defer wg.Done()
		write()
	}()
	wg.Wait()
}
