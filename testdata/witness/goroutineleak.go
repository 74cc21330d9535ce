package main

import "slices"

var goroutineLeaks = slices.Concat(goroutineLeaksReturns, goroutineLeaksSends)
