// Package lib closes channels.
package lib

func CloseKeys(m map[chan int]struct{}) {
	for ch := range m {
		close(ch)
	}
}

func CloseNext(over chan chan string) { close(<-over) }
