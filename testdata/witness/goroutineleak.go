package main

import "slices"

var goroutineLeaks = slices.Concat(goroutineLeaksReturns, goroutineLeaksSends, goroutineLeaksStreams, goroutineLeaksStops,
	goroutineLeaksContexts, goroutineLeaksWaits, goroutineLeaksSilent, goroutineLeaksHelpers, goroutineLeaksWays)
