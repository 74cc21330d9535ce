// Package lib closes channels.
package lib

func CloseAll[T any](chans ...chan T) {
	for _, ch := range chans {
		close(ch)
	}
}

func CloseMap(m map[string]chan int) {
	for _, ch := range m {
		close(ch)
	}
}

func ClosePointer(ch *chan int) {
	close(*ch)
	*ch = nil
}
