package unclosedchan

import (
	"errors"
	"log"
	"sync"
)

// check is how this package treats what must not happen.
func check(err error) {
	if err != nil {
		log.Fatalf("archive: %v", err)
	}
}

func assert(ok bool) {
	if !ok {
		log.Fatal("archive: the index is broken")
	}
}

func write(record string) error {
	assert(len(record) < 1<<20)
	if record == "" {
		return errors.New("an empty record")
	}
	return nil
}

// FatalMistake gives up where a write fails; for the close that its range waits for that is no substitute.
func FatalMistake(records []string) {
	queue := make(chan string, len(records))
	go func() {
		for r := range queue { // want `nothing closes it.*\(unclosedchan\)`
			check(write(r))
		}
	}()
	for _, r := range records {
		queue <- r
	}
}

// FatalCure closes the channel.
func FatalCure(records []string) {
	queue := make(chan string, len(records))
	var wg sync.WaitGroup
	wg.Go(func() {
		for r := range queue {
			check(write(r))
		}
	})
	for _, r := range records {
		queue <- r
	}
	close(queue)
	wg.Wait()
}
