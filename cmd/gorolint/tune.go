package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// tune sets the runtime for a process that lives for a moment, beside as many
// others as there are processors. Measured over the 970 units of grpc, without
// rules: collecting less often takes 30 % off the CPU time, and leaving the
// second processor to the next unit another 15 %. Never to collect would cost as much
// in fresh pages as it saves.
func tune() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(1)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(1600)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		floor.Store(modest)
		debug.SetMemoryLimit(modest)
		afterCollections(func() { debug.SetMemoryLimit(enough(live())) })
	}
}

// modest is the memory up to which a unit collects seldom. A larger one gets more as it
// needs it, a little less than it would without a limit, and no less if it is large: within a limit
// below what is live it would do nothing but collect.
const modest = 92 << 20

// enough returns the limit for a process of whose memory so many bytes are live.
func enough(live int64) int64 {
	if first := floor.Load(); first > modest {
		return max(first, live*2)
	}
	return max(modest, live*7/4)
}

// floor is what the limit is not set below.
var floor atomic.Int64

// perByte is what a unit may use for each byte of its source files before there is a collection: what go vet takes
// for the largest package of nats-server, of 12 MB, at the least: 1,042 to 1,180 MB were measured. Without any it would be 105 there, and 68 to 220 for others of more than
// 400 kB. To collect earlier frees little, as nearly all is live, and took that package twice the CPU time.
const perByte = 86

// expect lets a unit with source files of so many bytes have the memory that it will need anyway.
func expect(bytes int64) {
	if first := bytes * perByte; first > modest && os.Getenv("GOMEMLIMIT") == "" {
		floor.Store(first)
		debug.SetMemoryLimit(first)
		if os.Getenv("GOGC") == "" {
			debug.SetGCPercent(-1)
		}
	}
}

// live returns how many bytes the last collection left.
func live() int64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return int64(sample[0].Value.Uint64())
}

// afterCollections calls a function after each collection, in a goroutine of the runtime's.
func afterCollections(do func()) {
	type garbage struct{ next *garbage } // with a pointer, so that it has a block of its own
	var again func(*garbage)
	again = func(g *garbage) {
		do()
		runtime.SetFinalizer(g, again)
	}
	runtime.SetFinalizer(new(garbage), again)
}
