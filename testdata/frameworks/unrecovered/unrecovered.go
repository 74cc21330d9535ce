// Package unrecovered holds goroutines of well-known libraries, which recover or
// do not.
package unrecovered

import (
	"log"

	"github.com/bytedance/gopkg/util/gopool"
	"github.com/gin-gonic/gin"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc"
	"github.com/zeromicro/go-zero/core/fx"
	"github.com/zeromicro/go-zero/core/rescue"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
)

// errgroup does not recover.
func GroupMistake(f func() error) error {
	var g errgroup.Group
	g.Go(func() error { // want `\(unrecovered\)`
		return f()
	})
	return g.Wait()
}

func GroupCure(f func() error) error {
	var g errgroup.Group
	g.Go(func() error {
		defer rescue.Recover()
		return f()
	})
	return g.Wait()
}

// Run is RunSafe without a recover.
func RunMistake(f func()) {
	g := threading.NewRoutineGroup()
	g.Run(func() { // want `\(unrecovered\)`
		f()
	})
	g.Wait()
}

func RunCure(f func()) {
	g := threading.NewRoutineGroup()
	g.RunSafe(func() { f() })
	g.Wait()
}

// Gin recovers for the handler.
func HandlerMistake(f func()) gin.HandlerFunc {
	return func(*gin.Context) {
		go func() { // want `\(unrecovered\)`
			f()
		}()
	}
}

func HandlerCure(f func()) gin.HandlerFunc {
	return func(*gin.Context) {
		threading.GoSafe(func() { f() })
	}
}

// These recover.

func gozero(f func()) {
	fx.Parallel(func() { f() })
	r := threading.NewTaskRunner(2)
	r.Schedule(func() { f() })
	r.Wait()
}

func others(p *ants.Pool, f func()) {
	if err := p.Submit(func() { f() }); err != nil {
		log.Print(err)
	}
	gopool.Go(func() { f() })
	var wg conc.WaitGroup
	wg.Go(func() { f() })
	wg.Wait()
}

func k8s(f func()) {
	go func() {
		defer utilruntime.HandleCrash()
		f()
	}()
}
