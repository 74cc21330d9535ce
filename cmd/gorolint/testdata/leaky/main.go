// Leaky leaks goroutines, and writes the profiles that show it.
package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"example.com/feed"
	"example.com/leaky/crawl"
)

func main() {
	for range 3 {
		_, _ = crawl.First(true)
	}
	go new(crawl.Cache).Refresh()
	for range 4 {
		crawl.Sum([]int{1, 2})
	}
	for range 2 {
		crawl.Start(crawl.NewStuck())
	}
	feed.Poll()
	crawl.Watch()
	for range 5 {
		ask(true)
	}
	go crawl.Wait(true)
	bank := new(crawl.Bank)
	go bank.Deposit()
	go bank.Withdraw()
	time.Sleep(time.Second)
	runtime.GC()
	for _, name := range os.Args[1:] {
		if err := write(name); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// ask has the mistake in the program itself.
func ask(late bool) int {
	answers := make(chan int)
	go func() {
		answers <- 1
	}()
	if late {
		return 0
	}
	return <-answers
}

// write writes a profile to a file of its name.
func write(name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	p := pprof.Lookup(name)
	if p == nil {
		return fmt.Errorf("no profile %s", name)
	}
	if err := p.WriteTo(f, 0); err != nil {
		return err
	}
	return f.Close()
}
