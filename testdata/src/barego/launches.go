// The same endless body behind every form a launch can take: what is written
// after go, and what happens between the go and the loop.
package barego

import (
	"context"
	"sync"
	"time"
)

// A Poller asks a source again and again.
type Poller struct {
	every time.Duration
	ask   func() error
	fails int
}

func NewPoller(every time.Duration, ask func() error) *Poller {
	return &Poller{every: every, ask: ask}
}

func (p *Poller) once() {
	if p.ask() != nil {
		p.fails++
	}
}

func (p *Poller) forever() {
	for {
		p.once()
		time.Sleep(p.every)
	}
}

func (p *Poller) until(stop <-chan struct{}) {
	for {
		p.once()
		select {
		case <-stop:
			return
		case <-time.After(p.every):
		}
	}
}

func pollForever(p *Poller) {
	for {
		p.once()
		time.Sleep(p.every)
	}
}

func pollUntil(stop <-chan struct{}, p *Poller) {
	for {
		p.once()
		select {
		case <-stop:
			return
		case <-time.After(p.every):
		}
	}
}

func FuncMistake(p *Poller) {
	go pollForever(p) // want `\(barego\)`
}

func FuncCure(stop <-chan struct{}, p *Poller) {
	go pollUntil(stop, p)
}

func (p *Poller) MethodMistake() {
	go p.forever() // want `\(barego\)`
}

func (p *Poller) MethodCure(stop <-chan struct{}) {
	go p.until(stop)
}

func (p *Poller) MethodValueMistake() {
	loop := p.forever
	go loop() // want `\(barego\)`
}

func (p *Poller) MethodValueCure(stop <-chan struct{}) {
	loop := p.until
	go loop(stop)
}

func MethodExprMistake(p *Poller) {
	go (*Poller).forever(p) // want `\(barego\)`
}

func MethodExprCure(stop <-chan struct{}, p *Poller) {
	go (*Poller).until(p, stop)
}

func ClosureVarMistake(p *Poller) {
	loop := func() {
		for {
			p.once()
			time.Sleep(p.every)
		}
	}
	go loop() // want `\(barego\)`
}

func ClosureVarCure(stop <-chan struct{}, p *Poller) {
	loop := func() {
		for {
			p.once()
			select {
			case <-stop:
				return
			case <-time.After(p.every):
			}
		}
	}
	go loop()
}

func ParenMistake(p *Poller) {
	go (p.forever)() // want `\(barego\)`
}

func ParenClosureMistake(p *Poller) {
	go (func() { // want `\(barego\)`
		for {
			p.once()
			time.Sleep(p.every)
		}
	})()
}

func ParenCure(stop <-chan struct{}, p *Poller) {
	go (p.until)(stop)
}

// A task carries the closure that runs.
type task struct {
	name string
	run  func()
}

func ClosureFieldMistake(p *Poller) {
	t := task{name: "poll", run: func() {
		for {
			p.once()
			time.Sleep(p.every)
		}
	}}
	go t.run() // want `\(barego\)`
}

func ClosureFieldCure(stop <-chan struct{}, p *Poller) {
	t := task{name: "poll", run: func() {
		for {
			p.once()
			select {
			case <-stop:
				return
			case <-time.After(p.every):
			}
		}
	}}
	go t.run()
}

// A chore keeps its only loop in a field from its constructor on.
type chore struct {
	every time.Duration
	turns int
	loop  func()
}

func newChore(every time.Duration) *chore {
	c := &chore{every: every}
	c.loop = func() {
		for {
			c.turns++
			time.Sleep(c.every)
		}
	}
	return c
}

func (c *chore) start() {
	go c.loop() // want `\(barego\)`
}

func StoredFieldMistake(every time.Duration) {
	newChore(every).start()
}

// Functions that a package variable holds from its initialiser on.
var startPolling = func(p *Poller) {
	go p.forever() // want `\(barego\)`
}

