package testfiles

import (
	"testing"
	"time"
)

func TestServer(t *testing.T) {
	s := NewServerMistake(time.Millisecond)
	defer close(s.quit)
	// Tests are silent unless asked for.
	go func() {
		for {
			time.Sleep(time.Second)
		}
	}()
}
