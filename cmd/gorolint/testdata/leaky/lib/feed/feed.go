// Package feed is a library that leaks by itself.
package feed

// Poll starts a goroutine that nobody can reach.
func Poll() {
	never := make(chan int)
	go func() { <-never }()
}
