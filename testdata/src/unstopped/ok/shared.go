package ok

import "sync"

// What ends the workers is the package's from before they start: anybody may close it.
var (
	sharedWork chan func()
	sharedWG   sync.WaitGroup
)

func StartShared(n int) {
	if sharedWork != nil {
		println("started twice")
	}
	sharedWork = make(chan func(), n)
	for range n {
		sharedWG.Go(func() {
			for f := range sharedWork {
				f()
			}
		})
	}
}

func StopShared() {
	close(sharedWork)
	sharedWG.Wait()
	sharedWork = nil
}

// Each round makes a channel of its own, and gives it away before its worker starts.
var perRound []chan func()

func StartEach(n int) {
	for range n {
		work := make(chan func())
		perRound = append(perRound, work)
		go func() {
			for f := range work {
				f()
			}
		}()
	}
}

func StopEach() {
	for _, work := range perRound {
		close(work)
	}
}
