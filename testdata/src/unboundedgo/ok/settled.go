package ok

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"
)

// What somebody has written down is no data.
type SeedParams struct{ Seeds []string }

func Seed(params *SeedParams, lookup func(string) error) {
	for _, host := range params.Seeds {
		go func() { _ = lookup(host) }()
	}
}

// As many interfaces as the machine has.
func Probe(dial func(net.Addr) error) error {
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return err
	}
	for _, addr := range addrs {
		go func() { _ = dial(addr) }()
	}
	return nil
}

// At most 256 groups, of however many keys.
func ByFirst(keys []string, store func([]string) error) {
	groups := make(map[byte][]string)
	for _, k := range keys {
		groups[k[0]] = append(groups[k[0]], k)
	}
	var wg sync.WaitGroup
	for _, group := range groups {
		wg.Go(func() { _ = store(group) })
	}
	wg.Wait()
}

// One for each kind of item, not for each item.
type Claim struct{ Driver, Key string }

func ByDriver(claims []Claim, run func(driver string, keys []string) error) {
	batches := make(map[string][]string)
	var order []string
	for _, c := range claims {
		if _, ok := batches[c.Driver]; !ok {
			order = append(order, c.Driver)
		}
		batches[c.Driver] = append(batches[c.Driver], c.Key)
	}
	var wg sync.WaitGroup
	for _, driver := range order {
		wg.Go(func() { _ = run(driver, batches[driver]) })
	}
	wg.Wait()
}

// A loop over events that knows what it has started.
type Dialer struct {
	nodes   chan string
	done    chan string
	dialing map[string]bool
	slots   int
}

func (d *Dialer) Run(ctx context.Context, dial func(string) error) {
	for {
		nodes := d.nodes
		if len(d.dialing) >= d.slots {
			nodes = nil
		}
		select {
		case node := <-nodes:
			if d.dialing[node] {
				continue
			}
			d.dialing[node] = true
			go func() {
				_ = dial(node)
				d.done <- node
			}()
		case node := <-d.done:
			delete(d.dialing, node)
		case <-ctx.Done():
			return
		}
	}
}

// A server for each address stays.
func ServeAll(addrs []string, h http.Handler) {
	for _, addr := range addrs {
		go serve(addr, h)
	}
}

func serve(addr string, h http.Handler) {
	if err := http.ListenAndServe(addr, h); err != nil {
		panic(err)
	}
}

// Of what somebody has set up there are some.
func Ask(replicas []string, ping func(string) error) {
	var wg sync.WaitGroup
	for _, r := range replicas {
		wg.Go(func() { _ = ping(r) })
	}
	wg.Wait()
}

type Repository struct{ URL string }

func Fetch(all []*Repository, fetch func(string) error) {
	for _, r := range all {
		go func() { _ = fetch(r.URL) }()
	}
}

// A group whose goroutines wait for a slot before they run what they are given.
type slotted struct {
	wg    sync.WaitGroup
	slots chan bool
}

func (s *slotted) add(task func() error) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		s.slots <- true
		_ = task()
		<-s.slots
	}()
}

func Slotted(tasks []string, run func(string) error) {
	s := &slotted{slots: make(chan bool, 4)}
	for _, t := range tasks {
		s.add(func() error { return run(t) })
	}
	s.wg.Wait()
}

// Who says so has thought of it.
func Explained(jobs <-chan int, handle func(int)) {
	for job := range jobs {
		// These goroutines are not waited for: each may take as long as it likes.
		go func() {
			time.Sleep(time.Second)
			handle(job)
		}()
	}
}
