// Package losterror holds launches by the helpers of well-known libraries whose
// error goes nowhere, each beside its cure.
package losterror

import (
	"context"
	"errors"
	"log"
	"net"
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/panjf2000/ants/v2"
	"github.com/sourcegraph/conc"
	"github.com/sourcegraph/conc/pool"
	"github.com/zeromicro/go-zero/core/fx"
	"github.com/zeromicro/go-zero/core/threading"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
)

func validateID(id string) error {
	if id == "" {
		return errors.New("no id")
	}
	return nil
}

func validateFormat(body string) error {
	if body == "" {
		return errors.New("no body")
	}
	return nil
}

// Whatever the two find, the answer is the same.
func ValidateMistake(c *gin.Context) {
	id, body := c.Param("id"), c.PostForm("body")
	go validateID(id)       // want `the error of validateID goes nowhere: .*\(losterror\)`
	go validateFormat(body) // want `the error of validateFormat goes nowhere: .*\(losterror\)`
	c.Status(http.StatusNoContent)
}

// They are called.
func ValidateCure(c *gin.Context) {
	if err := errors.Join(validateID(c.Param("id")), validateFormat(c.PostForm("body"))); err != nil {
		_ = c.Error(err)
		log.Print(err)
		c.Status(http.StatusBadRequest)
		return
	}
	c.Status(http.StatusNoContent)
}

// GoSafe logs panics, not errors.
func GoSafeMistake(save func() error) {
	threading.GoSafe(func() { // want `the error of save goes nowhere`
		save()
	})
}

func GoSafeCure(save func() error) {
	threading.GoSafe(func() {
		if err := save(); err != nil {
			log.Print(err)
		}
	})
}

// Nor does a RoutineGroup keep them.
func RoutineGroupMistake(save func() error) {
	g := threading.NewRoutineGroup()
	g.RunSafe(func() { // want `the error of save goes nowhere`
		_ = save()
	})
	g.Wait()
}

func RoutineGroupCure(save func() error) (err error) {
	g := threading.NewRoutineGroup()
	g.RunSafe(func() { err = save() })
	g.Wait()
	return err
}

// Parallel has a sister that returns errors.
func ParallelMistake(save, index func() error) {
	fx.Parallel( // want `the error of (save|index) goes nowhere`
		func() { _ = save() },
		func() { _ = index() },
	)
}

func ParallelCure(save, index func() error) error {
	return fx.ParallelErr(save, index)
}

// A group that can return the error, and a func that does not give it one.
func GroupMistake(save func() error) error {
	var g errgroup.Group
	g.Go(func() error { // want `the error of save goes nowhere`
		save()
		return nil
	})
	return g.Wait()
}

func GroupCure(save func() error) error {
	var g errgroup.Group
	g.Go(save)
	return g.Wait()
}

// conc's group propagates panics.
func ConcMistake(save func() error) {
	var wg conc.WaitGroup
	wg.Go(func() { // want `the error of save goes nowhere`
		_ = save()
	})
	wg.Wait()
}

func ConcCure(save func() error) error {
	p := pool.New().WithErrors()
	p.Go(save)
	return p.Wait()
}

// The error of Submit is another.
func SubmitMistake(p *ants.Pool, save func() error) error {
	return p.Submit(func() { // want `the error of save goes nowhere`
		_ = save()
	})
}

func SubmitCure(p *ants.Pool, save func() error) error {
	return p.Submit(func() {
		if err := save(); err != nil {
			log.Print(err)
		}
	})
}

// A server of grpc.
func ServeMistake(s *grpc.Server, l net.Listener) {
	go s.Serve(l) // want `the error of s.Serve goes nowhere: if it cannot serve, this goroutine tells nobody`
}

func ServeCure(s *grpc.Server, l net.Listener) {
	go func() {
		if err := s.Serve(l); err != nil {
			log.Print(err)
		}
	}()
}

// Here nothing is lost.

func waited(ctx context.Context, save func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return save(ctx) })
	return g.Wait()
}

func waitsInGoroutine(g *errgroup.Group) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		g.Wait() // for errcheck
	}()
	return done
}

func resultPool(get func() (int, error)) ([]int, error) {
	p := pool.NewWithResults[int]().WithErrors()
	p.Go(get)
	return p.Wait()
}
