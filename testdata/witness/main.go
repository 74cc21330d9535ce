// Command witness lets the runtime say whether the mistakes of the test data
// are mistakes, and the cures cures. It is built and run by a test, in a
// workspace with the packages under testdata/src.
package main

import (
	"slices"

	. "oracle"
)

func main() {
	Main("", slices.Concat(baregoLoops, baregoLaunches, baregoHelpers, unclosed, recursive, missing, goroutineLeaks, goroutineLeaksLocks, lockLeaks, unguardedSends, unstoppeds, lostContexts, lostErrors, unboundeds, dupDaemons, tinyTasks, nakedGos, unrecoveredPanics))
}
