// Package pages launches a goroutine for each of what is read page by page, or one by
// one, which nobody knows to be few; and for each item of lists that are at hand,
// which somebody may.
package pages

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"os"
	"sync"

	"unboundedgo/lib"
)

// All pages are put together, and then there is one for each item.
func RefreshMistake(ctx context.Context, p lib.Pager, get func(context.Context, lib.Order)) error {
	orders, err := all(ctx, p)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Go(func() { get(ctx, o) }) // want `for each item that Next returns, and nothing limits their number; .*\(unboundedgo\)`
	}
	wg.Wait()
	return nil
}

func all(ctx context.Context, p lib.Pager) (orders []lib.Order, err error) {
	for p.More() {
		page, err := p.Next(ctx)
		if err != nil {
			return nil, err
		}
		orders = append(orders, page.Orders...)
	}
	return orders, nil
}

// The same, item by item.
func RefreshSomeMistake(ctx context.Context, p lib.Pager, get func(context.Context, lib.Order)) error {
	var due []lib.Order
	for p.More() {
		page, err := p.Next(ctx)
		if err != nil {
			return err
		}
		for _, o := range page.Orders {
			if !o.Paid {
				due = append(due, o)
			}
		}
	}
	var wg sync.WaitGroup
	for _, o := range due {
		wg.Go(func() { get(ctx, o) }) // want `for each item that Next returns, .*\(unboundedgo\)`
	}
	wg.Wait()
	return nil
}

// And for those of one page: as many as the other side puts on it.
func FirstPage(ctx context.Context, p lib.Pager, get func(context.Context, lib.Order)) error {
	page, err := p.Next(ctx)
	if err != nil {
		return err
	}
	var orders []lib.Order
	orders = append(orders, page.Orders...)
	var wg sync.WaitGroup
	for _, o := range orders {
		wg.Go(func() { get(ctx, o) })
	}
	wg.Wait()
	return nil
}

// What callers pass, as a slice, map, field or iterator.
func Passed(paths []string, sizes map[string]int, batch lib.Page, seq iter.Seq[string], resize func(string, int)) {
	var wg sync.WaitGroup
	for _, path := range paths {
		wg.Go(func() { resize(path, 0) })
	}
	for path, size := range sizes {
		wg.Go(func() { resize(path, size) })
	}
	for _, o := range batch.Orders {
		wg.Go(func() { resize(o.Customer, 0) })
	}
	for path := range seq {
		wg.Go(func() { resize(path, 0) })
	}
	wg.Wait()
}

// What another package returns or decodes at once.
func Returned(dir string, body io.Reader, index func(string)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var names []string
	if err := json.NewDecoder(body).Decode(&names); err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, e := range entries {
		wg.Go(func() { index(e.Name()) })
	}
	for _, name := range names {
		wg.Go(func() { index(name) })
	}
	wg.Wait()
	return nil
}

// One by one, as long as there are more.
func ConsumeMistake(jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		go handle(job) // want `for each value received from jobs, .*\(unboundedgo\)`
	}
}
