package ok

// untilFull leaves its loop when it has what it wants.
func untilFull(tasks []func() int, want int) (sum int) {
	if len(tasks) == 0 {
		return 0
	}
	results := make(chan int, len(tasks))
	for _, t := range tasks {
		go func() { results <- t() }()
	}
	for r := range results {
		sum += r
		if sum >= want {
			break
		}
	}
	return sum
}

// closedElsewhere is closed by the last of those that send.
func closedElsewhere(tasks []func() int, last func() bool) (sum int) {
	if len(tasks) == 0 {
		return 0
	}
	results := make(chan int, len(tasks))
	for _, t := range tasks {
		go func() {
			results <- t()
			if last() {
				close(results)
			}
		}()
	}
	for r := range results {
		sum += r
	}
	return sum
}

// panicsWhenFull has a way out that is not the loop's own.
func panicsWhenFull(tasks []func() int) (sum int) {
	if len(tasks) == 0 {
		return 0
	}
	results := make(chan int, len(tasks))
	for _, t := range tasks {
		go func() { results <- t() }()
	}
	for r := range results {
		if sum += r; sum > 100 {
			panic("full")
		}
	}
	return sum
}

// given is somebody else's to close.
func given(results chan int, skip bool) (sum int) {
	if skip {
		return 0
	}
	for r := range results {
		sum += r
	}
	return sum
}
