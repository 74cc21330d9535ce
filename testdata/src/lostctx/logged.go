package lostctx

import (
	"context"
	"log/slog"
	"sync"

	"lostctx/lib"
)

// Here the goroutine knows the context, and uses it for its log only.

// The log is told, the store is not.
func PublishMistake(ctx context.Context, s Store) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `while ctx is at hand`
		slog.InfoContext(ctx, "publishing")
		if err := s.Save(context.Background(), "a", "1"); err != nil {
			slog.ErrorContext(ctx, "publishing", "err", err)
		}
	})
	wg.Wait()
}

// Both are told.
func PublishCure(ctx context.Context, s Store) {
	var wg sync.WaitGroup
	wg.Go(func() {
		slog.InfoContext(ctx, "publishing")
		if err := s.Save(ctx, "a", "1"); err != nil {
			slog.ErrorContext(ctx, "publishing", "err", err)
		}
	})
	wg.Wait()
}

// The logger is made from the context.
func RenderMistake(ctx context.Context, s Store) {
	done := make(chan error, 1)
	go func() { // want `\(lostctx\)`
		lib.For(ctx).Infof("rendering")
		_, err := s.Load(context.Background(), "page")
		done <- err
	}()
	<-done
}

// So is the call.
func RenderCure(ctx context.Context, s Store) {
	done := make(chan error, 1)
	go func() {
		lib.For(ctx).Infof("rendering")
		_, err := s.Load(ctx, "page")
		done <- err
	}()
	<-done
}

// The function's own logging asks the context for a value.
func (w *Worker) RunMistake(ctx context.Context) {
	w.wg.Add(1)
	go w.run(ctx) // want `goroutine Worker.run gives Store.Save a context that never ends, while ctx is at hand`
	w.wg.Wait()
}

// A Worker works for a user.
type Worker struct {
	Store Store
	wg    sync.WaitGroup
}

func (w *Worker) run(ctx context.Context) {
	defer w.wg.Done()
	w.note(ctx, "start")
	w.Store.Save(context.Background(), "a", "1")
}

func (w *Worker) note(ctx context.Context, message string) {
	user, _ := ctx.Value(userKey{}).(string)
	slog.Info(message, "user", user)
}

// The same with the context for both.
func (w *Worker) RunCure(ctx context.Context) {
	w.wg.Add(1)
	go w.runFor(ctx)
	w.wg.Wait()
}

func (w *Worker) runFor(ctx context.Context) {
	defer w.wg.Done()
	w.note(ctx, "start")
	w.Store.Save(ctx, "a", "1")
}

// A handler is a method value, and who calls it is not seen.
func (w *Worker) HandlersMistake(add func(func(context.Context) error)) {
	add(w.handle)
}

func (w *Worker) handle(ctx context.Context) error {
	w.wg.Go(func() { // want `while ctx is at hand`
		w.Store.Save(context.Background(), "handled", "1")
	})
	w.wg.Wait()
	return ctx.Err()
}

// The handler hands on what it is given.
func (w *Worker) HandlersCure(add func(func(context.Context) error)) {
	add(w.handleFor)
}

func (w *Worker) handleFor(ctx context.Context) error {
	w.wg.Go(func() { w.Store.Save(ctx, "handled", "1") })
	w.wg.Wait()
	return ctx.Err()
}
