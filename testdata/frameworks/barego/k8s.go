package barego

import (
	"context"
	"log"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/util/workqueue"
)

// Loops of k8s.io/apimachinery: they end when their stop channel is closed or
// their context is done, and where that never happens they do not end.

func (s *Sampler) sample() { s.samples++ }

// "wait.Until(f, d, wait.NeverStop)".
func UntilMistake(s *Sampler) {
	go wait.Until(s.sample, s.every, wait.NeverStop) // want `\(barego\)`
}

func UntilClosureMistake(s *Sampler) {
	go func() { // want `\(barego\)`
		log.Print("sampling")
		wait.Until(s.sample, s.every, wait.NeverStop)
	}()
}

func UntilNilMistake(s *Sampler) {
	go wait.Until(s.sample, s.every, nil) // want `\(barego\)`
}

func UntilCure(s *Sampler, stopCh <-chan struct{}) {
	go wait.Until(s.sample, s.every, stopCh)
}

// "wait.Forever".
func ForeverMistake(s *Sampler) {
	go wait.Forever(s.sample, s.every) // want `\(barego\)`
}

func ForeverCure(ctx context.Context, s *Sampler) {
	go wait.UntilWithContext(ctx, func(context.Context) { s.sample() }, s.every)
}

func UntilBackgroundMistake(s *Sampler) {
	go wait.UntilWithContext(context.Background(), func(context.Context) { s.sample() }, s.every) // want `\(barego\)`
}

func JitterMistake(s *Sampler) {
	go wait.JitterUntil(s.sample, s.every, 0.5, true, wait.NeverStop) // want `\(barego\)`
}

func JitterCure(s *Sampler, stopCh <-chan struct{}) {
	go wait.JitterUntil(s.sample, s.every, 0.5, true, stopCh)
}

func NonSlidingMistake(s *Sampler) {
	go wait.NonSlidingUntil(s.sample, s.every, wait.NeverStop) // want `\(barego\)`
}

func NonSlidingCure(ctx context.Context, s *Sampler) {
	go wait.NonSlidingUntil(s.sample, s.every, ctx.Done())
}

// Polling ends when its condition is met or its time is over.
func PollTimeout(ctx context.Context, ready func() bool) {
	go wait.PollUntilContextTimeout(ctx, time.Second, time.Minute, true, func(context.Context) (bool, error) {
		return ready(), nil
	})
}

// A group of the package joins.
func WaitGroup(ctx context.Context, s *Sampler) {
	var g wait.Group
	g.StartWithContext(ctx, s.until)
	g.StartWithChannel(ctx.Done(), func(stop <-chan struct{}) { wait.Until(s.sample, s.every, stop) })
	g.Wait()
}

// A controller as they all are: informer, queue, workers, one stop.
type Controller struct {
	informer cache.SharedIndexInformer
	queue    workqueue.TypedRateLimitingInterface[string]
	synced   int
}

func NewController(informer cache.SharedIndexInformer, queue workqueue.TypedRateLimitingInterface[string]) *Controller {
	return &Controller{informer: informer, queue: queue}
}

func (c *Controller) Run(ctx context.Context, workers int) {
	defer c.queue.ShutDown()
	go c.informer.Run(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), c.informer.HasSynced) {
		return
	}
	for range workers {
		go wait.UntilWithContext(ctx, c.work, time.Second)
	}
	go c.drain()
	<-ctx.Done()
}

func (c *Controller) work(ctx context.Context) {
	for c.next() {
	}
}

// Ended by the ShutDown of the queue alone.
func (c *Controller) drain() {
	for c.next() {
	}
}

func (c *Controller) next() bool {
	key, quit := c.queue.Get()
	if quit {
		return false
	}
	defer c.queue.Done(key)
	c.synced++
	c.queue.Forget(key)
	return true
}

func (c *Controller) InformerMistake() {
	go c.informer.Run(wait.NeverStop) // stretch: an interface's method, by its name and channel
}

// A leader runs its sampler under the context it is given.
func Lead(ctx context.Context, cfg leaderelection.LeaderElectionConfig, s *Sampler) {
	cfg.Callbacks.OnStartedLeading = func(ctx context.Context) { go s.until(ctx) }
	cfg.Callbacks.OnStoppedLeading = func() { log.Print("lost") }
	go leaderelection.RunOrDie(ctx, cfg)
}
