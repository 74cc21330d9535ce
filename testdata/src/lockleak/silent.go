package lockleak

import (
	"context"
	"iter"
	"runtime"
	"sync"
)

// These look like mistakes and are none.

// The lock is taken by one function and given up by another: a callee that is always called.
func HandOnCure(rows []string, insert func(string)) {
	var mu sync.Mutex
	n := 0
	finish := func(row string) {
		insert(row)
		n++
		mu.Unlock()
	}
	for _, r := range rows {
		mu.Lock()
		finish(r)
	}
}

// The launcher locks, the goroutine unlocks: the lock is handed over, and the next
// round waits for the goroutine.
func TurnsCure(turns []string, play func(string)) {
	var mu sync.Mutex
	for _, t := range turns {
		mu.Lock()
		go func() {
			defer mu.Unlock()
			play(t)
		}()
	}
	mu.Lock()
	defer mu.Unlock()
}

// bucket is one of several objects of one type.
type bucket struct {
	mu   sync.Mutex
	size int
}

func (b *bucket) moveTo(other *bucket) {
	b.mu.Lock()
	defer b.mu.Unlock()
	other.mu.Lock()
	defer other.mu.Unlock()
	other.size += b.size
	b.size = 0
}

// Two instances of one type, always in the one order.
func MergeBucketsCure(sizes []int) int {
	all := make([]bucket, len(sizes)+1)
	var wg sync.WaitGroup
	for i, n := range sizes {
		all[i].size = n
		wg.Go(func() { all[i].moveTo(&all[len(sizes)]) })
	}
	wg.Wait()
	return all[len(sizes)].size
}

// Hand over hand: the next is locked before the one before it is unlocked, and the
// list has no ring.
func WalkListCure(vals []int, visit func(int)) {
	type node struct {
		mu   sync.Mutex
		val  int
		next *node
	}
	head := new(node)
	for _, v := range vals {
		head = &node{val: v, next: head}
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			n := head
			n.mu.Lock()
			for n.next != nil {
				visit(n.val)
				n.next.mu.Lock()
				next := n.next
				n.mu.Unlock()
				n = next
			}
			n.mu.Unlock()
		})
	}
	wg.Wait()
}

// The two orders do not come together: the second is a try, which gives up.
func SwapDesksCure(rounds int) (swapped int) {
	var left, right sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() {
		for range rounds {
			left.Lock()
			right.Lock()
			swapped++
			right.Unlock()
			left.Unlock()
		}
	})
	wg.Go(func() {
		for range rounds {
			right.Lock()
			if left.TryLock() {
				swapped++
				left.Unlock()
			}
			right.Unlock()
			runtime.Gosched()
		}
	})
	wg.Wait()
	return swapped
}

// Both orders are used, but the first user has ended when the second begins.
func PhasesCure(n int) (a, b int) {
	var aMu, bMu sync.Mutex
	done := make(chan struct{})
	go func() {
		aMu.Lock()
		bMu.Lock()
		a, b = a+n, b-n
		bMu.Unlock()
		aMu.Unlock()
		close(done)
	}()
	<-done
	bMu.Lock()
	aMu.Lock()
	a, b = a-1, b+1
	aMu.Unlock()
	bMu.Unlock()
	return a, b
}

// Both orders are used, under a lock that is around both.
func GatedOrdersCure(rounds int) (a, b int) {
	var gate, aMu, bMu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() {
		for range rounds {
			gate.Lock()
			aMu.Lock()
			bMu.Lock()
			a++
			bMu.Unlock()
			aMu.Unlock()
			gate.Unlock()
		}
	})
	wg.Go(func() {
		for range rounds {
			gate.Lock()
			bMu.Lock()
			aMu.Lock()
			b++
			aMu.Unlock()
			bMu.Unlock()
			gate.Unlock()
		}
	})
	wg.Wait()
	return a, b
}

