package explore

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/gorolint/gorolint/internal/fact"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/ref"
)

// TestExplore explores snippets. A line at which a goroutine of a leak stands is marked
// by a comment "stuck"; a snippet without such a line must stay silent.
func TestExplore(t *testing.T) {
	for _, group := range snippets {
		for _, sn := range group.snippets {
			t.Run(group.name+"/"+sn.name, func(t *testing.T) {
				t.Parallel()
				want := marked(sn.src)
				got := explored(t, sn.src, len(want) == 0)
				if !slices.Equal(want, got) {
					t.Errorf("stuck in lines %v, want %v\n%s", got, want, numbered(sn.src))
				}
			})
		}
	}
}

type snippet struct{ name, src string }

// marked returns the lines of a snippet that are marked.
func marked(src string) (lines []int) {
	for i, l := range strings.Split(src, "\n") {
		if strings.Contains(l, "// stuck") {
			lines = append(lines, i+1)
		}
	}
	return lines
}

func numbered(src string) string {
	var b strings.Builder
	for i, l := range strings.Split(src, "\n") {
		fmt.Fprintf(&b, "%3d %s\n", i+1, l)
	}
	return b.String()
}

// explored returns the lines at which goroutines get stuck, when one of the roots is
// called, or any function, so that silence is not that of a root left out.
func explored(t *testing.T, src string, any bool) (lines []int) {
	t.Helper()
	p, fset := program(t, src)
	roots := p.Roots()
	if any {
		roots = p.Funcs
	}
	var leaks []*Leak
	for _, fn := range roots {
		leaks = append(leaks, p.Explore(fn).Leaks...)
	}
	for _, pair := range p.Pairs() {
		leaks = append(leaks, p.ExplorePair(pair).Leaks...)
	}
	for _, l := range leaks {
		for _, m := range l.Stuck {
			lines = append(lines, fset.Position(m.Pos).Line)
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

type dependencies struct {
	sync.Mutex
	fset  *token.FileSet
	std   types.Importer
	group *types.Package
}

var deps = &dependencies{fset: token.NewFileSet(), std: importer.Default()}

// imports are the packages that snippets may use.
var imports = []string{
	"context", "encoding/json", "fmt", "golang.org/x/sync/errgroup", "io", "os", "runtime", "slices", "sort", "strings",
	"sync", "sync/atomic", "time",
}

// errgroup stands in for the package of that name.
const errgroup = `package errgroup
import "context"
type Group struct{ n int }
func WithContext(context.Context) (*Group, context.Context)
func (*Group) Go(func() error)
func (*Group) TryGo(func() error) bool
func (*Group) SetLimit(int)
func (*Group) Wait() error`

// Import returns a package that a snippet imports.
func (d *dependencies) Import(path string) (*types.Package, error) {
	if path != "golang.org/x/sync/errgroup" {
		return d.std.Import(path)
	}
	if d.group == nil {
		f, err := parser.ParseFile(d.fset, path, errgroup, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		conf := &types.Config{Importer: d.std, IgnoreFuncBodies: true}
		if d.group, err = conf.Check(path, d.fset, []*ast.File{f}, nil); err != nil {
			return nil, err
		}
	}
	return d.group, nil
}

// program builds a snippet: a file without its package clause and imports.
func program(t *testing.T, src string) (*Program, *token.FileSet) {
	t.Helper()
	deps.Lock()
	defer deps.Unlock()
	head := "package p;"
	for _, path := range imports {
		if regexp.MustCompile(`\b` + path[strings.LastIndex(path, "/")+1:] + `\.`).MatchString(src) {
			head += fmt.Sprintf("import %q;", path)
		}
	}
	f, err := parser.ParseFile(deps.fset, t.Name(), head+src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := &types.Config{Importer: deps}
	pkg, _, err := ssautil.BuildPackage(conf, deps.fset, types.NewPackage("example.com/p", "p"), []*ast.File{f}, ssa.BuilderMode(0))
	if err != nil {
		t.Fatal(err)
	}
	var funcs []*ssa.Function
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		if fn.Pkg == pkg && fn.Synthetic == "" {
			funcs = append(funcs, fn)
		}
	}
	slices.SortFunc(funcs, func(a, b *ssa.Function) int { return int(a.Pos() - b.Pos()) })
	table := known.Default()
	return NewProgram(pkg, funcs, Env{
		Outside: func(*types.Func) ref.Outside { return ref.Outside{Default: fact.Keeps} },
		Callee:  func(*ssa.CallCommon) *types.Func { return nil },
		Unseen:  func(*ssa.Function) bool { return false },
		Fails:   func(fn *ssa.Function) bool { return fn.String() == "errors.New" },
		Known:   func(fn *types.Func) *known.Func { return table.Func(fn.FullName()) },
		Group:   func(t types.Type) *known.Group { return table.Group(types.TypeString(t, nil)) },
		Callees: func(c *ssa.CallCommon) (out []*ssa.Function) {
			for _, fn := range funcs {
				sig := types.NewSignatureType(nil, nil, nil, fn.Signature.Params(), fn.Signature.Results(), fn.Signature.Variadic())
				if types.Identical(sig, c.Signature()) && (!c.IsInvoke() || c.Method.Name() == fn.Name()) {
					out = append(out, fn)
				}
			}
			return out
		},
		Timer: func(ch ssa.Value) bool { return types.TypeString(elemOf(ch), nil) == "time.Time" },
	}), deps.fset
}

// TestCause checks which of several stuck goroutines would set most others free: in the
// line marked "cause".
func TestCause(t *testing.T) {
	for _, sn := range []snippet{
		{"a slot within a slot", `
func f(n int) {
	slots := make(chan bool, n)
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			slots <- true
			slots <- true // cause
			<-slots
			<-slots
		})
	}
	wg.Wait()
}`},
		{"a send under a lock", `
func f() {
	var mu sync.Mutex
	ch := make(chan int)
	go func() {
		mu.Lock()
		ch <- 1 // cause
		mu.Unlock()
	}()
	mu.Lock()
	mu.Unlock()
}`},
		{"a worker that nobody ends", `
func f() {
	var wg sync.WaitGroup
	ch := make(chan int)
	wg.Go(func() {
		for range ch {
		}
	})
	wg.Wait() // cause
	close(ch)
}`},
		{"a Once within itself", `
func f() {
	var once sync.Once
	done := make(chan bool)
	go func() {
		once.Do(func() {
			once.Do(func() {}) // cause
		})
		close(done)
	}()
	<-done
}`},
	} {
		t.Run(sn.name, func(t *testing.T) {
			p, fset := program(t, sn.src)
			found := false
			for _, fn := range p.Roots() {
				for _, l := range p.Explore(fn).Leaks {
					if len(l.Stuck) < 2 {
						continue
					}
					found = true
					first := slices.MinFunc(l.Stuck, func(a, b Stuck) int { return a.Left - b.Left })
					line := strings.Split(sn.src, "\n")[fset.Position(first.Pos).Line-1]
					if !strings.Contains(line, "// cause") {
						t.Errorf("the cause is %q", line)
					}
				}
			}
			if !found {
				t.Error("found nothing")
			}
		})
	}
}

var snippets = []struct {
	name     string
	snippets []snippet
}{
	{"channels", []snippet{
		{"send on a closed channel", `
func f() {
	ch := make(chan int)
	close(ch)
	go func() { ch <- 1 }()
}`},
		{"send that nobody receives", `
func f() {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
}`},
		{"room for the send", `
func f() {
	ch := make(chan int, 1)
	go func() { ch <- 1 }()
}`},
		{"one send too many", `
func f() {
	ch := make(chan int, 1)
	go func() {
		ch <- 1
		ch <- 2 // stuck
	}()
}`},
		{"receive of what nobody sends", `
func f() {
	ch := make(chan int)
	go func() { <-ch }() // stuck
}`},
		{"closed", `
func f() {
	ch := make(chan int)
	go func() { <-ch }()
	close(ch)
}`},
		{"range that nobody closes", `
func f(jobs []int) {
	ch := make(chan int)
	go func() {
		for range ch { // stuck
		}
	}()
	for _, j := range jobs {
		ch <- j
	}
}`},
		{"range that is closed", `
func f(jobs []int) {
	ch := make(chan int)
	go func() {
		for range ch {
		}
	}()
	for _, j := range jobs {
		ch <- j
	}
	close(ch)
}`},
		{"first of two answers", `
func f(ask func() int) int {
	ch := make(chan int)
	for range 2 {
		go func() { ch <- ask() }() // stuck
	}
	return <-ch
}`},
		{"both answers", `
func f(ask func() int) int {
	ch := make(chan int)
	for range 2 {
		go func() { ch <- ask() }()
	}
	return <-ch + <-ch
}`},
		{"early return on an error", `
func f(work func() error) error {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
	if err := work(); err != nil {
		return err
	}
	<-ch
	return nil
}`},
		{"the caller waits for an answer that does not come", `
func f(work func() error) {
	ch := make(chan int)
	go func() {
		if work() != nil {
			return
		}
		ch <- 1
	}()
	<-ch // stuck
}`},
	}},
	{"select", []snippet{
		{"timeout leaves the sender behind", `
func f(work func() int) int {
	ch := make(chan int)
	go func() { ch <- work() }() // stuck
	select {
	case v := <-ch:
		return v
	case <-time.After(time.Second):
		return 0
	}
}`},
		{"the sender looks at done", `
func f(work func() int) int {
	ch, done := make(chan int), make(chan bool)
	defer close(done)
	go func() {
		select {
		case ch <- work():
		case <-done:
		}
	}()
	select {
	case v := <-ch:
		return v
	case <-time.After(time.Second):
		return 0
	}
}`},
		{"default", `
func f() {
	ch := make(chan int)
	go func() {
		select {
		case ch <- 1:
		default:
		}
	}()
}`},
		{"no case is ever ready", `
func f() {
	a, b := make(chan int), make(chan int)
	go func() {
		select { // stuck
		case <-a:
		case <-b:
		}
	}()
}`},
		{"a signal that comes before who waits for it", `
func f() {
	ch, done := make(chan bool), make(chan bool)
	go func() {
		<-ch // stuck
	}()
	select {
	case ch <- true:
	default:
	}
	close(done)
}`},
		{"the caller parks", `
func f() {
	select {}
}`},
		{"a goroutine parks", `
func f() {
	go func() { select {} }() // stuck
}`},
	}},
	{"nil channels", []snippet{
		{"receive", `
func f() {
	var ch chan int
	go func() { <-ch }() // stuck
}`},
		{"send by a constant", `
func f() {
	go func() { (chan int)(nil) <- 1 }() // stuck
}`},
		{"switched off", `
func f(in chan int) {
	out := make(chan int)
	go func() {
		for in != nil {
			select {
			case _, ok := <-in:
				if !ok {
					in = nil
				}
			}
		}
		close(out)
	}()
	<-out
}`},
		{"assigned later", `
func f() {
	var ch chan int
	ready := make(chan bool)
	go func() {
		<-ready
		<-ch
	}()
	ch = make(chan int, 1)
	ch <- 1
	close(ready)
}`},
		{"not known to be nil", `
type S struct{ ch chan int }
func (s *S) f() {
	if s.ch == nil {
		go func() { <-s.ch }()
	}
}`},
	}},
	{"contexts", []snippet{
		{"context that can never end", `
func f() {
	ctx := context.Background()
	done := make(chan bool)
	go func() {
		defer close(done)
		<-ctx.Done() // stuck
	}()
	<-done // stuck
}`},
		{"cancelled", `
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-ctx.Done() }()
}`},
		{"not cancelled", `
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go func() { <-ctx.Done() }() // stuck
}`},
		{"timeout", `
func f() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	_ = cancel
	go func() { <-ctx.Done() }()
}`},
		{"cancelled on one path", `
func f(work func() error) error {
	ctx, cancel := context.WithCancel(context.Background())
	go func() { <-ctx.Done() }() // stuck
	if err := work(); err != nil {
		return err
	}
	cancel()
	return nil
}`},
		{"cancelled by the parent", `
func f(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	_ = cancel
	go func() { <-ctx.Done() }()
}`},
		{"cut off from the parent", `
func f(parent context.Context) {
	ctx := context.WithoutCancel(parent)
	go func() { <-ctx.Done() }() // stuck
}`},
		{"the caller gives up by its context", `
func f(ctx context.Context) {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
	select {
	case <-ch:
	case <-ctx.Done():
	}
}`},
		{"cancel handed out", `
type S struct{ stop func() }
func (s *S) f() {
	ctx, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	go func() { <-ctx.Done() }()
}`},
	}},
	{"locks", []snippet{
		{"twice", `
func f() {
	var mu sync.Mutex
	mu.Lock()
	mu.Lock() // stuck
}`},
		{"two locks", `
func f() {
	var a, b sync.Mutex
	a.Lock()
	b.Lock()
	b.Unlock()
	a.Unlock()
}`},
		{"twice by a method of the receiver", `
type S struct { mu sync.Mutex; n int }
func (s *S) get() int {
	s.mu.Lock() // stuck
	defer s.mu.Unlock()
	return s.n
}
func (s *S) add() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = s.get() + 1
}`},
		{"other receiver", `
type S struct { mu sync.Mutex; n int }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) add(t *S) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = t.get() + 1
}`},
		{"kept on return", `
func f(work func() error) {
	var mu sync.Mutex
	try := func() error {
		mu.Lock() // stuck
		if err := work(); err != nil {
			return err
		}
		mu.Unlock()
		return nil
	}
	try()
	try()
}`},
		{"order", `
func f() {
	var a, b sync.Mutex
	go func() {
		a.Lock()
		b.Lock() // stuck
		b.Unlock()
		a.Unlock()
	}()
	b.Lock()
	a.Lock() // stuck
	a.Unlock()
	b.Unlock()
}`},
		{"same order", `
func f() {
	var a, b sync.Mutex
	go func() {
		a.Lock()
		b.Lock()
		b.Unlock()
		a.Unlock()
	}()
	a.Lock()
	b.Lock()
	b.Unlock()
	a.Unlock()
}`},
		{"unlocked by another goroutine", `
func f() {
	var mu sync.Mutex
	mu.Lock()
	go func() { mu.Unlock() }()
	mu.Lock()
	mu.Unlock()
}`},
		{"send under the lock that the receiver wants", `
func f() {
	var mu sync.Mutex
	ch := make(chan int)
	go func() {
		mu.Lock() // stuck
		<-ch // stuck
		mu.Unlock()
	}()
	mu.Lock() // stuck
	ch <- 1 // stuck
	mu.Unlock()
}`},
		{"handed out", `
type S struct{ mu sync.Mutex }
func (s *S) f() {
	s.mu.Lock()
	go func() { s.mu.Lock(); s.mu.Unlock() }()
}`},
		{"TryLock", `
func f() {
	var mu sync.Mutex
	mu.Lock()
	if mu.TryLock() {
		go func() { select {} }()
	}
	mu.Unlock()
}`},
		{"in a copy", `
type S struct { mu sync.Mutex }
func f() {
	var s S
	s.mu.Lock()
	t := s
	t.mu.Lock() // stuck
}`},
	}},
	{"readers and writers", []snippet{
		{"two readers", `
func f() {
	var mu sync.RWMutex
	mu.RLock()
	mu.RLock()
	mu.RUnlock()
	mu.RUnlock()
}`},
		{"a writer comes between two readers", `
func f() {
	var mu sync.RWMutex
	go func() {
		mu.Lock() // stuck
		mu.Unlock()
	}()
	mu.RLock()
	mu.RLock() // stuck
	mu.RUnlock()
	mu.RUnlock()
}`},
		{"upgrade", `
func f() {
	var mu sync.RWMutex
	mu.RLock()
	mu.Lock() // stuck
}`},
		{"reader after reader, writer between", `
func f() {
	var mu sync.RWMutex
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	mu.RLock()
	mu.RUnlock()
	mu.RLock()
	mu.RUnlock()
}`},
		{"the locker of the readers", `
func f() {
	var mu sync.RWMutex
	l := mu.RLocker()
	mu.Lock()
	l.Lock() // stuck
}`},
	}},
	{"groups of goroutines", []snippet{
		{"one after another", `
func f() {
	var g errgroup.Group
	var a, b sync.Mutex
	g.SetLimit(1)
	g.Go(func() error {
		a.Lock()
		b.Lock()
		b.Unlock()
		a.Unlock()
		return nil
	})
	g.Go(func() error {
		b.Lock()
		a.Lock()
		a.Unlock()
		b.Unlock()
		return nil
	})
	g.Wait()
}`},
		{"two at a time", `
func f() {
	var g errgroup.Group
	var a, b sync.Mutex
	g.SetLimit(2)
	g.Go(func() error {
		a.Lock()
		b.Lock() // stuck
		b.Unlock()
		a.Unlock()
		return nil
	})
	g.Go(func() error {
		b.Lock()
		a.Lock() // stuck
		a.Unlock()
		b.Unlock()
		return nil
	})
	g.Wait() // stuck
}`},
		{"Wait ends the context of the group", `
func f() {
	g, ctx := errgroup.WithContext(context.Background())
	done := make(chan bool)
	go func() {
		<-ctx.Done()
		close(done)
	}()
	g.Wait()
	<-done
}`},
		{"no Done on one path", `
func f(work func() error) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if work() != nil {
			return
		}
		wg.Done()
	}()
	wg.Wait() // stuck
}`},
		{"Done deferred", `
func f(work func() error) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
	wg.Wait()
}`},
		{"Go", `
func f(jobs []int, work func(int)) {
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Go(func() { work(j) })
	}
	wg.Wait()
}`},
		{"Wait before the results are received", `
func f(jobs []int, work func(int) int) {
	var wg sync.WaitGroup
	ch := make(chan int)
	for _, j := range jobs {
		wg.Go(func() { ch <- work(j) }) // stuck
	}
	wg.Wait() // stuck
	close(ch)
	for range ch {
	}
}`},
		{"Add as many as there are", `
func f(jobs []int, work func(int)) {
	var wg sync.WaitGroup
	wg.Add(len(jobs))
	for _, j := range jobs {
		go func() {
			defer wg.Done()
			work(j)
		}()
	}
	wg.Wait()
}`},
		{"Add one more than there are", `
func f(jobs []int, work func(int)) {
	var wg sync.WaitGroup
	wg.Add(len(jobs) + 1)
	for _, j := range jobs {
		go func() {
			defer wg.Done()
			work(j)
		}()
	}
	wg.Wait() // stuck
}`},
		{"Goexit runs what is deferred", `
func f() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		runtime.Goexit()
	}()
	wg.Wait()
}`},
		{"Goexit ends before Done", `
func f() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		runtime.Goexit()
		wg.Done()
	}()
	wg.Wait() // stuck
}`},
		{"errors of a group", `
func f(work func() error) error {
	g, ctx := errgroup.WithContext(context.Background())
	ch := make(chan int)
	g.Go(func() error {
		ch <- 1 // stuck
		return nil
	})
	g.Go(func() error {
		select {
		case <-ch:
		case <-ctx.Done():
		}
		return nil
	})
	g.Go(func() error { return work() })
	return g.Wait() // stuck
}`},
		{"a func of a group that is not known", `
func f(work func() error) error {
	var g errgroup.Group
	ch := make(chan int)
	g.Go(func() error {
		ch <- 1 // stuck
		return nil
	})
	g.Go(work)
	return g.Wait()
}`},
		{"errors of a group that all look at its context", `
func f(work func() error) error {
	g, ctx := errgroup.WithContext(context.Background())
	ch := make(chan int)
	g.Go(func() error {
		select {
		case ch <- 1:
		case <-ctx.Done():
		}
		return nil
	})
	g.Go(func() error {
		select {
		case <-ch:
		case <-ctx.Done():
		}
		return nil
	})
	g.Go(func() error { return work() })
	return g.Wait()
}`},
	}},
	{"conditions", []snippet{
		{"never signalled", `
func f() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	go func() {
		mu.Lock()
		c.Wait() // stuck
		mu.Unlock()
	}()
}`},
		{"signalled before", `
func f() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	go func() {
		mu.Lock()
		c.Wait() // stuck
		mu.Unlock()
	}()
	c.Broadcast()
}`},
		{"in a loop, under the lock", `
func f() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready := false
	go func() {
		mu.Lock()
		for !ready {
			c.Wait()
		}
		mu.Unlock()
	}()
	mu.Lock()
	ready = true
	c.Broadcast()
	mu.Unlock()
}`},
		{"one signal for two", `
func f() {
	var mu sync.Mutex
	c := sync.NewCond(&mu)
	ready := false
	for range 2 {
		go func() {
			mu.Lock()
			for !ready {
				c.Wait() // stuck
			}
			mu.Unlock()
		}()
	}
	mu.Lock()
	ready = true
	c.Signal()
	mu.Unlock()
}`},
	}},
	{"once", []snippet{
		{"twice", `
func f(ch chan int) {
	var once sync.Once
	once.Do(func() { close(ch) })
	once.Do(func() { close(ch) })
}`},
		{"within itself", `
func f() {
	var once sync.Once
	once.Do(func() {
		once.Do(func() {}) // stuck
	})
}`},
		{"others wait for it", `
func f() {
	var once sync.Once
	ch := make(chan int)
	go func() {
		once.Do(func() { <-ch }) // stuck
	}()
	once.Do(func() { <-ch }) // stuck
	close(ch)
}`},
		{"close once", `
func f() {
	var once sync.Once
	ch := make(chan int)
	stop := func() { once.Do(func() { close(ch) }) }
	go func() { <-ch }()
	stop()
	stop()
}`},
		{"OnceFunc closes", `
func f() {
	ch := make(chan int)
	stop := sync.OnceFunc(func() { close(ch) })
	go func() { <-ch }()
	defer stop()
	stop()
}`},
		{"OnceFunc is not called", `
func f(work func() error) error {
	ch := make(chan int)
	stop := sync.OnceFunc(func() { close(ch) })
	go func() { <-ch }() // stuck
	if err := work(); err != nil {
		return err
	}
	stop()
	return nil
}`},
		{"OnceValue asks itself", `
func f() int {
	var v func() int
	v = sync.OnceValue(func() int { return v() + 1 }) // stuck
	return v()
}`},
		{"OnceValue keeps what it returned", `
func f() {
	ch := sync.OnceValue(func() chan int { return make(chan int, 2) })
	go func() {
		ch() <- 1
		ch() <- 2
		ch() <- 3 // stuck
	}()
}`},
		{"in a goroutine of its own", `
func f() {
	var once sync.Once
	ch := make(chan int)
	go once.Do(func() { ch <- 1 })
	<-ch
}`},
		{"after a panic", `
func f(work func()) {
	var once sync.Once
	try := func() {
		defer func() { recover() }()
		once.Do(func() { work() })
	}
	try()
	try()
}`},
	}},
	{"open and closed", []snippet{
		{"channel of the receiver", `
type S struct{ ch chan int }
func (s *S) f() {
	go func() { s.ch <- 1 }()
}`},
		{"returned", `
func f() <-chan int {
	ch := make(chan int)
	go func() { ch <- 1 }()
	return ch
}`},
		{"stored", `
type S struct{ ch chan int }
func (s *S) f() {
	ch := make(chan int)
	s.ch = ch
	go func() { ch <- 1 }()
}`},
		{"sent to somebody", `
func f(out chan chan int) {
	ch := make(chan int)
	out <- ch
	go func() { ch <- 1 }()
}`},
		{"given to a callback", `
func f(use func(chan int)) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	use(ch)
}`},
		{"captured by a callback", `
func f(use func(func())) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	use(func() { <-ch })
}`},
		{"in a global", `
var table = make(map[string]chan int)
func f(name string) {
	ch := make(chan int)
	table[name] = ch
	go func() { ch <- 1 }()
}`},
		{"printed", `
func f() {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
	fmt.Println("sent", 1)
}`},
		{"kept by the root, seen by the caller", `
type S struct{ ch chan int }
func newS() *S {
	s := &S{ch: make(chan int)}
	go func() { s.ch <- 1 }()
	return s
}`},
		{"in a struct that stays", `
type S struct{ ch chan int }
func (s *S) run() { s.ch <- 1 } // stuck
func f() {
	s := &S{ch: make(chan int)}
	go s.run()
}`},
		{"by an interface", `
type sender interface{ send() }
type S struct{ ch chan int }
func (s *S) send() { s.ch <- 1 } // stuck
func f() {
	var x sender = &S{ch: make(chan int)}
	go x.send()
}`},
		{"by a method value", `
type S struct{ ch chan int }
func (s *S) send() { s.ch <- 1 } // stuck
func f() {
	s := &S{ch: make(chan int)}
	send := s.send
	go send()
}`},
		{"by a generic func", `
func send[T any](ch chan T, v T) { ch <- v } // stuck
func f() {
	ch := make(chan string)
	go send(ch, "a")
}`},
		{"an interface of somebody else", `
type sink interface{ use(ch chan int) }
func f(s sink) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	s.use(ch)
}`},
	}},
	{"pairs", []snippet{
		{"wait under a lock that the goroutine needs", `
type T struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
	in chan int
}
func (t *T) Start() {
	t.wg.Add(1)
	go t.run()
}
func (t *T) run() {
	defer t.wg.Done()
	for v := range t.in {
		t.mu.Lock() // stuck
		t.n += v
		t.mu.Unlock()
	}
}
func (t *T) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(t.in)
	t.wg.Wait() // stuck
}`},
		{"wait after the lock", `
type T struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}
func (t *T) Start() {
	t.wg.Go(func() {
		t.mu.Lock()
		t.n++
		t.mu.Unlock()
	})
}
func (t *T) Close() {
	t.mu.Lock()
	t.n = 0
	t.mu.Unlock()
	t.wg.Wait()
}`},
		{"a constructor launches", `
type T struct {
	mu sync.RWMutex
	wg sync.WaitGroup
	n  int
}
func New(n int) (*T, error) {
	if n < 0 {
		return nil, fmt.Errorf("negative")
	}
	t := &T{n: n}
	t.wg.Go(t.run)
	return t, nil
}
func (t *T) run() {
	t.mu.RLock() // stuck
	defer t.mu.RUnlock()
	println(t.n)
}
func (t *T) Close() {
	t.mu.Lock()
	t.stop()
	t.mu.Unlock()
}
func (t *T) stop() { t.wg.Wait() } // stuck`},
		{"jobs that another goroutine does", `
type T struct {
	mu   sync.Mutex
	wg   sync.WaitGroup
	n    int
	jobs chan int
}
func (t *T) Submit(v int) {
	t.wg.Add(1)
	go t.count()
	t.jobs <- v
}
func (t *T) count() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}
func (t *T) work() {
	for range t.jobs {
		t.wg.Done()
	}
}
func (t *T) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wg.Wait()
}`},
		{"the helper unlocks", `
type T struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}
func (t *T) Start() {
	t.mu.Lock()
	t.resetAndUnlock()
	t.wg.Go(t.run)
}
func (t *T) run() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
}
func (t *T) resetAndUnlock() {
	t.n = 0
	t.mu.Unlock()
}
func (t *T) Close() {
	t.mu.Lock()
	t.resetAndUnlock()
	t.wg.Wait()
}`},
		{"two locks in both orders", `
type T struct {
	a, b sync.Mutex
	n    int
}
func (t *T) Up() {
	t.a.Lock()
	defer t.a.Unlock()
	t.b.Lock() // stuck
	t.n++
	t.b.Unlock()
}
func (t *T) Down() {
	t.b.Lock()
	t.inner()
	t.b.Unlock()
}
func (t *T) inner() {
	t.a.Lock() // stuck
	t.n--
	t.a.Unlock()
}`},
		{"two locks in both orders under a third", `
type T struct {
	all, a, b sync.Mutex
	n         int
}
func (t *T) Up() {
	t.all.Lock()
	defer t.all.Unlock()
	t.a.Lock()
	t.b.Lock()
	t.n++
	t.b.Unlock()
	t.a.Unlock()
}
func (t *T) Down() {
	t.all.Lock()
	defer t.all.Unlock()
	t.b.Lock()
	t.a.Lock()
	t.n--
	t.a.Unlock()
	t.b.Unlock()
}`},
		{"two locks of two objects in both orders", `
type T struct {
	mu    sync.Mutex
	other *T
	n     int
}
func (t *T) Give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.other.mu.Lock()
	t.other.n++
	t.other.mu.Unlock()
}`},
	}},
	{"correlation", []snippet{
		{"one length is free", `
func f(names []string, c bool) {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
	for range names {
		<-ch // stuck
	}
	if c {
		<-ch // stuck
	}
}`},
		{"the second length is not", `
func f(a, b []string, c bool) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	for range a {
		<-ch
		return
	}
	for range b {
		<-ch
		return
	}
	if c {
		<-ch
	}
}`},
		{"same flag twice", `
func f(wait bool) {
	ch := make(chan int)
	if wait {
		go func() { ch <- 1 }()
	}
	if wait {
		<-ch
	}
}`},
		{"other flag", `
func f(a, b bool) {
	ch := make(chan int)
	if a {
		go func() { ch <- 1 }() // stuck
	}
	if b {
		<-ch // stuck
	}
}`},
		{"two assumptions after the launch are too many", `
func f(a, b bool) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if a {
		<-ch
		return
	}
	if b {
		<-ch
		return
	}
}`},
		{"what does not matter in the end is no assumption", `
func f(a, b, c bool) {
	ch, x := make(chan int), make(chan int, 2)
	go func() { ch <- 1 }() // stuck
	if a {
		x <- 1
	}
	if b {
		x <- 1
	}
	if c {
		<-ch
	}
}`},
		{"two of them that matter in the end", `
func f(a, b, c bool) {
	ch, x := make(chan int), make(chan int, 2)
	go func() { ch <- 1 }()
	if a {
		x <- 1
	}
	if b {
		x <- 1
		<-ch
	} else if c {
		<-ch
	}
}`},
		{"one way of them ends the program", `
func f(a, b bool) {
	ch, x := make(chan int), make(chan int, 2)
	go func() { ch <- 1 }()
	if a {
		x <- 1
		panic("never")
	}
	if b {
		<-ch
	}
}`},
		{"one of the cases of a switch", `
func f(s string) {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
	switch s {
	case "a":
		<-ch
	case "b":
		<-ch
	case "c":
	default:
		<-ch
	}
}`},
		{"none of the cases of a switch", `
func f(s string) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	switch s {
	case "a":
		<-ch
	case "b":
		<-ch
	}
}`},
		{"as many sends as receives", `
func f(names []string) {
	ch := make(chan string)
	for _, n := range names {
		go func() { ch <- n }()
	}
	for range names {
		<-ch
	}
}`},
		{"as many as a number says", `
func f(n int) {
	ch := make(chan int)
	for i := range n {
		go func() { ch <- i }()
	}
	for range n {
		<-ch
	}
}`},
		{"one fewer", `
func f(n int) {
	ch := make(chan int)
	for i := range n {
		go func() { ch <- i }() // stuck
	}
	for i := 1; i < n; i++ {
		<-ch
	}
}`},
		{"room for as many as there are", `
func f(names []string) string {
	ch := make(chan string, len(names))
	for _, n := range names {
		go func() { ch <- n }()
	}
	return <-ch
}`},
		{"a map in a field has one length", `
type S struct{ m map[int]func() }
func (s *S) f() {
	var wg sync.WaitGroup
	wg.Add(len(s.m))
	for _, run := range s.m {
		go func() {
			defer wg.Done()
			run()
		}()
	}
	wg.Wait()
}`},
		{"a map is as long as it is", `
func f(m map[string]int) {
	ch := make(chan int)
	for _, v := range m {
		go func() { ch <- v }()
	}
	for range len(m) {
		<-ch
	}
}`},
		{"error and value", `
func g() (*int, error)
func f(get func() (chan int, error)) {
	ch, err := get()
	if err != nil {
		return
	}
	go func() { ch <- 1 }()
}`},
		{"a cell that nobody else sees", `
func f() {
	ch := make(chan int)
	done := false
	go func() { ch <- 1 }()
	for !done {
		<-ch
		done = true
	}
}`},
	}},
	{"skipped branches", []snippet{
		{"a func that is plain but for a recursion", `
func odd(ch chan int, n int) {
	even(ch, n-1)
}
func even(ch chan int, n int) {
	if n > 0 {
		odd(ch, n-1)
	}
	ch <- 1
}
var Odd, Even = odd, even
func f(n int) {
	ch := make(chan int)
	go func() { <-ch }()
	if n > 5 {
		even(ch, 0)
	} else {
		odd(ch, 1)
	}
}`},
		{"a type that leads to a channel but for a recursion", `
type List struct { head *Node; ch chan int }
type Node struct { list *List; n int }
func f(left bool) {
	l := &List{ch: make(chan int)}
	m := &List{ch: make(chan int)}
	l.head, m.head = &Node{list: l}, &Node{list: m}
	var cur *Node
	if left {
		cur = l.head
	} else {
		cur = m.head
	}
	go func() { <-l.ch }()
	go func() { <-m.ch }()
	close(cur.list.ch)
	if left {
		cur = m.head
	} else {
		cur = l.head
	}
	close(cur.list.ch)
}`},
		{"what does not matter is no assumption", `
func f(a, b, c bool) {
	ch := make(chan int)
	go func() { ch <- 1 }() // stuck
	if a {
		println("a")
	}
	if b {
		println("b")
	}
	if c {
		<-ch
	}
}`},
		{"a phi after a skip", `
func f(loud bool) {
	ch := make(chan int)
	n := 1
	if loud {
		n = 2
		println("two")
	}
	go func() { ch <- n }()
	<-ch
}`},
		{"a phi that counts after a skip", `
func f(loud bool) {
	n := 1
	if loud {
		n = 2
	}
	ch := make(chan int, n)
	go func() {
		ch <- 1
		ch <- 2 // stuck
	}()
}`},
		{"a channel chosen by a branch", `
func f(left bool) {
	a, b := make(chan int), make(chan int)
	ch := a
	if left {
		ch = b
	}
	go func() { ch <- 1 }()
	if left {
		<-b
	} else {
		<-a
	}
}`},
		{"a write that somebody asks for by a chain of calls", `
type S struct{ mu sync.Mutex; n int }
func (s *S) get() int { s.mu.Lock(); defer s.mu.Unlock(); return s.n }
func (s *S) big() bool { s.mu.Lock(); s.mu.Unlock(); return s.get() > 0 }
func f(c bool) {
	ch := make(chan int)
	s := new(S)
	go func() { <-ch }()
	if c {
		s.n = 1
	} else {
		s.n = 2
	}
	if s.big() {
		close(ch)
	}
}`},
		{"a write by a captured variable", `
func f(c bool) {
	ch := make(chan int)
	n := 0
	go func() { <-ch }()
	set := func(v int) { n = v }
	if c {
		set(1)
	} else {
		set(2)
	}
	if n > 0 {
		close(ch)
	}
}`},
		{"a write that decides which", `
func f(c bool) {
	chs := []chan int{make(chan int), make(chan int)}
	k := new(int)
	if c {
		*k = 1
	}
	go func() { chs[*k] <- 1 }()
	if c {
		<-chs[1]
	} else {
		<-chs[0]
	}
}`},
		{"atomic", `
func f(c bool) {
	ch := make(chan int)
	n := new(int32)
	go func() { <-ch }()
	if c {
		atomic.StoreInt32(n, 1)
	} else {
		atomic.StoreInt32(n, 2)
	}
	if atomic.LoadInt32(n) > 0 {
		close(ch)
	}
}`},
		{"a channel chosen by a branch, and nobody receives", `
func send(ch chan int) { ch <- 1 } // stuck
func f(left bool) {
	a, b := make(chan int), make(chan int)
	ch := a
	if left {
		ch = b
	}
	go send(ch)
}`},
		{"delete in a branch", `
func f(c bool) {
	ch := make(chan int)
	m := map[int]bool{1: true}
	go func() { <-ch }()
	if c {
		delete(m, 1)
	} else {
		delete(m, 1)
	}
	if len(m) == 0 {
		close(ch)
	}
}`},
		{"write to a map", `
func f(c bool) {
	ch := make(chan int)
	m := make(map[string]int)
	go func() { <-ch }()
	if c {
		m["x"] = 1
	} else {
		m["x"] = 2
	}
	if m["x"] > 0 {
		close(ch)
	}
}`},
		{"write behind a getter", `
type S struct { mu sync.Mutex; n int }
func (s *S) get() int { s.mu.Lock(); defer s.mu.Unlock(); return s.n }
func f(c bool) {
	ch := make(chan int)
	s := new(S)
	go func() { <-ch }()
	if c {
		s.n = 1
	} else {
		s.n = 2
	}
	if s.get() > 0 {
		close(ch)
	}
}`},
		{"write of a whole struct", `
type S struct { n int }
func f(c bool) {
	ch := make(chan int)
	s := new(S)
	go func() { <-ch }()
	if c {
		*s = S{1}
	} else {
		*s = S{2}
	}
	if s.n > 0 {
		close(ch)
	}
}`},
		{"write sent", `
func f(c bool) {
	ch, nums := make(chan int), make(chan int, 1)
	go func() { <-ch }()
	var n int
	p := &n
	if c {
		*p = 1
	} else {
		*p = 2
	}
	nums <- n
	if <-nums > 0 {
		close(ch)
	}
}`},
	}},
	{"calls of other packages", []snippet{
		{"String of what is printed", `
type S struct { mu sync.Mutex; n int }
func (s *S) String() string {
	s.mu.Lock() // stuck
	defer s.mu.Unlock()
	return "s"
}
func f() string {
	s := new(S)
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("%v", s)
}`},
		{"not printed by String", `
type S struct { mu sync.Mutex; n int }
func (s *S) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return "s"
}
func f() string {
	s := new(S)
	s.mu.Lock()
	defer s.mu.Unlock()
	return fmt.Sprintf("%p", s)
}`},
		{"Write of what is printed to", `
type W struct{ lines chan string }
func (w *W) Write(b []byte) (int, error) {
	w.lines <- string(b) // stuck
	return len(b), nil
}
func f() {
	w := &W{lines: make(chan string)}
	go fprint(w)
	<-w.lines
}
func fprint(w io.Writer) {
	fmt.Fprintln(w, "a")
	fmt.Fprintln(w, "b")
}`},
		{"each line is received", `
type W struct{ lines chan string }
func (w *W) Write(b []byte) (int, error) {
	w.lines <- string(b)
	return len(b), nil
}
func f() {
	w := &W{lines: make(chan string)}
	go fprint(w)
	<-w.lines
	<-w.lines
}
func fprint(w io.Writer) {
	fmt.Fprintln(w, "a")
	fmt.Fprintln(w, "b")
}`},
		{"the func that sorts", `
func f(list []int) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	sort.Slice(list, func(i, j int) bool {
		mu.Lock() // stuck
		defer mu.Unlock()
		return list[i] < list[j]
	})
}`},
		{"the methods that sort", `
type list struct { mu sync.Mutex; l []int }
func (l *list) Len() int { return len(l.l) }
func (l *list) Less(i, j int) bool {
	l.mu.Lock() // stuck
	defer l.mu.Unlock()
	return l.l[i] < l.l[j]
}
func (l *list) Swap(i, j int) {}
func f() {
	l := new(list)
	l.mu.Lock()
	defer l.mu.Unlock()
	sort.Sort(l)
}`},
		{"called nobody knows how often", `
func f(list []int) {
	ch := make(chan int)
	go func() {
		slices.ContainsFunc(list, func(n int) bool { ch <- n; return false })
	}()
	for range list {
		<-ch
	}
}`},
		{"it may have said no", `
func f(m *sync.Map) {
	var mu sync.Mutex
	m.Range(func(k, v any) bool {
		mu.Lock()
		return false
	})
	mu.Unlock()
}`},
		{"called for each of many", `
func f(m *sync.Map) {
	var mu sync.Mutex
	m.Range(func(k, v any) bool {
		mu.Lock()
		mu.Unlock()
		return true
	})
}`},
		{"what is copied", `
type R struct { mu sync.Mutex }
func (r *R) Read(b []byte) (int, error) {
	r.mu.Lock() // stuck
	defer r.mu.Unlock()
	return 0, io.EOF
}
func f(w io.Writer) {
	r := new(R)
	r.mu.Lock()
	defer r.mu.Unlock()
	io.Copy(w, r)
}`},
	}},
	{"timers", []snippet{
		{"the func of a timer wants the lock under which it is waited for", `
func f(work func()) {
	var mu sync.Mutex
	fired := make(chan bool)
	mu.Lock()
	t := time.AfterFunc(1, func() {
		mu.Lock() // stuck
		mu.Unlock()
		close(fired)
	})
	work()
	if !t.Stop() {
		<-fired // stuck
	}
	mu.Unlock()
}`},
		{"stopped, or waited for", `
func f(work func()) {
	fired := make(chan bool)
	t := time.AfterFunc(1, func() { close(fired) })
	work()
	if !t.Stop() {
		<-fired
	}
}`},
		{"stopped, and waited for", `
func f(work func()) {
	fired := make(chan bool)
	t := time.AfterFunc(1, func() { close(fired) })
	work()
	t.Stop()
	<-fired // stuck
}`},
		{"made stopped, and started by others", `
type T struct {
	timer *time.Timer
	fired chan bool
}

func New() *T {
	t := new(T)
	t.timer = time.AfterFunc(time.Hour, func() { t.fired <- true })
	t.timer.Stop()
	t.fired = make(chan bool)
	return t
}

func (t *T) Start() { t.timer.Reset(1) }

func (t *T) Wait() { <-t.fired }`},
		{"made never to fire by itself", `
type T struct {
	timer *time.Timer
	fired chan bool
}

func New() *T {
	t := new(T)
	t.timer = time.AfterFunc(1<<63-1, func() { t.fired <- true })
	t.fired = make(chan bool)
	return t
}

func (t *T) Start() { t.timer.Reset(1) }

func (t *T) Wait() { <-t.fired }`},
		{"not stopped", `
func New() *time.Timer {
	var fired chan bool
	t := time.AfterFunc(time.Hour, func() {
		fired <- true // stuck
	})
	fired = make(chan bool)
	return t
}`},
		{"fires at last", `
func f() {
	fired := make(chan bool)
	time.AfterFunc(1, func() { close(fired) })
	<-fired
}`},
		{"started once more", `
func f() {
	fired := make(chan bool)
	t := time.AfterFunc(1, func() { fired <- true })
	<-fired
	t.Reset(1)
	<-fired
}`},
		{"stopped and started once more", `
func f() {
	fired := make(chan bool)
	t := time.AfterFunc(1, func() { fired <- true })
	if t.Stop() {
		t.Reset(1)
	}
	<-fired
}`},
	}},
	{"panics", []snippet{
		{"recovered with the lock held", `
func f(work func()) {
	var mu sync.Mutex
	try := func() {
		defer func() { recover() }()
		mu.Lock() // stuck
		work()
		mu.Unlock()
	}
	try()
	try()
}`},
		{"recovered, the lock unlocked by defer", `
func f(work func()) {
	var mu sync.Mutex
	try := func() {
		defer func() { recover() }()
		mu.Lock()
		defer mu.Unlock()
		work()
	}
	try()
	try()
}`},
		{"not recovered", `
func f(work func()) {
	var mu sync.Mutex
	try := func() {
		mu.Lock()
		work()
		mu.Unlock()
	}
	try()
	try()
}`},
		{"own panic, recovered", `
func f(bad bool) {
	ch := make(chan int)
	go func() {
		defer func() { recover() }()
		if bad {
			<-ch // stuck
			panic("bad")
		}
		ch <- 1
	}()
	<-ch // stuck
}`},
		{"own panic, not recovered", `
func f(bad bool) {
	ch := make(chan int)
	go func() {
		if bad {
			panic("bad")
		}
		ch <- 1
	}()
	<-ch
}`},
		{"recovered by what is not called by defer", `
func f(work func()) {
	ch := make(chan int)
	help := func() any { return recover() }
	go func() {
		defer func() { recover() }()
		func() {
			defer func() { help() }()
			work()
		}()
		ch <- 1
	}()
	<-ch // stuck
}`},
		{"what is returned after a panic", `
func f(work func()) {
	ch := make(chan int)
	try := func() (ok bool) {
		defer func() { recover() }()
		work()
		return true
	}
	go func() { <-ch }()
	if try() {
		close(ch)
	} else {
		close(ch)
	}
}`},
	}},
	{"ends", []snippet{
		{"what comes after too much is not known", `
func f() {
	ch := make(chan int)
	var mu sync.Mutex
	go func() { <-ch }()
	mu.Lock()
	mu.Unlock()
	var deep func(n int)
	deep = func(n int) {
		if n > 0 {
			deep(n - 1)
		} else {
			close(ch)
		}
	}
	deep(20)
}`},
		{"exit", `
func f(bad bool) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if bad {
		os.Exit(1)
	}
	<-ch
}`},
		{"what is less is not equal", `
func rows(from, to int) chan int {
	if from == to {
		return nil
	}
	ch := make(chan int)
	go func() {
		defer close(ch)
		for i := from; i != to; i++ {
			ch <- i
		}
	}()
	return ch
}

func f(from, to int) {
	if from >= to {
		return
	}
	for range rows(from, to) {
	}
}`},
		{"workers that are counted are some", `
func f(n int, items []int) {
	jobs, done := make(chan int, 1), make(chan int)
	var wg sync.WaitGroup
	wg.Add(n)
	for range n {
		go func() {
			defer wg.Done()
			for j := range jobs {
				done <- j
			}
		}()
	}
	for _, it := range items {
		jobs <- it
		<-done
	}
	close(jobs)
	wg.Wait()
}`},
		{"room for so many times so many", `
func f(items []int, from, to, step int) {
	times := (to-from)/step + 1
	out := make(chan int, len(items)*times)
	var wg sync.WaitGroup
	for range items {
		wg.Go(func() { out <- 1 })
	}
	wg.Wait()
}`},
		{"ticker that is ranged over, which nobody closes", `
func f(n int) {
	tokens := make(chan bool, n)
	go func() {
		t := time.NewTicker(1)
		for range t.C {
			for range n {
				tokens <- true
			}
		}
	}()
	for {
		<-tokens
	}
}`},
		{"ticker in a loop", `
func f(stop chan bool) {
	t := time.NewTicker(1)
	go func() {
		for {
			select {
			case <-t.C:
			case <-stop:
				return
			}
		}
	}()
}`},
		{"recursion", `
func f(depth int) {
	ch := make(chan int)
	go func() { ch <- 1 }()
	if depth > 0 {
		f(depth - 1)
	}
	<-ch
}`},
		{"more goroutines than are followed", `
func f() {
	ch := make(chan int)
	for range 20 {
		go func() { ch <- 1 }()
	}
}`},
		{"more steps than are followed", `
func f() {
	ch := make(chan int)
	go func() { ch <- 1 }()
	for i := range 100000 {
		if i == 99999 {
			<-ch
		}
	}
}`},
	}},
	{"others may change it", []snippet{
		{"open flag in a loop under a lock", `
type S struct { mu sync.Mutex; going bool }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for {
			s.mu.Lock()
			if s.going {
				s.mu.Unlock()
				ch <- 1
				return
			}
			s.mu.Unlock()
			time.Sleep(1)
		}
	}()
	<-ch
}`},
		{"open atomic in a loop", `
type S struct { going atomic.Bool; mu sync.Mutex }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for !s.going.Load() {
			s.mu.Lock()
			s.mu.Unlock()
		}
		ch <- 1
	}()
	<-ch
}`},
		{"open queue in a loop", `
type S struct { mu sync.Mutex; queue []int }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for {
			s.mu.Lock()
			if len(s.queue) > 0 {
				s.mu.Unlock()
				ch <- 1
				return
			}
			s.mu.Unlock()
		}
	}()
	<-ch
}`},
		{"open map in a loop", `
type S struct { mu sync.Mutex; known map[string]bool }
func (s *S) wait() {
	ch := make(chan int)
	go func() {
		for {
			s.mu.Lock()
			if s.known["a"] {
				s.mu.Unlock()
				ch <- 1
				return
			}
			s.mu.Unlock()
		}
	}()
	<-ch
}`},
	}},
	{"calls made twice", []snippet{
		{"pure call asked twice", `
func f(name string) {
	var mu sync.Mutex
	if strings.HasPrefix(name, "x") {
		mu.Lock()
	}
	if strings.HasPrefix(name, "x") {
		mu.Unlock()
	}
	mu.Lock()
	mu.Unlock()
}`},
		{"own pure call asked twice", `
func long(name string) bool { return len(name) > 3 }
func f(name string) {
	var mu sync.Mutex
	if long(name) {
		mu.Lock()
	}
	if long(name) {
		mu.Unlock()
	}
	mu.Lock()
	mu.Unlock()
}`},
		{"own pure method asked twice", `
type opts struct { safe bool }
func (o *opts) isSafe() bool { return o.safe }
func f(o *opts) {
	var mu sync.Mutex
	if o.isSafe() {
		mu.Lock()
	}
	if o.isSafe() {
		mu.Unlock()
	}
	mu.Lock()
	mu.Unlock()
}`},
	}},
	{"written by others", []snippet{
		{"written by outside", `
func f(text []byte) {
	ch := make(chan int)
	var v struct{ N int }
	json.Unmarshal(text, &v)
	if v.N > 0 {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"written by outside twice", `
func f(text string) {
	ch := make(chan int)
	var n int
	fmt.Sscan(text, &n)
	n = 0
	fmt.Sscan(text, &n)
	if n > 0 {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"written by a callback", `
func f(each func(func(int))) {
	ch := make(chan int)
	found := false
	each(func(int) { found = true })
	if found {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"made by a callback", `
func f(each func(func(int))) {
	var ch chan int
	each(func(int) { ch = make(chan int, 1) })
	go func() { <-ch }()
}`},
		{"copied into", `
func f(text []byte) {
	ch := make(chan int)
	buf := make([]byte, 2)
	copy(buf, text)
	if buf[0] > 0 {
		go func() { ch <- 1 }() // stuck
	}
}`},
	}},
	{"maps", []snippet{
		{"delete by another name of the key", `
func f(names []string) {
	m := make(map[string]bool)
	done := make(chan string)
	for _, n := range names {
		m[strings.ToLower(n)] = true
		go func() { done <- n }()
	}
	for len(m) > 0 {
		delete(m, strings.ToLower(<-done))
	}
}`},
		{"cleared", `
func f() {
	ch := make(chan int)
	m := map[int]int{1:1}
	go func() { <-ch }()
	clear(m)
	if len(m) == 0 {
		close(ch)
	}
}`},
	}},
	{"large structs", []snippet{
		{"fields are not one", largeStruct + `
func (s *Large) f() {
	if s.done.Load() {
		return
	}
	s.a.Lock()
	s.b.Lock()
	s.b.Unlock()
	s.a.Unlock()
}`},
		{"one field is itself", largeStruct + `
func (s *Large) f() {
	s.a.Lock()
	s.a.Lock() // stuck
}`},
		{"values of fields are not one", largeStruct + `
func (s *Large) f() {
	ch := make(chan int)
	t := *s
	if t.n == 0 {
		return
	}
	go func() { ch <- 1 }() // stuck
	if t.m == 0 {
		return
	}
	<-ch
}`},
		{"elements of an array are not what comes after", `
type S struct { many [40]sync.Mutex; mu sync.Mutex }
func (s *S) f() {
	s.many[1].Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.many[1].Unlock()
}`},
		{"an element of an array is itself", `
type S struct { many [40]sync.Mutex; mu sync.Mutex }
func (s *S) f() {
	s.many[1].Lock()
	s.many[1].Lock() // stuck
}`},
		{"an element by a number that is not known", `
func f(i int) {
	chs := make([]chan int, 2)
	chs[i] = make(chan int, 1)
	for _, c := range chs {
		if c != nil {
			continue
		}
		go func() { <-chs[0] }()
	}
}`},
		{"data by a number that is not known", `
func f(i int) {
	ch := make(chan int)
	seen := make([]bool, 2)
	seen[i] = true
	if seen[0] {
		go func() { ch <- 1 }() // stuck
	}
}`},
		{"by another slice", `
func f(i int) {
	ch := make(chan int)
	seen := make([]bool, 2)
	rest := seen[i:]
	rest[0] = true
	if seen[0] {
		go func() { ch <- 1 }() // stuck
	}
}`},
	}},
}

// largeStruct is a type that has more fields than are told apart.
var largeStruct = "type Large struct { a, b sync.Mutex; done atomic.Bool; n, m int;" + strings.Repeat("_ int;", 300) + "}"
