package goroutineleak

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"sync"

	"goroutineleak/lib"
)

// Here what sends, closes or tells a group stands in another package.

// The answer comes too late.
func AnswerMistake(ctx context.Context, s lib.Source) (int, error) {
	out := make(chan int)
	go lib.Answer(s, out) // want `sending to out: .*\(goroutineleak\)`
	select {
	case n := <-out:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// There is room for it.
func AnswerCure(ctx context.Context, s lib.Source) (int, error) {
	out := make(chan int, 1)
	go lib.Answer(s, out)
	select {
	case n := <-out:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// The first of many is enough, and the others have nobody to tell.
func FirstAnswerMistake(sources []lib.Source) int {
	if len(sources) == 0 {
		return 0
	}
	out := make(chan int)
	for _, s := range sources {
		go func() {
			lib.Answer(s, out) // want `\(goroutineleak\)`
		}()
	}
	return <-out
}

// All of them are taken.
func FirstAnswerCure(sources []lib.Source) int {
	out := make(chan int)
	for _, s := range sources {
		go func() { lib.Answer(s, out) }()
	}
	first := 0
	for range sources {
		first = <-out
	}
	return first
}

// It closes in any case, but first it sends.
func AnswerOrCloseMistake(ctx context.Context, s lib.Source) (int, error) {
	out := make(chan int)
	go lib.AnswerOrClose(s, out) // want `sending to out: .*\(goroutineleak\)`
	select {
	case n := <-out:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// Whoever ranges over it gets what there is.
func AnswerOrCloseCure(s lib.Source) (sum int) {
	out := make(chan int)
	go lib.AnswerOrClose(s, out)
	for n := range out {
		sum += n
	}
	return sum
}

// The helper is generic, and what it calls is of no account.
func AnswerOfMistake(ctx context.Context, text string) (int, error) {
	out := make(chan int)
	go lib.AnswerOf(out, func() int { return len(text) }) // want `sending to out: .*\(goroutineleak\)`
	select {
	case n := <-out:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

// It is waited for in any case.
func AnswerOfCure(text string) int {
	out := make(chan int)
	go lib.AnswerOf(out, func() int { return len(text) })
	return <-out
}

// Where it fails nothing is sent.
func TryMistake(s lib.Source) int {
	out := make(chan int)
	failed := make(chan error, 1)
	go func() { failed <- lib.Try(s, out) }()
	return <-out // want `receiving from out: .*\(goroutineleak\)`
}

// Whether it fails tells whether there is something to receive.
func TryCure(s lib.Source) (int, error) {
	out := make(chan int, 1)
	if err := lib.Try(s, out); err != nil {
		return 0, err
	}
	return <-out, nil
}

// One that has no answer is not counted.
func CountMistake(sources []lib.Source) {
	var wg sync.WaitGroup
	for _, s := range sources {
		wg.Add(1)
		go lib.Count(s, &wg)
	}
	wg.Wait() // want `waiting for wg: .*\(goroutineleak\)`
}

// All are.
func CountCure(sources []lib.Source) {
	var wg sync.WaitGroup
	for _, s := range sources {
		wg.Add(1)
		go lib.CountAll(s, &wg)
	}
	wg.Wait()
}

// Whoever reads leaves at the first line that is too long.
func LinesLongMistake(r io.Reader) error {
	out := make(chan string)
	go lib.Lines(bufio.NewScanner(r), out) // want `sending to out: .*\(goroutineleak\)`
	for line := range out {
		if len(line) > 80 {
			return errors.New("too long")
		}
	}
	return nil
}

// It reads on.
func LinesLongCure(r io.Reader) (err error) {
	out := make(chan string)
	go lib.Lines(bufio.NewScanner(r), out)
	for line := range out {
		if len(line) > 80 {
			err = errors.New("too long")
		}
	}
	return err
}

// After an error in the middle nothing closes it.
func RowsMistake(r io.Reader, print func(string)) error {
	rows := make(chan []string)
	printed := make(chan struct{})
	go func() {
		defer close(printed)
		for row := range rows { // want `receiving from rows: .*\(goroutineleak\)`
			print(row[0])
		}
	}()
	if err := lib.Rows(csv.NewReader(r), rows); err != nil {
		return err
	}
	<-printed
	return nil
}

// The reader is told that there are no more.
func RowsCure(r io.Reader, print func(string)) error {
	rows := make(chan []string)
	printed := make(chan struct{})
	stop := make(chan struct{})
	go func() {
		defer close(printed)
		for {
			select {
			case row, ok := <-rows:
				if !ok {
					return
				}
				print(row[0])
			case <-stop:
				return
			}
		}
	}()
	if err := lib.Rows(csv.NewReader(r), rows); err != nil {
		close(stop)
		return err
	}
	<-printed
	return nil
}

// The second answer has no reader.
func WorkMistake(s lib.Source) int {
	questions, answers := make(chan int, 2), make(chan int)
	go lib.Work(s, questions, answers) // want `sending to answers: .*\(goroutineleak\)`
	questions <- 1
	questions <- 2
	close(questions)
	return <-answers
}

// Both are read.
func WorkCure(s lib.Source) int {
	questions, answers := make(chan int, 2), make(chan int)
	go lib.Work(s, questions, answers)
	questions <- 1
	questions <- 2
	close(questions)
	return <-answers + <-answers
}

// Of the rest not all ways are known, or they hang on what is given.

func Offers(ctx context.Context) error {
	out := make(chan int)
	go lib.Offer(1, out)
	select {
	case <-out:
	case <-ctx.Done():
	}
	return ctx.Err()
}

func Streams(all []int) (int, error) {
	out := make(chan int)
	go lib.Stream(all, out)
	sum := 0
	for n := range out {
		if sum += n; sum < 0 {
			return 0, errors.New("too many") // a leak, and not proven
		}
	}
	return sum, nil
}

func Safely(ctx context.Context, s lib.Source) error {
	out := make(chan int)
	go lib.Safe(s, out)
	select {
	case <-out:
	case <-ctx.Done():
	}
	return ctx.Err()
}

func Ifs(ctx context.Context) error {
	out := make(chan int)
	go lib.If(false, 1, out)
	select {
	case <-out:
	case <-ctx.Done():
	}
	return ctx.Err()
}

func Onces(s lib.Source) {
	out := make(chan int)
	if lib.Once(s, out) {
		<-out
	}
}
