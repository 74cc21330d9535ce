package unclosedchan

import (
	"io"

	"unclosedchan/lib"
)

// Workers and senders of another package: facts tell that lib.Send leaves the
// channel open, lib.Each closes it, and lib.Print ranges over it.

func SenderElsewhereMistake(w io.Writer, lines []string) {
	ch := make(chan string)
	go lib.Send(lines, ch)
	for line := range ch { // want `\(unclosedchan\)`
		io.WriteString(w, line)
	}
}

func SenderElsewhereCure(w io.Writer, lines []string) {
	ch := make(chan string)
	go lib.Each(lines, ch)
	for line := range ch {
		io.WriteString(w, line)
	}
}

// The receive stands in lib, where nothing is wrong with it: the launch is
// the place that this package knows.
func ReceiverElsewhereMistake(w io.Writer, lines []string) {
	ch := make(chan string)
	go lib.Print(w, ch) // stretch: unclosedchan has no receive here to stand on
	for _, line := range lines {
		ch <- line
	}
}

func ReceiverElsewhereCure(w io.Writer, lines []string) {
	ch := make(chan string)
	go lib.Print(w, ch)
	for _, line := range lines {
		ch <- line
	}
	lib.Finish(ch)
}
