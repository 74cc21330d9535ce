package ok

import "sync"

// A fetcher that ends looks after those who still wait: their list is a register of what is to
// be done, which each level finds as the last one has left it.

type span struct{ from, to int64 }

type fetchers struct {
	mu      sync.Mutex
	waiting []span
	running []*fetcher
	read    func(span) error
}

type fetcher struct {
	all  *fetchers
	at   span
	done sync.WaitGroup
}

func (fs *fetchers) start(s span) {
	f := &fetcher{all: fs, at: s}
	fs.running = append(fs.running, f)
	f.done.Go(func() {
		if f.all.read(f.at) == nil {
			f.all.wake()
		}
	})
}

func (fs *fetchers) wake() {
	fs.mu.Lock()
	defer fs.mu.Unlock()
	for _, s := range fs.waiting {
		fs.ensure(s)
	}
}

func (fs *fetchers) ensure(s span) {
	for _, f := range fs.running {
		if f.at.from <= s.from && s.from < f.at.to {
			return
		}
	}
	fs.start(s)
}
