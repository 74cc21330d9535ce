// Package unboundedgo holds launches that make a goroutine for each of as many
// items as come from outside, each beside its cure.
package unboundedgo

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"iter"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"unboundedgo/lib"
)

// A slice that the caller passes: a hundred thousand records are a hundred
// thousand goroutines.
func ResizeAllMistake(paths []string, resize func(string)) {
	var wg sync.WaitGroup
	for _, path := range paths {
		wg.Add(1)
		go func() { // want `for each item of paths, as many as the caller passes, and nothing limits their number; .*\(pool\) \(unboundedgo\)`
			defer wg.Done()
			resize(path)
		}()
	}
	wg.Wait()
}

func ResizeAllCure(paths []string, resize func(string)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for _, path := range paths {
		slots <- struct{}{}
		wg.Add(1)
		go func() {
			defer wg.Done()
			defer func() { <-slots }()
			resize(path)
		}()
	}
	wg.Wait()
}

// A map, by wg.Go.
func NotifyMistake(users map[int]string, mail func(id int, to string)) {
	var wg sync.WaitGroup
	for id, to := range users {
		wg.Go(func() { mail(id, to) }) // want `for each item of users, .*\(unboundedgo\)`
	}
	wg.Wait()
}

func NotifyCure(users map[int]string, mail func(id int, to string)) {
	ids := make(chan int)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for id := range ids {
				mail(id, users[id])
			}
		})
	}
	for id := range users {
		ids <- id
	}
	close(ids)
	wg.Wait()
}

// Room for every result is no limit.
func DeleteMistake(keys []string, del func(string) error) error {
	errs := make(chan error, len(keys))
	for i := 0; i < len(keys); i++ {
		go func(key string) { errs <- del(key) }(keys[i]) // want `for each item of keys, .*\(unboundedgo\)`
	}
	var all []error
	for range keys {
		all = append(all, <-errs)
	}
	return errors.Join(all...)
}

func DeleteCure(keys []string, del func(string) error) error {
	var all []error
	for batch := range slices.Chunk(keys, 10) {
		errs := make(chan error, len(batch))
		for _, key := range batch {
			go func() { errs <- del(key) }()
		}
		for range batch {
			all = append(all, <-errs)
		}
	}
	return errors.Join(all...)
}

// Generic, and launched with arguments.
func MapMistake[T, U any](items []T, f func(T) U) []U {
	out := make([]U, len(items))
	var wg sync.WaitGroup
	wg.Add(len(items))
	for i := range items {
		go func(i int) { // want `for each item of items, .*\(unboundedgo\)`
			defer wg.Done()
			out[i] = f(items[i])
		}(i)
	}
	wg.Wait()
	return out
}

func MapCure[T, U any](items []T, f func(T) U) []U {
	out := make([]U, len(items))
	var wg sync.WaitGroup
	workers := runtime.NumCPU()
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := w; i < len(items); i += workers {
				out[i] = f(items[i])
			}
		}()
	}
	wg.Wait()
	return out
}

// What another package returns: the folder may hold any number of files.
func IndexMistake(dir string, index func(name string)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		wg.Go(func() { index(e.Name()) }) // want `for each item that ReadDir returns, .*\(unboundedgo\)`
	}
	wg.Wait()
	return nil
}

func IndexCure(dir string, index func(name string)) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for len(entries) > 0 {
		n := min(16, len(entries))
		var wg sync.WaitGroup
		for _, e := range entries[:n] {
			wg.Go(func() { index(e.Name()) })
		}
		wg.Wait()
		entries = entries[n:]
	}
	return nil
}

// Selected items are as many as there are.
func RemindMistake(orders []lib.Order, remind func(lib.Order)) {
	var due []lib.Order
	for _, o := range orders {
		if !o.Paid {
			due = append(due, o)
		}
	}
	var wg sync.WaitGroup
	for _, o := range due {
		wg.Go(func() { remind(o) }) // want `for each item of orders, .*\(unboundedgo\)`
	}
	wg.Wait()
}

func RemindCure(orders []lib.Order, remind func(lib.Order)) {
	var due []lib.Order
	for _, o := range orders {
		if !o.Paid {
			due = append(due, o)
		}
	}
	if len(due) > 20 {
		due = due[:20]
	}
	var wg sync.WaitGroup
	for _, o := range due {
		wg.Go(func() { remind(o) })
	}
	wg.Wait()
}

// By a key made of the items.
func GroupMistake(orders []lib.Order, invoice func(customer string, orders []lib.Order)) {
	by := make(map[string][]lib.Order)
	for _, o := range orders {
		by[o.Customer] = append(by[o.Customer], o)
	}
	var wg sync.WaitGroup
	for customer, orders := range by {
		wg.Go(func() { invoice(customer, orders) }) // want `for each item of orders, .*\(unboundedgo\)`
	}
	wg.Wait()
}

