// Package lostctx holds goroutines that block without the context at hand, each
// with a cure.
package lostctx

import (
	"context"
	"sync"
)

// A Store keeps records somewhere else.
type Store interface {
	Load(ctx context.Context, key string) (string, error)
	Save(ctx context.Context, key, value string) error
}

// The caller waits for both, and leaves neither when it is cancelled.
func BothMistake(ctx context.Context, s Store) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `this goroutine gives Store.Save a context that never ends, while ctx is at hand: .*; pass ctx \(group\) \(lostctx\)`
		s.Save(context.Background(), "a", "1")
	})
	wg.Wait()
}

// It is told.
func BothCure(ctx context.Context, s Store) {
	var wg sync.WaitGroup
	wg.Go(func() { s.Save(ctx, "a", "1") })
	wg.Wait()
}

// TODO was never done.
func AnswerMistake(ctx context.Context, s Store) (string, error) {
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer, 1)
	go func() { // want `gives Store.Load a context that never ends`
		value, err := s.Load(context.TODO(), "a")
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Now both end.
func AnswerCure(ctx context.Context, s Store) (string, error) {
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		value, err := s.Load(ctx, "a")
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		return a.value, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// One for each key, and the fresh context has a name.
func WarmMistake(ctx context.Context, s Store, keys []string) {
	background := context.Background()
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func() { // want `\(lostctx\)`
			defer wg.Done()
			s.Load(background, key)
		}()
	}
	wg.Wait()
}

// The context goes in by an argument.
func WarmCure(ctx context.Context, s Store, keys []string) {
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Add(1)
		go func(ctx context.Context, key string) {
			defer wg.Done()
			s.Load(ctx, key)
		}(ctx, key)
	}
	wg.Wait()
}

type userKey struct{}

// A value more does not make it end.
func AuditMistake(ctx context.Context, s Store, user string) {
	done := make(chan struct{})
	go func() { // want `\(lostctx\)`
		defer close(done)
		ctx := context.WithValue(context.Background(), userKey{}, user)
		s.Save(ctx, "audit", user)
	}()
	<-done
}

// The value goes onto the context at hand.
func AuditCure(ctx context.Context, s Store, user string) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Save(context.WithValue(ctx, userKey{}, user), "audit", user)
	}()
	<-done
}

var background = context.Background()

// A package has a context of its own.
func CountMistake(ctx context.Context, s Store) {
	var wg sync.WaitGroup
	wg.Go(func() { // want `\(lostctx\)`
		s.Save(background, "count", "1")
	})
	wg.Wait()
}

// It is not needed.
func CountCure(ctx context.Context, s Store) {
	var wg sync.WaitGroup
	wg.Go(func() { s.Save(ctx, "count", "1") })
	wg.Wait()
}

// The call is the goroutine.
func FlushMistake(ctx context.Context, s Store) {
	go s.Save(context.Background(), "a", "1") // want `gives Store.Save a context that never ends`
}

// It goes on after its caller, on purpose and for a while.
func FlushCure(ctx context.Context, s Store) {
	go s.Save(ctx, "a", "1")
}

// The function takes a context; it is given the wrong one.
func CopyAllMistake(ctx context.Context, s Store, keys []string) {
	go copyAll(context.Background(), s, keys) // want `goroutine copyAll gives Store.Load a context`
}

// Here is the right one.
func CopyAllCure(ctx context.Context, s Store, keys []string) {
	go copyAll(ctx, s, keys)
}

func copyAll(ctx context.Context, s Store, keys []string) {
	for _, key := range keys {
		value, err := s.Load(ctx, key)
		if err != nil {
			return
		}
		if err := s.Save(ctx, key+".copy", value); err != nil {
			return
		}
	}
}

// An Index is filled from a store.
type Index[K ~string] struct {
	store Store
	words map[K]string
}

// The type has parameters; the mistake is the same.
func (x *Index[K]) FillMistake(ctx context.Context, keys []K) {
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Go(func() { x.fill(key) }) // want `\(lostctx\)`
	}
	wg.Wait()
}

func (x *Index[K]) fill(key K) {
	value, err := x.store.Load(context.Background(), string(key))
	if err == nil {
		x.words[key] = value
	}
}

// The method takes the context, too.
func (x *Index[K]) FillCure(ctx context.Context, keys []K) {
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Go(func() { x.fillFor(ctx, key) })
	}
	wg.Wait()
}

func (x *Index[K]) fillFor(ctx context.Context, key K) {
	value, err := x.store.Load(ctx, string(key))
	if err == nil {
		x.words[key] = value
	}
}

// NewIndex returns an index of a store.
func NewIndex[K ~string](s Store) *Index[K] { return &Index[K]{s, make(map[K]string)} }

// A method value is launched.
func (x *Index[K]) SyncMistake(ctx context.Context) {
	sync := x.sync
	done := make(chan struct{})
	go func() { // want `\(lostctx\)`
		defer close(done)
		sync()
	}()
	<-done
}

func (x *Index[K]) sync() {
	x.store.Save(context.TODO(), "index", "")
}

// It is told its context.
func (x *Index[K]) SyncCure(ctx context.Context) {
	sync := x.syncFor
	done := make(chan struct{})
	go func() {
		defer close(done)
		sync(ctx)
	}()
	<-done
}

func (x *Index[K]) syncFor(ctx context.Context) {
	x.store.Save(ctx, "index", "")
}
