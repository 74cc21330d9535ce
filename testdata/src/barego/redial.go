package barego

import "time"

// A wire is opened anew by itself, and by whoever asks for one.
type wire struct {
	send func(string) error
	down chan struct{}
}

func (w *wire) redial() { open(w.send) }

func open(send func(string) error) *wire {
	w := &wire{send: send, down: make(chan struct{}, 1)}
	go w.watch()
	return w
}

func (w *wire) watch() {
	go w.ping() // want `\(barego\)`
	<-w.down
	w.redial()
}

func (w *wire) ping() {
	for {
		if w.send("ping") != nil {
			select {
			case w.down <- struct{}{}:
			default:
			}
		}
		time.Sleep(time.Second)
	}
}

// RedialMistake opens a wire, of which there may be any number.
func RedialMistake(send func(string) error) { open(send) }