func PackageVarMistake(p *Poller) { startPolling(p) }

var startPollingUntil = func(stop <-chan struct{}, p *Poller) {
	go p.until(stop)
}

func PackageVarCure(stop <-chan struct{}, p *Poller) { startPollingUntil(stop, p) }

// StartPollingMistake is exported: who calls it, and how often, is open.
var StartPollingMistake = func(p *Poller) {
	go func() { // want `\(barego\)`
		for {
			p.once()
			time.Sleep(p.every)
		}
	}()
}

func DeferredMistake(p *Poller) {
	defer func() {
		go p.forever() // want `\(barego\)`
	}()
	p.once()
}

func DeferredCure(stop <-chan struct{}, p *Poller) {
	defer func() {
		go p.until(stop)
	}()
	p.once()
}

// A goroutine that only starts another one.
func NestedMistake(p *Poller) {
	go func() {
		p.once()
		go p.forever() // want `\(barego\)`
	}()
}

func NestedCure(stop <-chan struct{}, p *Poller) {
	go func() {
		p.once()
		go p.until(stop)
	}()
}

// The loop is two calls away from the launch.
func (p *Poller) prepare() { p.fails = 0; p.enter() }

func (p *Poller) enter() { p.forever() }

func TwoCallsMistake(p *Poller) {
	go p.prepare() // want `\(barego\)`
}

func TwoCallsClosureMistake(p *Poller) {
	go func() { // want `\(barego\)`
		p.prepare()
	}()
}

func (p *Poller) prepareUntil(stop <-chan struct{}) { p.fails = 0; p.enterUntil(stop) }

func (p *Poller) enterUntil(stop <-chan struct{}) { p.until(stop) }

func TwoCallsCure(stop <-chan struct{}, p *Poller) {
	go p.prepareUntil(stop)
}

// The loop stands in a defer of the body.
func DeferredLoopMistake(p *Poller) {
	go func() { // want `\(barego\)`
		defer p.forever()
		p.once()
	}()
}

// On one way only, but on that way for ever.
func BranchMistake(p *Poller, eager bool) {
	go func() { // stretch: which way it goes may differ from launch to launch
		if !eager {
			time.Sleep(p.every)
		}
		switch {
		case p.fails > 3:
			return
		default:
			p.forever()
		}
	}()
}

type (
	pollerAlias = Poller
	loopFunc    func()
	loopAlias   = func()
)

func AliasMistake(p *pollerAlias) {
	go p.forever() // want `\(barego\)`
}

func NamedFuncMistake(p *Poller) {
	f := loopFunc(p.forever)
	go f() // want `\(barego\)`
}

func AliasFuncMistake(p *Poller) {
	var f loopAlias = func() {
		for {
			p.once()
			time.Sleep(p.every)
		}
	}
	go f() // want `\(barego\)`
}

func AliasCure(stop <-chan struct{}, p *pollerAlias) {
	go p.until(stop)
}

// A launch through an embedded field.
type namedPoller struct {
	*Poller
	name string
}

func EmbeddedMistake(name string, p *Poller) {
	n := namedPoller{Poller: p, name: name}
	go n.forever() // want `\(barego\)`
}

func EmbeddedCure(stop <-chan struct{}, name string, p *Poller) {
	n := namedPoller{Poller: p, name: name}
	go n.until(stop)
}

func repeat[T any](every time.Duration, v T, f func(T)) {
	for {
		f(v)
		time.Sleep(every)
	}
}

func GenericMistake(p *Poller) {
	go repeat(p.every, p, (*Poller).once) // want `\(barego\)`
}

func GenericLaunchMistake[T any](every time.Duration, v T, f func(T)) {
	go repeat(every, v, f) // want `\(barego\)`
}

func repeatUntil[T any](stop <-chan struct{}, every time.Duration, v T, f func(T)) {
	for {
		f(v)
		select {
		case <-stop:
			return
		case <-time.After(every):
		}
	}
}

