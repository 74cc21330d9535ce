// Package lastwords: the monitor leaves without a word only when it has ended the process, by a
// func that a field holds. What it was said: close can block for ever sending to done.
package lastwords

import (
	"log"
	"time"
)

type watchdog struct {
	every time.Duration
	die   func(part int)
}

type watch struct {
	fed, done chan struct{}
	off       bool
}

func newWatchdog(every time.Duration, logger *log.Logger) *watchdog {
	die := func(part int) {
		time.Sleep(time.Second)
		logger.Panicf("part %d is stuck", part)
	}
	return &watchdog{every: every, die: die}
}

func (d *watchdog) watch(part int) *watch {
	w := &watch{fed: make(chan struct{}, 1), done: make(chan struct{}), off: d.every == 0}
	if !w.off {
		go d.run(w, part)
	}
	return w
}

func (d *watchdog) run(w *watch, part int) {
	ticker := time.NewTicker(d.every)
	defer ticker.Stop()
	for {
		select {
		case <-w.done:
			return
		case <-ticker.C:
			select {
			case <-w.fed:
			default:
				d.die(part)
				return
			}
		}
	}
}

func (w *watch) close() {
	if !w.off {
		w.done <- struct{}{}
	}
}

type Consumer struct{ dog *watchdog }

func NewConsumer(every time.Duration, logger *log.Logger) *Consumer {
	return &Consumer{newWatchdog(every, logger)}
}

func (c *Consumer) Consume(part int, messages <-chan string, use func(string)) {
	w := c.dog.watch(part)
	defer w.close()
	for m := range messages {
		select {
		case w.fed <- struct{}{}:
		default:
		}
		use(m)
	}
}
