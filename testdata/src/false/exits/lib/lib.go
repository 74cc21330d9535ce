// Package lib ends the process from a loop.
package lib

import (
	"os"
	"os/signal"
)

func HandleSignals() {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals)
	for {
		if s := <-signals; s == os.Interrupt {
			os.Exit(130)
		}
	}
}
