// Package daemons holds loops that each call starts again, as -fix finds them.
package daemons

import (
	"context"
	"sync/atomic"
	"time"
)

var requests, rate atomic.Int64

// StartRate has one loop for the package, whoever starts it.
func StartRate() {
	go func() {
		for {
			time.Sleep(time.Second)
			rate.Store(requests.Swap(0))
		}
	}()
}

// Count counts.
func Count(_ context.Context) { requests.Add(1) }

// Rate is what was counted in the last second.
func Rate() int64 { return rate.Load() }
