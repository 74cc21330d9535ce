// Package unguardedsend holds goroutines that send to callers who may stop
// receiving, each beside its cure. What only looks like one of them stands in
// silent.go.
package unguardedsend

import (
	"context"
	"iter"
	"strings"
	"sync"
	"time"
)

// Here the channel is the result of a function.

// A caller that breaks off its loop leaves the goroutine at the next key.
func KeysMistake(ctx context.Context, shards [][]string) <-chan string {
	keys := make(chan string)
	go func() { // want `sends to keys, .* select on the context as well \(group\) \(unguardedsend\)`
		defer close(keys)
		for _, s := range shards {
			for _, k := range s {
				keys <- k
			}
		}
	}()
	return keys
}

// Each send watches the context.
func KeysCure(ctx context.Context, shards [][]string) <-chan string {
	keys := make(chan string)
	go func() {
		defer close(keys)
		for _, s := range shards {
			for _, k := range s {
				select {
				case keys <- k:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return keys
}

// A caller that gives up before the deployment is through leaves its outcome
// without a receiver.
func DeployMistake(deploy func() error) <-chan error {
	outcome := make(chan error)
	go func() { // want `sends to outcome, .* take a context and select on it as well \(group\) \(unguardedsend\)`
		outcome <- deploy()
	}()
	return outcome
}

// Room for the outcome.
func DeployCure(deploy func() error) <-chan error {
	outcome := make(chan error, 1)
	go func() {
		outcome <- deploy()
	}()
	return outcome
}

// The values are guarded, the error is not: who takes a value and leaves may
// leave the goroutine with an error.
func DecodeMistake(ctx context.Context, lines []string, decode func(line string) (int, error)) (<-chan int, <-chan error) {
	values, errs := make(chan int), make(chan error)
	go func() { // want `sends to errs, .*\(unguardedsend\)`
		defer close(values)
		for _, l := range lines {
			v, err := decode(l)
			if err != nil {
				errs <- err
				return
			}
			select {
			case values <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	return values, errs
}

// Room for the one error.
func DecodeCure(ctx context.Context, lines []string, decode func(line string) (int, error)) (<-chan int, <-chan error) {
	values, errs := make(chan int), make(chan error, 1)
	go func() {
		defer close(values)
		for _, l := range lines {
			v, err := decode(l)
			if err != nil {
				errs <- err
				return
			}
			select {
			case values <- v:
			case <-ctx.Done():
				return
			}
		}
	}()
	return values, errs
}

// The goroutine asks for the next page only when all of this one is taken.
func PagesMistake[T any](ctx context.Context, load func(ctx context.Context, page int) []T) <-chan T {
	rows := make(chan T)
	go func() { // want `\(unguardedsend\)`
		defer close(rows)
		for page := 0; ; page++ {
			found := load(ctx, page)
			if len(found) == 0 {
				return
			}
			for _, row := range found {
				rows <- row
			}
		}
	}()
	return rows
}

// Each row watches the context.
func PagesCure[T any](ctx context.Context, load func(ctx context.Context, page int) []T) <-chan T {
	rows := make(chan T)
	go func() {
		defer close(rows)
		for page := 0; ; page++ {
			found := load(ctx, page)
			if len(found) == 0 {
				return
			}
			for _, row := range found {
				select {
				case rows <- row:
				case <-ctx.Done():
					return
				}
			}
		}
	}()
	return rows
}

// Each input has a forwarder, and a caller that leaves leaves all of them.
func MergeMistake[T any](ctx context.Context, inputs ...[]T) <-chan T {
	merged := make(chan T)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Go(func() { // want `\(unguardedsend\)`
			for _, v := range in {
				merged <- v
			}
		})
	}
	go func() {
		wg.Wait()
		close(merged)
	}()
	return merged
}

// The forwarders watch the context.
func MergeCure[T any](ctx context.Context, inputs ...[]T) <-chan T {
	merged := make(chan T)
	var wg sync.WaitGroup
	for _, in := range inputs {
		wg.Go(func() {
			for _, v := range in {
				select {
				case merged <- v:
				case <-ctx.Done():
					return
				}
			}
		})
	}
	go func() {
		wg.Wait()
		close(merged)
	}()
	return merged
}

// Room for two only delays it: the fourth picture finds it full.
func ThumbnailsMistake(pictures []string, shrink func(picture string) string) <-chan string {
	thumbs := make(chan string, 2)
	go func() { // want `\(unguardedsend\)`
		defer close(thumbs)
		for _, p := range pictures {
			thumbs <- shrink(p)
		}
	}()
	return thumbs
}

// Room for all of them.
func ThumbnailsCure(pictures []string, shrink func(picture string) string) <-chan string {
	thumbs := make(chan string, len(pictures))
	go func() {
		defer close(thumbs)
		for _, p := range pictures {
			thumbs <- shrink(p)
		}
	}()
	return thumbs
}

// The goroutine is a closure in a variable.
func SpellMistake(text string, known func(word string) bool) <-chan string {
	unknown := make(chan string)
	check := func() {
		defer close(unknown)
		for word := range strings.FieldsSeq(text) {
			if !known(word) {
				unknown <- word
			}
		}
	}
	go check() // want `\(unguardedsend\)`
	return unknown
}

// The closure takes a context, and watches it.
func SpellCure(ctx context.Context, text string, known func(word string) bool) <-chan string {
	unknown := make(chan string)
	check := func() {
		defer close(unknown)
		for word := range strings.FieldsSeq(text) {
			if known(word) {
				continue
			}
			select {
			case unknown <- word:
			case <-ctx.Done():
				return
			}
		}
	}
	go check()
	return unknown
}

// The sends stand in the body of a loop over an iterator.
func SpoolMistake(rows iter.Seq[string]) <-chan string {
	spool := make(chan string)
	go func() { // want `\(unguardedsend\)`
		defer close(spool)
		for row := range rows {
			spool <- row
		}
	}()
	return spool
}

// The iteration ends with the context.
func SpoolCure(ctx context.Context, rows iter.Seq[string]) <-chan string {
	spool := make(chan string)
	go func() {
		defer close(spool)
		for row := range rows {
			select {
			case spool <- row:
			case <-ctx.Done():
				return
			}
		}
	}()
	return spool
}

// A signal that is sent needs somebody to take it.
func WarmUpMistake(load func()) <-chan struct{} {
	warm := make(chan struct{})
	go func() { // want `\(unguardedsend\)`
		load()
		warm <- struct{}{}
	}()
	return warm
}

// A signal that is a close needs nobody.
func WarmUpCure(load func()) <-chan struct{} {
	warm := make(chan struct{})
	go func() {
		load()
		close(warm)
	}()
	return warm
}

type visit struct {
	page string
	err  error
}

// The send is deferred, so as not to be forgotten.
func VisitMistake(page string, get func(page string) error) <-chan visit {
	visits := make(chan visit)
	go func() { // want `\(unguardedsend\)`
		v := visit{page: page}
		defer func() { visits <- v }()
		v.err = get(page)
	}()
	return visits
}

// Room for the visit.
func VisitCure(page string, get func(page string) error) <-chan visit {
	visits := make(chan visit, 1)
	go func() {
		v := visit{page: page}
		defer func() { visits <- v }()
		v.err = get(page)
	}()
	return visits
}

// The timer's goroutine sends the reminder to one who may have left meanwhile.
func RemindMistake(after time.Duration, text string) <-chan string {
	reminders := make(chan string)
	time.AfterFunc(after, func() { // want `\(unguardedsend\)`
		reminders <- text
	})
	return reminders
}

// Room for the reminder.
func RemindCure(after time.Duration, text string) <-chan string {
	reminders := make(chan string, 1)
	time.AfterFunc(after, func() {
		reminders <- text
	})
	return reminders
}

// Each region has a channel and a goroutine of its own; a caller may read one.
func ForecastMistake(regions []string, days int, predict func(region string, day int) int) map[string]<-chan int {
	forecasts := make(map[string]<-chan int)
	for _, r := range regions {
		temps := make(chan int)
		forecasts[r] = temps
		go func() { // want `\(unguardedsend\)`
			defer close(temps)
			for day := range days {
				temps <- predict(r, day)
			}
		}()
	}
	return forecasts
}

// Room for all days of a region.
func ForecastCure(regions []string, days int, predict func(region string, day int) int) map[string]<-chan int {
	forecasts := make(map[string]<-chan int)
	for _, r := range regions {
		temps := make(chan int, days)
		forecasts[r] = temps
		go func() {
			defer close(temps)
			for day := range days {
				temps <- predict(r, day)
			}
		}()
	}
	return forecasts
}

// Room for one is enough for the first answer that is taken; the replicas that
// come last find it full.
func FirstReplyMistake(replicas []string, ask func(replica string) string) <-chan string {
	replies := make(chan string, 1)
	for _, r := range replicas {
		go func() { // want `\(unguardedsend\)`
			replies <- ask(r)
		}()
	}
	return replies
}

// Who comes late drops its answer.
func FirstReplyCure(replicas []string, ask func(replica string) string) <-chan string {
	replies := make(chan string, 1)
	for _, r := range replicas {
		go func() {
			select {
			case replies <- ask(r):
			default:
			}
		}()
	}
	return replies
}

// Room for one and two sends.
func UpgradeMistake(download, install func() error) <-chan error {
	steps := make(chan error, 1)
	go func() { // want `\(unguardedsend\)`
		steps <- download()
		steps <- install()
	}()
	return steps
}

// Room for both.
func UpgradeCure(download, install func() error) <-chan error {
	steps := make(chan error, 2)
	go func() {
		steps <- download()
		steps <- install()
	}()
	return steps
}

// How much room there is has nothing to do with how much is sent.
func PrefetchMistake(window int, chapters []string, open func(chapter string) string) <-chan string {
	ahead := make(chan string, window)
	go func() { // stretch: room that is no constant is taken to be enough
		defer close(ahead)
		for _, c := range chapters {
			ahead <- open(c)
		}
	}()
	return ahead
}

// The window is kept, and the context watched.
func PrefetchCure(ctx context.Context, window int, chapters []string, open func(chapter string) string) <-chan string {
	ahead := make(chan string, window)
	go func() {
		defer close(ahead)
		for _, c := range chapters {
			select {
			case ahead <- open(c):
			case <-ctx.Done():
				return
			}
		}
	}()
	return ahead
}

// The callback is handed the channel, and may return before it is empty.
func ExportMistake(rows []string, write func(rows <-chan string) error) error {
	out := make(chan string)
	go func() { // want `\(unguardedsend\)`
		defer close(out)
		for _, r := range rows {
			out <- r
		}
	}()
	return write(out)
}

// What the callback has left is taken.
func ExportCure(rows []string, write func(rows <-chan string) error) error {
	out := make(chan string)
	go func() {
		defer close(out)
		for _, r := range rows {
			out <- r
		}
	}()
	defer func() {
		for range out {
		}
	}()
	return write(out)
}
