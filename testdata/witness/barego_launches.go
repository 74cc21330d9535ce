package main

import (
	"context"
	"sync/atomic"
	"time"

	"barego"
	. "oracle"
)

var baregoLaunches = []Case{
	{Func: "barego.FuncMistake", Oracle: Alive, Run: polled(barego.FuncMistake)},
	{Func: "barego.FuncCure", Oracle: Alive, Run: polledUntil(barego.FuncCure)},
	{Func: "barego.Poller.MethodMistake", Oracle: Alive, Run: polled((*barego.Poller).MethodMistake)},
	{Func: "barego.Poller.MethodCure", Oracle: Alive, Run: polledUntil(func(stop <-chan struct{}, p *barego.Poller) { p.MethodCure(stop) })},
	{Func: "barego.Poller.MethodValueMistake", Oracle: Alive, Run: polled((*barego.Poller).MethodValueMistake)},
	{Func: "barego.Poller.MethodValueCure", Oracle: Alive, Run: polledUntil(func(stop <-chan struct{}, p *barego.Poller) { p.MethodValueCure(stop) })},
	{Func: "barego.MethodExprMistake", Oracle: Alive, Run: polled(barego.MethodExprMistake)},
	{Func: "barego.MethodExprCure", Oracle: Alive, Run: polledUntil(barego.MethodExprCure)},
	{Func: "barego.ClosureVarMistake", Oracle: Alive, Run: polled(barego.ClosureVarMistake)},
	{Func: "barego.ClosureVarCure", Oracle: Alive, Run: polledUntil(barego.ClosureVarCure)},
	{Func: "barego.ParenMistake", Oracle: Alive, Run: polled(barego.ParenMistake)},
	{Func: "barego.ParenClosureMistake", Oracle: Alive, Run: polled(barego.ParenClosureMistake)},
	{Func: "barego.ParenCure", Oracle: Alive, Run: polledUntil(barego.ParenCure)},
	{Func: "barego.ClosureFieldMistake", Oracle: Alive, Run: polled(barego.ClosureFieldMistake)},
	{Func: "barego.ClosureFieldCure", Oracle: Alive, Run: polledUntil(barego.ClosureFieldCure)},
	{Func: "barego.StoredFieldMistake", Oracle: Alive, Run: func(int) { barego.StoredFieldMistake(tick) }},
	{Func: "barego.PackageVarMistake", Oracle: Alive, Run: polled(barego.PackageVarMistake)},
	{Func: "barego.PackageVarCure", Oracle: Alive, Run: polledUntil(barego.PackageVarCure)},
	{Func: "barego.StartPollingMistake", Oracle: Alive, Run: polled(barego.StartPollingMistake)},
	{Func: "barego.DeferredMistake", Oracle: Alive, Run: polled(barego.DeferredMistake)},
	{Func: "barego.DeferredCure", Oracle: Alive, Run: polledUntil(barego.DeferredCure)},
	{Func: "barego.NestedMistake", Oracle: Alive, Run: polled(barego.NestedMistake)},
	{Func: "barego.NestedCure", Oracle: Alive, Run: polledUntil(barego.NestedCure)},
	{Func: "barego.TwoCallsMistake", Oracle: Alive, Run: polled(barego.TwoCallsMistake)},
	{Func: "barego.TwoCallsClosureMistake", Oracle: Alive, Run: polled(barego.TwoCallsClosureMistake)},
	{Func: "barego.TwoCallsCure", Oracle: Alive, Run: polledUntil(barego.TwoCallsCure)},
	{Func: "barego.DeferredLoopMistake", Oracle: Alive, Run: polled(barego.DeferredLoopMistake)},
	{Func: "barego.BranchMistake", Oracle: Alive, Run: polled(func(p *barego.Poller) { barego.BranchMistake(p, true) })},
	{Func: "barego.AliasMistake", Oracle: Alive, Run: polled(barego.AliasMistake)},
	{Func: "barego.NamedFuncMistake", Oracle: Alive, Run: polled(barego.NamedFuncMistake)},
	{Func: "barego.AliasFuncMistake", Oracle: Alive, Run: polled(barego.AliasFuncMistake)},
	{Func: "barego.AliasCure", Oracle: Alive, Run: polledUntil(barego.AliasCure)},
	{Func: "barego.EmbeddedMistake", Oracle: Alive, Run: polled(func(p *barego.Poller) { barego.EmbeddedMistake("a", p) })},
	{Func: "barego.EmbeddedCure", Oracle: Alive, Run: polledUntil(func(stop <-chan struct{}, p *barego.Poller) { barego.EmbeddedCure(stop, "a", p) })},
	{Func: "barego.GenericMistake", Oracle: Alive, Run: polled(barego.GenericMistake)},
	{Func: "barego.GenericLaunchMistake", Oracle: Alive, Run: func(int) { barego.GenericLaunchMistake(tick, 1, func(int) {}) }},
	{Func: "barego.GenericCure", Oracle: Alive, Run: polledUntil(barego.GenericCure)},
	{Func: "barego.Window.GenericMethodMistake", Oracle: Alive, Run: func(int) { barego.NewWindow[int](1).GenericMethodMistake(tick) }},
	{Func: "barego.InstantiatedMistake", Oracle: Alive, Run: func(int) { barego.InstantiatedMistake(tick) }},
	{Func: "barego.Window.GenericMethodCure", Oracle: Alive, Run: func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		barego.NewWindow[int](1).GenericMethodCure(ctx, tick)
		awaitBarego()
		cancel()
	}},
	{Func: "barego.AfterFuncMistake", Oracle: Alive, Run: polled(barego.AfterFuncMistake)},
	{Func: "barego.AfterFuncClosureMistake", Oracle: Alive, Run: polled(barego.AfterFuncClosureMistake)},
	{Func: "barego.AfterFuncCure", Oracle: Alive, Run: polledUntil(func(stop <-chan struct{}, p *barego.Poller) { barego.AfterFuncCure(stop, p) })},
	{Func: "barego.ContextAfterFuncMistake", Oracle: Alive, Run: polled(func(p *barego.Poller) {
		ctx, cancel := context.WithCancel(context.Background())
		barego.ContextAfterFuncMistake(ctx, p)
		cancel()
	})},
	{Func: "barego.ContextAfterFuncCure", Oracle: Alive, Run: polledOnce(func(p *barego.Poller) {
		ctx, cancel := context.WithCancel(context.Background())
		barego.ContextAfterFuncCure(ctx, p)
		cancel()
	})},
	{Func: "barego.RecoveredMistake", Oracle: Alive, Run: polled(func(p *barego.Poller) { barego.RecoveredMistake(p, func(any) {}) })},
	{Func: "barego.RecoveredCure", Oracle: Alive, Run: polledCtx(func(ctx context.Context, p *barego.Poller) {
		barego.RecoveredCure(ctx, p, func(any) {})
	})},
	{Func: "barego.PerItemMistake", Oracle: Alive, Run: polled(func(p *barego.Poller) { barego.PerItemMistake(map[string]*barego.Poller{"a": p, "b": p}) })},
	{Func: "barego.PerItemCure", Oracle: Alive, Run: polledCtx(func(ctx context.Context, p *barego.Poller) {
		go barego.PerItemCure(ctx, map[string]*barego.Poller{"a": p, "b": p})
	})},
	{Func: "barego.OnceEach.cleanMistake", Oracle: Alive, Run: func(int) { new(barego.OnceEach).Use() }},
}

