package barego

import (
	"context"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// A LogFile is opened anew when the process is told to.
type LogFile struct{ opened atomic.Int64 }

func (l *LogFile) rotate() { l.opened.Add(1) }

// RotateOnHangupMistake ranges over signals: Stop ends their coming, and not the loop.
func (l *LogFile) RotateOnHangupMistake() (stop func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() { // want `this goroutine never ends: it ranges over a channel of signals, which signal.Stop does not close; .*\(barego\)`
		for range hangups {
			l.rotate()
		}
	}()
	return func() { signal.Stop(hangups) }
}

func (l *LogFile) RotateOnHangupCure(ctx context.Context) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		defer signal.Stop(hangups)
		for {
			select {
			case <-ctx.Done():
				return
			case <-hangups:
				l.rotate()
			}
		}
	}()
}

// RotateUntilStopped ends by a close of its owner's own, after Stop.
func (l *LogFile) RotateUntilStopped() (stop func()) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	go func() {
		for range hangups {
			l.rotate()
		}
	}()
	return func() {
		signal.Stop(hangups)
		close(hangups)
	}
}
