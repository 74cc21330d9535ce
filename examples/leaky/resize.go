package leaky

import (
	"fmt"
	"sync"
)

// Resize hands the work to four workers, and leaves them behind: each one waits
// in its range for a next image, or for a close that never comes.
func Resize(images []string) {
	jobs := make(chan string)
	for range 4 {
		go func() {
			for image := range jobs {
				shrink(image)
			}
		}()
	}
	for _, image := range images {
		jobs <- image
	}
}

// ResizeAll is the cure, a pool: a fixed number of workers that end when the
// sender closes the channel, and that somebody waits for.
func ResizeAll(images []string) {
	jobs := make(chan string)
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for image := range jobs {
				shrink(image)
			}
		})
	}
	for _, image := range images {
		jobs <- image
	}
	close(jobs)
	workers.Wait()
}

func shrink(image string) { fmt.Println("shrunk", image) }
