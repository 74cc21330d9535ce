package ok

import (
	"testing"
	"time"
)

// "tests unless asked for"
func TestBeat(t *testing.T) {
	go func() {
		for {
			time.Sleep(time.Second)
		}
	}()
	NewTestBeat(t)
}