func GroupCure(orders []lib.Order, invoice func(customer string, orders []lib.Order)) {
	by := make(map[string][]lib.Order)
	for _, o := range orders {
		by[o.Customer] = append(by[o.Customer], o)
	}
	for customer, orders := range by {
		done := make(chan struct{})
		go func() {
			defer close(done)
			invoice(customer, orders)
		}()
		<-done
	}
}

// A request body holds as many ids as the client likes.
func BatchMistake(find func(id string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body struct{ IDs []string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		var wg sync.WaitGroup
		for _, id := range body.IDs {
			wg.Go(func() { find(id) }) // want `for each item that Decode reads, .*\(unboundedgo\)`
		}
		wg.Wait()
	}
}

func BatchCure(find func(id string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body struct{ IDs []string }
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if len(body.IDs) > 50 {
			http.Error(w, "at most 50 ids", http.StatusBadRequest)
			return
		}
		var wg sync.WaitGroup
		for _, id := range body.IDs {
			wg.Go(func() { find(id) })
		}
		wg.Wait()
	}
}

// The same for a query.
func QueryMistake(find func(id string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var wg sync.WaitGroup
		for _, id := range r.URL.Query()["id"] {
			wg.Go(func() { find(id) }) // want `\(unboundedgo\)`
		}
		wg.Wait()
	}
}

func QueryCure(find func(id string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var wg sync.WaitGroup
		var slots lib.Slots = make(chan struct{}, 4)
		for _, id := range r.URL.Query()["id"] {
			slots.Take()
			wg.Go(func() {
				defer slots.Free()
				find(id)
			})
		}
		wg.Wait()
	}
}

// A response has as many records as the other side likes.
func PullMistake(body io.Reader, store func(lib.Order)) error {
	page, err := lib.Fetch(body)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, o := range page.Orders {
		wg.Go(func() { store(o) }) // want `for each item that Fetch returns, .*\(unboundedgo\)`
	}
	wg.Wait()
	return nil
}

func PullCure(body io.Reader, store func(lib.Order)) error {
	page, err := lib.Fetch(body)
	if err != nil {
		return err
	}
	lib.Each(8, page.Orders, store)
	return nil
}

// The words of a text, by an iterator.
func TranslateMistake(text string, translate func(string)) {
	var wg sync.WaitGroup
	for word := range strings.FieldsSeq(text) {
		wg.Go(func() { translate(word) }) // want `for each item that FieldsSeq returns, .*\(unboundedgo\)`
	}
	wg.Wait()
}

func TranslateCure(text string, translate func(string)) {
	var wg sync.WaitGroup
	slots := make(chan struct{}, 8)
	for word := range strings.FieldsSeq(text) {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			translate(word)
		})
	}
	wg.Wait()
}

// An iterator of the caller's.
func DrainMistake[T any](items iter.Seq[T], use func(T)) {
	var wg sync.WaitGroup
	for item := range items {
		wg.Add(1)
		go func() { // want `for each item of items, .*\(unboundedgo\)`
			defer wg.Done()
			use(item)
		}()
	}
	wg.Wait()
}

func DrainCure[T any](items iter.Seq[T], use func(T)) {
	in := make(chan T)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for item := range in {
				use(item)
			}
		})
	}
	for item := range items {
		in <- item
	}
	close(in)
	wg.Wait()
}

// The values of a map, in order.
func PublishMistake(topics map[string]int, publish func(string)) {
	var wg sync.WaitGroup
	for _, topic := range slices.Sorted(maps.Keys(topics)) {
		wg.Go(func() { publish(topic) }) // want `\(unboundedgo\)`
	}
	wg.Wait()
}

func PublishCure(topics map[string]int, publish func(string)) {
	lib.Each(8, slices.Sorted(maps.Keys(topics)), publish)
}

// Every file below a folder, by a callback.
func TreeMistake(root string, index func(path string)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		wg.Go(func() { index(path) }) // want `\(unboundedgo\)`
		return nil
	})
}

func TreeCure(root string, index func(path string)) error {
	paths := make(chan string)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for path := range paths {
				index(path)
			}
		})
	}
	defer wg.Wait()
	defer close(paths)
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		paths <- path
		return nil
	})
}

// A Batch is what a caller asks for.
type Batch struct {
	Keys  []string
	Force bool
}

// In a field of a parameter.
func PurgeMistake(b Batch, purge func(key string, force bool)) {
	var wg sync.WaitGroup
	for _, key := range b.Keys {
		wg.Go(func() { purge(key, b.Force) }) // want `for each item of b.Keys, as many as the caller passes, .*\(unboundedgo\)`
	}
	wg.Wait()
}

// It gives up when one has failed: that is no limit either.
func FirstErrorMistake(ctx context.Context, keys []string, check func(string) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	errs := make(chan error)
	for _, key := range keys {
		go func() { // want `for each item of keys, .*\(unboundedgo\)`
			select {
			case errs <- check(key):
			case <-ctx.Done():
			}
		}()
	}
	for range keys {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}
