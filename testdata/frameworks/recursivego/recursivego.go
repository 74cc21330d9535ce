// Package recursivego holds recursions that launch through the groups and
// pools of well-known libraries: with a limit on the one group or pool they
// are silent, without one the goroutines grow with the input.
package recursivego

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/alitto/pond/v2"
	"github.com/bytedance/gopkg/util/gopool"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

// A Dir is a directory of any depth.
type Dir struct {
	Size int64
	Dirs []*Dir
}

// OnCount is called for each directory that is counted: whoever runs this makes
// the work as slow as it likes.
var OnCount = func() {}

func (d *Dir) count(total *atomic.Int64) {
	OnCount()
	total.Add(d.Size)
}

// g.Go in a recursive walk, one group for all levels.
func WalkMistake(ctx context.Context, root *Dir, total *atomic.Int64) error {
	g, ctx := errgroup.WithContext(ctx)
	walk(ctx, g, root, total)
	return g.Wait()
}

func walk(ctx context.Context, g *errgroup.Group, d *Dir, total *atomic.Int64) {
	d.count(total)
	for _, sub := range d.Dirs {
		g.Go(func() error { // want `\(recursivego\)`
			if err := ctx.Err(); err != nil {
				return err
			}
			walk(ctx, g, sub, total)
			return nil
		})
	}
}

// With SetLimit on the one group: TryGo launches where there is room.
func WalkCure(root *Dir, total *atomic.Int64) error {
	var g errgroup.Group
	g.SetLimit(8)
	walkLimited(&g, root, total)
	return g.Wait()
}

func walkLimited(g *errgroup.Group, d *Dir, total *atomic.Int64) {
	d.count(total)
	for _, sub := range d.Dirs {
		ok := g.TryGo(func() error {
			walkLimited(g, sub, total)
			return nil
		})
		if !ok {
			walkLimited(g, sub, total)
		}
	}
}

// A group for each level.
func LevelsMistake(d *Dir, total *atomic.Int64) error {
	d.count(total)
	var g errgroup.Group
	for _, sub := range d.Dirs {
		g.Go(func() error { return LevelsMistake(sub, total) }) // want `\(recursivego\)`
	}
	return g.Wait()
}

// A limit at each level is no limit on the whole.
func LevelsLimitMistake(d *Dir, total *atomic.Int64) error {
	d.count(total)
	var g errgroup.Group
	g.SetLimit(4)
	for _, sub := range d.Dirs {
		g.Go(func() error { return LevelsLimitMistake(sub, total) }) // stretch: four for each of four for each of …
	}
	return g.Wait()
}

// Collected first, then a group with SetLimit.
func LevelsCure(root *Dir, total *atomic.Int64) error {
	var g errgroup.Group
	g.SetLimit(8)
	for _, d := range flatten(root, nil) {
		g.Go(func() error {
			d.count(total)
			return nil
		})
	}
	return g.Wait()
}

func flatten(d *Dir, all []*Dir) []*Dir {
	all = append(all, d)
	for _, sub := range d.Dirs {
		all = flatten(sub, all)
	}
	return all
}

// By a closure variable.
func ClosureMistake(root *Dir) (int64, error) {
	var g errgroup.Group
	var total atomic.Int64
	var visit func(*Dir) error
	visit = func(d *Dir) error {
		d.count(&total)
		for _, sub := range d.Dirs {
			g.Go(func() error { return visit(sub) }) // want `\(recursivego\)`
		}
		return nil
	}
	if err := visit(root); err != nil {
		return 0, err
	}
	err := g.Wait()
	return total.Load(), err
}

