// Package adapter: a func type with a method, called through an interface. The
// func gets what the method gets.
package adapter

type stage interface{ run(out chan<- int) }

type stageFunc func(out chan<- int)

func (f stageFunc) run(out chan<- int) { f(out) }

func numbers(n int) stage {
	return stageFunc(func(out chan<- int) {
		defer close(out)
		for i := range n {
			out <- i
		}
	})
}

func Sum(n int) int {
	ch := make(chan int)
	sum := make(chan int, 1)
	go func() {
		total := 0
		for v := range ch {
			total += v
		}
		sum <- total
	}()
	ch <- n
	numbers(n).run(ch)
	return <-sum
}
