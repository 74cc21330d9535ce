// Launches through helpers of another package, and bodies that live there:
// only facts about that package tell what happens.
package barego

import (
	"context"
	"io"
	"net/http"
	"time"

	"barego/lib"
)

func HelperMistake(p *Poller) {
	lib.Go(p.forever) // want `\(barego\)`
}

func HelperClosureMistake(p *Poller) {
	lib.Go(func() { // want `\(barego\)`
		for {
			p.once()
			time.Sleep(p.every)
		}
	})
}

func HelperCure(stop <-chan struct{}, p *Poller) {
	lib.Go(func() { p.until(stop) })
}

func SafeGoMistake(p *Poller) {
	lib.SafeGo(p.forever) // want `\(barego\)`
}

func SafeGoCure(stop <-chan struct{}, p *Poller) {
	lib.SafeGo(func() { p.until(stop) })
}

func BackgroundHelperMistake(p *Poller) {
	lib.Background("poll", func() { // want `\(barego\)`
		p.forever()
	})
}

func DetachMistake(p *Poller) {
	lib.Detach(p.forever) // want `\(barego\)`
}

func DetachCure(stop <-chan struct{}, p *Poller) {
	lib.Detach(func() { p.until(stop) })
}

// A helper of this package around the helpers of the other.
func goPoll(name string, f func()) {
	lib.Background(name, f)
}

func LocalWrapperMistake(p *Poller) {
	goPoll("poll", p.forever) // want `\(barego\)`
}

func LocalWrapperCure(stop <-chan struct{}, p *Poller) {
	goPoll("poll", func() { p.until(stop) })
}

func WithRecoverMistake(p *Poller) {
	go lib.WithRecover(p.forever)() // want `\(barego\)`
}

func WithRecoverCure(p *Poller) {
	go lib.WithRecover(p.once)()
}

func GoCtxMistake(p *Poller) {
	lib.GoCtx(context.Background(), func(ctx context.Context) { // want `\(barego\)`
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(p.every):
				p.once()
			}
		}
	})
}

func GoCtxCure(ctx context.Context, p *Poller) {
	lib.GoCtx(ctx, func(ctx context.Context) {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(p.every):
				p.once()
			}
		}
	})
}

func GoWithMistake(p *Poller) {
	lib.GoWith(p, (*Poller).forever) // want `\(barego\)`
}

func GoWithCure(p *Poller) {
	lib.GoWith(p, (*Poller).once)
}

func AllMistake(p *Poller) {
	lib.All(p.once, p.forever) // want `\(barego\)`
}

func AllCure(p *Poller) {
	lib.All(p.once, p.once)
}

// Wait is the join of what it launches, with or without a bound of its own.
func WaitCure(urls ...string) {
	var fetches []func()
	for _, url := range urls {
		fetches = append(fetches, func() { drain(url) })
	}
	lib.Wait(fetches...)
}

func drain(url string) {
	resp, err := http.Get(url)
	if err != nil {
		return
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, resp.Body)
}

func GroupCure(urls ...string) {
	var g lib.Group
	for _, url := range urls {
		g.Go(func() { drain(url) })
	}
	g.Wait()
}

// Do starts no goroutine, whatever it is given.
func DoInPlace(p *Poller) {
	lib.Do(p.forever)
}

// The function comes to the launch through a field of a type of lib.
func TaskFieldMistake(p *Poller) {
	(&lib.Task{Name: "poll", Run: p.forever}).Start() // want `\(barego\)`
}

func JobFieldMistake(p *Poller) {
	lib.NewJob(p.forever).Start() // want `\(barego\)`
}

func JobFieldCure(stop <-chan struct{}, p *Poller) {
	lib.NewJob(func() { p.until(stop) }).Start()
}

func RunForeverMistake(p *Poller) {
	go lib.RunForever(p.every, p.once) // want `\(barego\)`
}

func RunForeverClosureMistake(p *Poller) {
	go func() { // want `\(barego\)`
		p.once()
		lib.RunForever(p.every, p.once)
	}()
}

func RunForeverHelperMistake(p *Poller) {
	lib.SafeGo(func() { lib.RunForever(p.every, p.once) }) // want `\(barego\)`
}

func RunMistake(p *Poller) {
	go lib.Run(context.Background(), p.every, p.once) // want `\(barego\)`
}

func RunClosureMistake(p *Poller) {
	ctx := context.WithValue(context.Background(), userKey{}, "poller")
	go func() { // want `\(barego\)`
		lib.Run(ctx, p.every, p.once)
	}()
}

func RunCure(ctx context.Context, p *Poller) {
	go lib.Run(ctx, p.every, p.once)
}

func LoopNilMistake(p *Poller) {
	go lib.Loop(nil, p.every, p.once) // want `\(barego\)`
}

func LoopMistake(p *Poller) {
	stop := make(chan struct{})
	go lib.Loop(stop, p.every, p.once) // want `\(barego\)`
}

func LoopNeverMistake(p *Poller) {
	go lib.Loop(context.Background().Done(), p.every, p.once) // want `\(barego\)`
}

func LoopCure(p *Poller) (stop func()) {
	quit := make(chan struct{})
	go lib.Loop(quit, p.every, p.once)
	return func() { close(quit) }
}

func LoopParamCure(stop <-chan struct{}, p *Poller) {
	go lib.Loop(stop, p.every, p.once)
}

func SpinMistake(every time.Duration) {
	s := new(lib.Spinner)
	go s.Spin(every) // want `\(barego\)`
}

func SpinCure(every time.Duration) (stop func()) {
	s := lib.NewServer()
	go s.Serve(every)
	return s.Shutdown
}
