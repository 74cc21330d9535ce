package unboundedgo

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"net"
	"sync"

	"unboundedgo/lib"
)

// A consumer that launches for each message takes them all in at once.
func ConsumeMistake(jobs <-chan lib.Order, handle func(lib.Order)) {
	for job := range jobs {
		go handle(job) // want `for each value received from jobs, and nothing limits their number; .*\(unboundedgo\)`
	}
}

func ConsumeCure(jobs <-chan lib.Order, handle func(lib.Order)) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for job := range jobs {
				handle(job)
			}
		})
	}
	wg.Wait()
}

// A Dispatcher hands events to its handler.
type Dispatcher struct {
	Events chan lib.Order
	Handle func(lib.Order)

	wg   sync.WaitGroup
	room chan struct{}
}

// In a select, the channel in a field.
func (d *Dispatcher) RunMistake(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			d.wg.Wait()
			return
		case ev := <-d.Events:
			d.wg.Add(1)
			go func() { // want `for each value received from Events, .*\(unboundedgo\)`
				defer d.wg.Done()
				d.Handle(ev)
			}()
		}
	}
}

func (d *Dispatcher) RunCure(ctx context.Context) {
	d.room = make(chan struct{}, 8)
	for {
		select {
		case <-ctx.Done():
			d.wg.Wait()
			return
		case ev := <-d.Events:
			select {
			case d.room <- struct{}{}:
			case <-ctx.Done():
				return
			}
			d.wg.Add(1)
			go func() {
				defer d.wg.Done()
				defer func() { <-d.room }()
				d.Handle(ev)
			}()
		}
	}
}

// By a method that launches.
func (d *Dispatcher) ForwardMistake() {
	for ev := range d.Events {
		d.start(ev)
	}
	d.wg.Wait()
}

func (d *Dispatcher) start(ev lib.Order) {
	d.wg.Go(func() { d.Handle(ev) }) // want `for each value received from Events, .*\(unboundedgo\)`
}

func (d *Dispatcher) ForwardCure() {
	d.room = make(chan struct{}, 8)
	for ev := range d.Events {
		d.startWithRoom(ev)
	}
	d.wg.Wait()
}

func (d *Dispatcher) startWithRoom(ev lib.Order) {
	d.room <- struct{}{}
	d.wg.Go(func() {
		defer func() { <-d.room }()
		d.Handle(ev)
	})
}

// By a closure.
func ScatterMistake(jobs <-chan lib.Order, handle func(lib.Order)) {
	var wg sync.WaitGroup
	launch := func(job lib.Order) {
		wg.Add(1)
		go func() { // want `for each value received from jobs, .*\(unboundedgo\)`
			defer wg.Done()
			handle(job)
		}()
	}
	for {
		job, ok := <-jobs
		if !ok {
			break
		}
		launch(job)
	}
	wg.Wait()
}

// By a helper that takes the work as a func.
func HelperMistake(orders []lib.Order, handle func(lib.Order)) {
	var wg sync.WaitGroup
	for _, o := range orders {
		spawn(&wg, func() { handle(o) }) // want `for each item of orders, .*\(unboundedgo\)`
	}
	wg.Wait()
}

func spawn(wg *sync.WaitGroup, work func()) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		work()
	}()
}

func HelperCure(orders []lib.Order, handle func(lib.Order)) {
	var wg sync.WaitGroup
	for _, o := range orders {
		spawnWithToken(&wg, func() { handle(o) })
	}
	wg.Wait()
}

var tokens = make(chan struct{}, 8)

func spawnWithToken(wg *sync.WaitGroup, work func()) {
	tokens <- struct{}{}
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() { <-tokens }()
		work()
	}()
}

// The lines of a file.
func LinesMistake(r io.Reader, handle func(string)) error {
	var wg sync.WaitGroup
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		wg.Go(func() { handle(line) }) // want `for each item that Scan reads, .*\(unboundedgo\)`
	}
	wg.Wait()
	return lines.Err()
}

func LinesCure(r io.Reader, handle func(string)) error {
	var wg sync.WaitGroup
	free := make(chan struct{}, 8)
	for range 8 {
		free <- struct{}{}
	}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := lines.Text()
		<-free
		wg.Go(func() {
			handle(line)
			free <- struct{}{}
		})
	}
	wg.Wait()
	return lines.Err()
}

// The rows of a table.
func RowsMistake(ctx context.Context, db *sql.DB, handle func(int64)) error {
	rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
	if err != nil {
		return err
	}
	defer rows.Close()
	var wg sync.WaitGroup
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		wg.Add(1)
		go func() { // want `for each item that Next reads, .*\(unboundedgo\)`
			defer wg.Done()
			handle(id)
		}()
	}
	wg.Wait()
	return rows.Err()
}

func RowsCure(ctx context.Context, db *sql.DB, handle func(int64)) error {
	rows, err := db.QueryContext(ctx, "SELECT id FROM orders LIMIT 1000")
	if err != nil {
		return err
	}
	defer rows.Close()
	ids := make(chan int64)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for id := range ids {
				handle(id)
			}
		})
	}
	defer wg.Wait()
	defer close(ids)
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids <- id
	}
	return rows.Err()
}

// The records of a CSV file, read until its end.
func RecordsMistake(r *csv.Reader, handle func([]string)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		wg.Go(func() { handle(record) }) // want `for each item that Read reads, .*\(unboundedgo\)`
	}
}

func RecordsCure(r *csv.Reader, handle func([]string)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	slots := lib.Slots(make(chan struct{}, 8))
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		slots.Take()
		wg.Go(func() {
			defer slots.Free()
			handle(record)
		})
	}
}

// The values of a stream of JSON.
func StreamMistake(r io.Reader, handle func(lib.Order)) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	dec := json.NewDecoder(r)
	for dec.More() {
		var o lib.Order
		if err := dec.Decode(&o); err != nil {
			return err
		}
		wg.Go(func() { handle(o) }) // want `\(unboundedgo\)`
	}
	return nil
}

func StreamCure(r io.Reader, handle func(lib.Order)) error {
	dec := json.NewDecoder(r)
	for dec.More() {
		var o lib.Order
		if err := dec.Decode(&o); err != nil {
			return err
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			handle(o)
		}()
		<-done
	}
	return nil
}

// The packets of a socket: a sender is faster than any handler.
func PacketsMistake(c net.PacketConn, handle func([]byte, net.Addr)) error {
	for {
		buf := make([]byte, 1500)
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return err
		}
		go handle(buf[:n], from) // want `for each item that ReadFrom reads, .*\(unboundedgo\)`
	}
}

func PacketsCure(c net.PacketConn, handle func([]byte, net.Addr)) error {
	slots := make(chan struct{}, 8)
	for {
		buf := make([]byte, 1500)
		n, from, err := c.ReadFrom(buf)
		if err != nil {
			return err
		}
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			handle(buf[:n], from)
		}()
	}
}

// EventsMistake launches for all that comes, whatever it is.
func EventsMistake(ctx context.Context, events <-chan any, record func(string) error) {
	for {
		select {
		case e, ok := <-events:
			if !ok {
				return
			}
			name, ok := e.(string)
			if !ok {
				continue
			}
			go func() { _ = record(name) }() // want `for each value received from events.*\(unboundedgo\)`
		case <-ctx.Done():
			return
		}
	}
}
