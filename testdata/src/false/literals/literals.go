// Package literals: a struct type written out twice is one type, and its fields
// are the same fields.
package literals

func answer(in <-chan struct {
	n    int
	done chan int
}) {
	for r := range in {
		close(r.done)
	}
}

func Ask(n int) {
	in := make(chan struct {
		n    int
		done chan int
	})
	defer close(in)
	go answer(in)
	done := make(chan int)
	go func() {
		for range done {
		}
	}()
	done <- 1
	in <- struct {
		n    int
		done chan int
	}{n, done}
}