// The lock and the unlock stand under the same condition.
func MaybeLockCure(vals []int, shared bool) (sum int) {
	var mu sync.Mutex
	add := func(v int) {
		if shared {
			mu.Lock()
		}
		sum += v
		if shared {
			mu.Unlock()
		}
	}
	if !shared {
		for _, v := range vals {
			add(v)
		}
		return sum
	}
	var wg sync.WaitGroup
	for _, v := range vals {
		wg.Go(func() { add(v) })
	}
	wg.Wait()
	return sum
}

// The send is made under the lock, and its buffer has room for every one.
func CollectCure(urls []string, fetch func(string) int) (total int) {
	var mu sync.Mutex
	sizes := make(chan int, len(urls))
	for _, u := range urls {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			sizes <- fetch(u)
		}()
	}
	for range urls {
		n := <-sizes
		mu.Lock()
		total += n
		mu.Unlock()
	}
	return total
}

// Wait stands in a loop and is woken under the lock, which it gives up meanwhile.
func BarrierCure(parties int, arrive func(int)) {
	var mu sync.Mutex
	all := sync.NewCond(&mu)
	here := 0
	var wg sync.WaitGroup
	for i := range parties {
		wg.Go(func() {
			arrive(i)
			mu.Lock()
			defer mu.Unlock()
			here++
			if here == parties {
				all.Broadcast()
			}
			for here < parties {
				all.Wait()
			}
		})
	}
	wg.Wait()
}

// gate is unlocked around the wait for its goroutine, though the unlock is deferred, too.
type gate struct {
	mu      sync.Mutex
	passed  int
	stopped chan struct{}
}

func (g *gate) stop(cancel context.CancelFunc) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	cancel()
	g.mu.Unlock()
	<-g.stopped
	g.mu.Lock()
	return g.passed
}

// The goroutine takes the lock while stop waits without it.
func StopGateCure() int {
	ctx, cancel := context.WithCancel(context.Background())
	g := &gate{stopped: make(chan struct{})}
	go func() {
		defer close(g.stopped)
		<-ctx.Done()
		g.mu.Lock()
		g.passed++
		g.mu.Unlock()
	}()
	return g.stop(cancel)
}

// A Once whose func calls another Once of the same type, and no ring.
func LazyChainCure(n int) int {
	type lazy struct {
		once sync.Once
		val  int
		from *lazy
	}
	var get func(*lazy) int
	get = func(l *lazy) int {
		l.once.Do(func() {
			if l.from != nil {
				l.val = get(l.from) + 1
			}
		})
		return l.val
	}
	last := new(lazy)
	for range n {
		last = &lazy{from: last}
	}
	return get(last)
}

// Each shard has a lock of its own, and a callback locks another one than the caller.
func ShardsCure(keys []string) (n int) {
	type part struct {
		mu   sync.RWMutex
		keys []string
	}
	parts := [2]part{}
	each := func(p *part, f func(string)) {
		p.mu.RLock()
		defer p.mu.RUnlock()
		for _, k := range p.keys {
			f(k)
		}
	}
	parts[0].keys = keys
	each(&parts[0], func(k string) {
		parts[1].mu.Lock()
		defer parts[1].mu.Unlock()
		parts[1].keys = append(parts[1].keys, k)
	})
	return len(parts[1].keys)
}

// The iterator unlocks before it yields and locks after it.
func PollCure(jobs []string) (done int) {
	var mu sync.Mutex
	pending := jobs
	next := func() iter.Seq[string] {
		return func(yield func(string) bool) {
			mu.Lock()
			defer mu.Unlock()
			for len(pending) > 0 {
				j := pending[0]
				pending = pending[1:]
				mu.Unlock()
				ok := yield(j)
				mu.Lock()
				if !ok {
					return
				}
			}
		}
	}
	for range next() {
		mu.Lock()
		done++
		mu.Unlock()
	}
	return done
}
