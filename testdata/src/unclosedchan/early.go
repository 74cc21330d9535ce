package unclosedchan

import "sync"

// EarlyMistake has nothing to do for an empty list, and never ends for another.
func EarlyMistake(tasks []func() int) (sum int) {
	if len(tasks) == 0 {
		return 0
	}
	results := make(chan int, len(tasks))
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Go(func() { results <- t() })
	}
	wg.Wait()
	for r := range results { // want `nothing closes it.*\(unclosedchan\)`
		sum += r
	}
	return sum
}

// EarlyCure closes it.
func EarlyCure(tasks []func() int) (sum int) {
	if len(tasks) == 0 {
		return 0
	}
	results := make(chan int, len(tasks))
	var wg sync.WaitGroup
	for _, t := range tasks {
		wg.Go(func() { results <- t() })
	}
	wg.Wait()
	close(results)
	for r := range results {
		sum += r
	}
	return sum
}

// LazyWorkerMistake may choose not to work at all; if it does, it never ends.
func LazyWorkerMistake(work bool, tasks []func() int) {
	jobs := make(chan func() int, len(tasks))
	go func() {
		if !work {
			return
		}
		for j := range jobs { // want `nothing closes it.*\(unclosedchan\)`
			j()
		}
	}()
	for _, t := range tasks {
		jobs <- t
	}
}

// LazyWorkerCure ends with its jobs.
func LazyWorkerCure(work bool, tasks []func() int) {
	jobs := make(chan func() int, len(tasks))
	go func() {
		if !work {
			return
		}
		for j := range jobs {
			j()
		}
	}()
	for _, t := range tasks {
		jobs <- t
	}
	close(jobs)
}