func ClosureCure(root *Dir) (int64, error) {
	var g errgroup.Group
	g.SetLimit(8)
	var total atomic.Int64
	var visit func(*Dir) error
	visit = func(d *Dir) error {
		d.count(&total)
		for _, sub := range d.Dirs {
			if !g.TryGo(func() error { return visit(sub) }) {
				if err := visit(sub); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := visit(root); err != nil {
		return 0, err
	}
	err := g.Wait()
	return total.Load(), err
}

// A group in a field, through two methods.
type Scanner struct {
	g     errgroup.Group
	total atomic.Int64
}

func (s *Scanner) ScanMistake(root *Dir) error {
	s.enter(root)
	return s.g.Wait()
}

func (s *Scanner) enter(d *Dir) {
	d.count(&s.total)
	for _, sub := range d.Dirs {
		s.spawn(sub)
	}
}

func (s *Scanner) spawn(d *Dir) {
	s.g.Go(func() error { // want `\(recursivego\)`
		s.enter(d)
		return nil
	})
}

type LimitedScanner struct {
	g     errgroup.Group
	total atomic.Int64
}

func NewScannerCure(limit int) *LimitedScanner {
	s := new(LimitedScanner)
	s.g.SetLimit(limit)
	return s
}

func (s *LimitedScanner) Scan(root *Dir) error {
	s.enter(root)
	return s.g.Wait()
}

func (s *LimitedScanner) enter(d *Dir) {
	d.count(&s.total)
	for _, sub := range d.Dirs {
		if !s.g.TryGo(func() error { s.enter(sub); return nil }) {
			s.enter(sub)
		}
	}
}

// go-zero's helper and group.
func GoSafeMistake(d *Dir, total *atomic.Int64) {
	d.count(total)
	for _, sub := range d.Dirs {
		threading.GoSafe(func() { GoSafeMistake(sub, total) }) // want `\(recursivego\)`
	}
}

func RoutineGroupMistake(d *Dir, total *atomic.Int64) {
	d.count(total)
	g := threading.NewRoutineGroup()
	for _, sub := range d.Dirs {
		g.RunSafe(func() { RoutineGroupMistake(sub, total) }) // want `\(recursivego\)`
	}
	g.Wait()
}

func GoSafeCure(root *Dir, total *atomic.Int64) {
	r := threading.NewTaskRunner(8)
	for _, d := range flatten(root, nil) {
		r.Schedule(func() { d.count(total) })
	}
	r.Wait()
}

func ConcMistake(d *Dir, total *atomic.Int64) {
	d.count(total)
	var wg conc.WaitGroup
	for _, sub := range d.Dirs {
		wg.Go(func() { ConcMistake(sub, total) }) // want `\(recursivego\)`
	}
	wg.Wait()
}

func ConcCure(root *Dir, total *atomic.Int64) {
	p := pool.New().WithMaxGoroutines(8)
	for _, d := range flatten(root, nil) {
		p.Go(func() { d.count(total) })
	}
	p.Wait()
}

func GopoolMistake(d *Dir, total *atomic.Int64) {
	d.count(total)
	for _, sub := range d.Dirs {
		gopool.Go(func() { GopoolMistake(sub, total) }) // want `\(recursivego\)`
	}
}

// A pool of a fixed size bounds what a recursion submits to it.
func AntsBounded(p *ants.Pool, d *Dir, total *atomic.Int64, wg *sync.WaitGroup) {
	defer wg.Done()
	total.Add(d.Size)
	for _, sub := range d.Dirs {
		wg.Add(1)
		if err := p.Submit(func() { AntsBounded(p, sub, total, wg) }); err != nil {
			wg.Done()
		}
	}
}

func AntsWalk(root *Dir) (int64, error) {
	p, err := ants.NewPool(8, ants.WithNonblocking(true))
	if err != nil {
		return 0, err
	}
	defer p.Release()
	var total atomic.Int64
	var wg sync.WaitGroup
	wg.Add(1)
	AntsBounded(p, root, &total, &wg)
	wg.Wait()
	return total.Load(), nil
}

func PondBounded(p pond.Pool, d *Dir, total *atomic.Int64) {
	total.Add(d.Size)
	for _, sub := range d.Dirs {
		p.Submit(func() { PondBounded(p, sub, total) })
	}
}

// A weighted semaphore that is tried before the launch.
func TryAcquire(sem *semaphore.Weighted, d *Dir, total *atomic.Int64, wg *sync.WaitGroup) {
	total.Add(d.Size)
	for _, sub := range d.Dirs {
		if !sem.TryAcquire(1) {
			TryAcquire(sem, sub, total, wg)
			continue
		}
		wg.Go(func() {
			defer sem.Release(1)
			TryAcquire(sem, sub, total, wg)
		})
	}
}

// Acquired inside the goroutine, it bounds the work and not the goroutines.
func LateAcquireMistake(ctx context.Context, sem *semaphore.Weighted, d *Dir, total *atomic.Int64, wg *sync.WaitGroup) {
	for _, sub := range d.Dirs {
		wg.Go(func() { // want `\(recursivego\)`
			if sem.Acquire(ctx, 1) != nil {
				return
			}
			sub.count(total)
			sem.Release(1)
			LateAcquireMistake(ctx, sem, sub, total, wg)
		})
	}
}

// The group comes from a caller, who may have set a limit or not.
func WalkGroup(g *errgroup.Group, d *Dir, total *atomic.Int64) {
	total.Add(d.Size)
	for _, sub := range d.Dirs {
		g.Go(func() error { // stretch: any caller may have called SetLimit
			WalkGroup(g, sub, total)
			return nil
		})
	}
}