const tick = time.Millisecond

// newPoller makes a poller that counts its turns.
func newPoller() (*barego.Poller, *atomic.Int64) {
	turns := new(atomic.Int64)
	return barego.NewPoller(tick, func() error {
		turns.Add(1)
		return nil
	}), turns
}

// polled launches a poller that nothing stops.
func polled(launch func(*barego.Poller)) func(int) {
	return func(int) {
		p, turns := newPoller()
		launch(p)
		Await(func() bool { return turns.Load() >= 3 })
	}
}

// polledOnce launches one that polls, and ends by itself.
func polledOnce(launch func(*barego.Poller)) func(int) {
	return func(int) {
		p, turns := newPoller()
		launch(p)
		Await(func() bool { return turns.Load() >= 1 })
	}
}

// polledUntil launches one, and closes its stop channel once it polls.
func polledUntil(launch func(<-chan struct{}, *barego.Poller)) func(int) {
	return func(int) {
		stop := make(chan struct{})
		polled(func(p *barego.Poller) { launch(stop, p) })(1)
		awaitBarego()
		close(stop)
	}
}

// polledCtx launches one, and cancels its context once it polls.
func polledCtx(launch func(context.Context, *barego.Poller)) func(int) {
	return func(int) {
		ctx, cancel := context.WithCancel(context.Background())
		polled(func(p *barego.Poller) { launch(ctx, p) })(1)
		awaitBarego()
		cancel()
	}
}

// awaitBarego waits until a goroutine of barego is there.
func awaitBarego() { Await(func() bool { return len(Standing("barego")) > 0 }) }
