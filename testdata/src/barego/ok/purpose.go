// "On purpose", and "Not the same thing".
package ok

import (
	"context"
	"log"
	"net/http"
	"sync"
	"time"
)

// "work that must outlive the request with its own timeout"
func AcceptJob(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	go func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		process(ctx, id)
	}()
	w.WriteHeader(http.StatusAccepted)
}

// "or WithoutCancel"
func AuditLater(w http.ResponseWriter, r *http.Request) {
	id := r.FormValue("id")
	ctx := context.WithoutCancel(r.Context())
	go func() {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		process(ctx, id)
	}()
	w.WriteHeader(http.StatusNoContent)
}

func process(ctx context.Context, id string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://jobs.internal/"+id, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

// "a launch through a group or ctx (go process(ctx, item)) with no wait"
func ProcessAll(ctx context.Context, ids []string) {
	for _, id := range ids {
		go process(ctx, id)
	}
}

func Consume(ctx context.Context, ids <-chan string) {
	for {
		select {
		case <-ctx.Done():
			return
		case id := <-ids:
			go process(ctx, id)
		}
	}
}

// "the same under once.Do with a ctx case is silent"
type Singleton struct {
	once sync.Once
	n    int
}

func (s *Singleton) Start(ctx context.Context) {
	s.once.Do(func() {
		go func() {
			t := time.NewTicker(time.Second)
			defer t.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-t.C:
					s.n++
				}
			}
		}()
	})
}

// "other types' Add, Done, Wait, Go methods": this Go starts nothing.
type script struct{ lines []string }

func (s *script) Go(f func())   { s.lines = append(s.lines, "go"); _ = f }
func (s *script) Add(n int)     {}
func (s *script) Done()         {}
func (s *script) Wait()         {}
func (s *script) SafeGo(func()) {}

func Record() []string {
	s := new(script)
	s.Add(1)
	s.Go(func() {
		for {
			time.Sleep(time.Second)
		}
	})
	s.SafeGo(func() { select {} })
	s.Done()
	s.Wait()
	return s.lines
}

// What cannot be known is silent: a function from the caller.
func Spawn(f func()) { go f() }

func SpawnAll(fs ...func(context.Context) error) {
	for _, f := range fs {
		go f(context.Background())
	}
}

// An interface's method.
type Service interface{ Serve() error }

func StartService(s Service) {
	go func() {
		if err := s.Serve(); err != nil {
			log.Print(err)
		}
	}()
}

// A function from a field that any importer can set.
type Callbacks struct{ OnLeader func(id string) }

func (c *Callbacks) elected(id string) {
	if c.OnLeader != nil {
		go c.OnLeader(id)
	}
}

func (c *Callbacks) Elect(id string) { c.elected(id) }

// A loop that a function from the caller ends.
func Repeat(every time.Duration, f func() (again bool)) {
	go func() {
		for f() {
			time.Sleep(every)
		}
	}()
}

func RepeatErr(every time.Duration, f func() error) {
	go func() {
		for {
			if err := f(); err != nil {
				log.Print(err)
				return
			}
			time.Sleep(every)
		}
	}()
}

// A loop over a channel from the caller, or over a sequence.
func LogAll(lines <-chan string) {
	go func() {
		for line := range lines {
			log.Print(line)
		}
	}()
}

func LogSeq(lines func(yield func(string) bool)) {
	go func() {
		for line := range lines {
			log.Print(line)
		}
	}()
}

// An endless loop that is called, not launched.
func Block() {
	for {
		time.Sleep(time.Hour)
	}
}

// A function that is made and never started.
func Loop(every time.Duration, f func()) func() {
	return func() {
		for {
			f()
			time.Sleep(every)
		}
	}
}