func GenericCure(stop <-chan struct{}, p *Poller) {
	go repeatUntil(stop, p.every, p, (*Poller).once)
}

// A Window keeps the last values of any kind.
type Window[T any] struct {
	mu   sync.Mutex
	last []T
	keep int
}

func NewWindow[T any](keep int) *Window[T] { return &Window[T]{keep: keep} }

func (w *Window[T]) Add(v T) {
	w.mu.Lock()
	w.last = append(w.last, v)
	w.mu.Unlock()
}

func (w *Window[T]) trim() {
	w.mu.Lock()
	if extra := len(w.last) - w.keep; extra > 0 {
		w.last = append([]T(nil), w.last[extra:]...)
	}
	w.mu.Unlock()
}

func (w *Window[T]) trimForever(every time.Duration) {
	for {
		time.Sleep(every)
		w.trim()
	}
}

func (w *Window[T]) GenericMethodMistake(every time.Duration) {
	go w.trimForever(every) // want `\(barego\)`
}

func InstantiatedMistake(every time.Duration) *Window[string] {
	w := NewWindow[string](16)
	go w.trimForever(every) // want `\(barego\)`
	return w
}

func (w *Window[T]) GenericMethodCure(ctx context.Context, every time.Duration) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(every):
				w.trim()
			}
		}
	}()
}

// A timer runs its function in a goroutine of its own.
func AfterFuncMistake(p *Poller) {
	time.AfterFunc(p.every, p.forever) // want `\(barego\)`
}

func AfterFuncClosureMistake(p *Poller) {
	time.AfterFunc(p.every, func() { // want `\(barego\)`
		for {
			p.once()
			time.Sleep(p.every)
		}
	})
}

func AfterFuncCure(stop <-chan struct{}, p *Poller) *time.Timer {
	return time.AfterFunc(p.every, func() { p.until(stop) })
}

func ContextAfterFuncMistake(ctx context.Context, p *Poller) {
	context.AfterFunc(ctx, p.forever) // want `\(barego\)`
}

func ContextAfterFuncCure(ctx context.Context, p *Poller) {
	context.AfterFunc(ctx, p.once)
}

// The recover at the top keeps a panic from the process, and ends nothing.
func RecoveredMistake(p *Poller, report func(any)) {
	go func() { // want `\(barego\)`
		defer func() {
			if v := recover(); v != nil {
				report(v)
			}
		}()
		p.forever()
	}()
}

func RecoveredCure(ctx context.Context, p *Poller, report func(any)) {
	go func() {
		defer func() {
			if v := recover(); v != nil {
				report(v)
			}
		}()
		p.until(ctx.Done())
	}()
}

// One loop per target: as many that never end as there are targets.
func PerItemMistake(targets map[string]*Poller) {
	for _, p := range targets {
		go p.forever() // want `\(barego\)`
	}
}

func PerItemCure(ctx context.Context, targets map[string]*Poller) {
	var wg sync.WaitGroup
	for _, p := range targets {
		wg.Go(func() { p.until(ctx.Done()) })
	}
	wg.Wait()
}

// A once in each of many values: its methods are for whoever has one, and the
// package's own is not the only one.
type OnceEach struct {
	once  sync.Once
	every time.Duration
	off   bool
	n     int
}

var defaultOnceEach OnceEach

func UseDefault() { defaultOnceEach.Use() }

func (o *OnceEach) Use() { o.use() }

func (o *OnceEach) use() {
	o.once.Do(func() {
		if o.every == 0 {
			o.every = time.Second
		}
		if o.off {
			return
		}
		go o.cleanMistake() // want `goroutine OnceEach.cleanMistake loops for ever`
	})
}

func (o *OnceEach) cleanMistake() {
	for {
		time.Sleep(o.every)
		o.n++
	}
}
