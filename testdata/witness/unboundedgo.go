package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	. "oracle"
	"unboundedgo"
	"unboundedgo/lib"
)

// The input has n items, and there is a little work for each.
var unboundeds = []Case{
	{Func: "unboundedgo.ResizeAllMistake", Oracle: Growth, Run: overNames(slow, unboundedgo.ResizeAllMistake)},
	{Func: "unboundedgo.ResizeAllCure", Oracle: Growth, Run: overNames(quick, unboundedgo.ResizeAllCure)},
	{Func: "unboundedgo.NotifyMistake", Oracle: Growth, Run: overUsers(slow, unboundedgo.NotifyMistake)},
	{Func: "unboundedgo.NotifyCure", Oracle: Growth, Run: overUsers(quick, unboundedgo.NotifyCure)},
	{Func: "unboundedgo.DeleteMistake", Oracle: Growth, Run: overKeys(slow, unboundedgo.DeleteMistake)},
	{Func: "unboundedgo.DeleteCure", Oracle: Growth, Run: overKeys(quick, unboundedgo.DeleteCure)},
	{Func: "unboundedgo.MapMistake", Oracle: Growth, Run: overLengths(slow, unboundedgo.MapMistake[string, int])},
	{Func: "unboundedgo.MapCure", Oracle: Growth, Run: overLengths(quick, unboundedgo.MapCure[string, int])},
	{Func: "unboundedgo.IndexMistake", Oracle: Growth, Run: overFiles(slow, unboundedgo.IndexMistake)},
	{Func: "unboundedgo.IndexCure", Oracle: Growth, Run: overFiles(quick, unboundedgo.IndexCure)},
	{Func: "unboundedgo.RemindMistake", Oracle: Growth, Run: overOrders(slow, unboundedgo.RemindMistake)},
	{Func: "unboundedgo.RemindCure", Oracle: Growth, Run: overOrders(quick, unboundedgo.RemindCure)},
	{Func: "unboundedgo.GroupMistake", Oracle: Growth, Run: overInvoices(slow, unboundedgo.GroupMistake)},
	{Func: "unboundedgo.GroupCure", Oracle: Growth, Run: overInvoices(quick, unboundedgo.GroupCure)},
	{Func: "unboundedgo.BatchMistake", Oracle: Growth, Run: overPost(slow, unboundedgo.BatchMistake)},
	{Func: "unboundedgo.BatchCure", Oracle: Growth, Run: overPost(quick, unboundedgo.BatchCure)},
	{Func: "unboundedgo.QueryMistake", Oracle: Growth, Run: overQuery(slow, unboundedgo.QueryMistake)},
	{Func: "unboundedgo.QueryCure", Oracle: Growth, Run: overQuery(quick, unboundedgo.QueryCure)},
	{Func: "unboundedgo.PullMistake", Oracle: Growth, Run: overPages(slow, unboundedgo.PullMistake)},
	{Func: "unboundedgo.PullCure", Oracle: Growth, Run: overPages(quick, unboundedgo.PullCure)},
	{Func: "unboundedgo.TranslateMistake", Oracle: Growth, Run: overWords(slow, unboundedgo.TranslateMistake)},
	{Func: "unboundedgo.TranslateCure", Oracle: Growth, Run: overWords(quick, unboundedgo.TranslateCure)},
	{Func: "unboundedgo.DrainMistake", Oracle: Growth, Run: overValues(slow, unboundedgo.DrainMistake[string])},
	{Func: "unboundedgo.DrainCure", Oracle: Growth, Run: overValues(quick, unboundedgo.DrainCure[string])},
	{Func: "unboundedgo.PublishMistake", Oracle: Growth, Run: overTopics(slow, unboundedgo.PublishMistake)},
	{Func: "unboundedgo.PublishCure", Oracle: Growth, Run: overTopics(quick, unboundedgo.PublishCure)},
	{Func: "unboundedgo.TreeMistake", Oracle: Growth, Run: overFiles(slow, unboundedgo.TreeMistake)},
	{Func: "unboundedgo.TreeCure", Oracle: Growth, Run: overFiles(quick, unboundedgo.TreeCure)},
	{Func: "unboundedgo.PurgeMistake", Oracle: Growth, Run: func(n int) {
		unboundedgo.PurgeMistake(unboundedgo.Batch{Keys: numbered(n)}, func(string, bool) { time.Sleep(slow) })
	}},
	{Func: "unboundedgo.FirstErrorMistake", Oracle: Growth, Run: overKeys(slow, func(keys []string, check func(string) error) error {
		return unboundedgo.FirstErrorMistake(context.Background(), keys, check)
	})},

	{Func: "unboundedgo.ConsumeMistake", Oracle: Growth, Run: overJobs(slow, unboundedgo.ConsumeMistake)},
	{Func: "unboundedgo.ConsumeCure", Oracle: Growth, Run: overJobs(quick, unboundedgo.ConsumeCure)},
	{Func: "unboundedgo.Dispatcher.RunMistake", Oracle: Growth, Run: overEvents(slow, (*unboundedgo.Dispatcher).RunMistake)},
	{Func: "unboundedgo.Dispatcher.RunCure", Oracle: Growth, Run: overEvents(quick, (*unboundedgo.Dispatcher).RunCure)},
	{Func: "unboundedgo.Dispatcher.ForwardMistake", Oracle: Growth, Run: overForwarded(slow, (*unboundedgo.Dispatcher).ForwardMistake)},
	{Func: "unboundedgo.Dispatcher.ForwardCure", Oracle: Growth, Run: overForwarded(quick, (*unboundedgo.Dispatcher).ForwardCure)},
	{Func: "unboundedgo.ScatterMistake", Oracle: Growth, Run: overJobs(slow, unboundedgo.ScatterMistake)},
	{Func: "unboundedgo.HelperMistake", Oracle: Growth, Run: overOrders(slow, unboundedgo.HelperMistake)},
	{Func: "unboundedgo.HelperCure", Oracle: Growth, Run: overOrders(quick, unboundedgo.HelperCure)},
	{Func: "unboundedgo.LinesMistake", Oracle: Growth, Run: overLines(slow, unboundedgo.LinesMistake)},
	{Func: "unboundedgo.LinesCure", Oracle: Growth, Run: overLines(quick, unboundedgo.LinesCure)},
	{Func: "unboundedgo.RowsMistake", Oracle: None, Why: "it needs a database"},
	{Func: "unboundedgo.RowsCure", Oracle: None, Why: "it needs a database"},
	{Func: "unboundedgo.RecordsMistake", Oracle: Growth, Run: overRecords(slow, unboundedgo.RecordsMistake)},
	{Func: "unboundedgo.RecordsCure", Oracle: Growth, Run: overRecords(quick, unboundedgo.RecordsCure)},
	{Func: "unboundedgo.StreamMistake", Oracle: Growth, Run: overStream(slow, unboundedgo.StreamMistake)},
	{Func: "unboundedgo.StreamCure", Oracle: Growth, Run: overStream(quick, unboundedgo.StreamCure)},
	{Func: "unboundedgo.EventsMistake", Oracle: Growth, Run: func(n int) {
		events := make(chan any)
		go func() {
			for range n {
				events <- "event"
			}
			close(events)
		}()
		unboundedgo.EventsMistake(context.Background(), events, func(string) error {
			time.Sleep(slow)
			return nil
		})
	}},
	{Func: "unboundedgo.PacketsMistake", Oracle: Growth, Run: overPackets(slow, unboundedgo.PacketsMistake)},
	{Func: "unboundedgo.PacketsCure", Oracle: Growth, Run: overPackets(quick, unboundedgo.PacketsCure)},
}

// numbered are the names of n items.
func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

func ordered(n int) []lib.Order {
	orders := make([]lib.Order, n)
	for i := range orders {
		orders[i] = lib.Order{ID: i, Customer: strconv.Itoa(i)}
	}
	return orders
}

// takes is work on an item that takes some time.
func takes[T any](work time.Duration) func(T) { return func(T) { time.Sleep(work) } }

func overNames(work time.Duration, f func([]string, func(string))) func(int) {
	return func(n int) { f(numbered(n), takes[string](work)) }
}

func overOrders(work time.Duration, f func([]lib.Order, func(lib.Order))) func(int) {
	return func(n int) { f(ordered(n), takes[lib.Order](work)) }
}

func overUsers(work time.Duration, f func(map[int]string, func(int, string))) func(int) {
	return func(n int) {
		f(maps.Collect(slices.All(numbered(n))), func(int, string) { time.Sleep(work) })
	}
}

func overTopics(work time.Duration, f func(map[string]int, func(string))) func(int) {
	return func(n int) {
		all := make(map[string]int)
		for i, name := range numbered(n) {
			all[name] = i
		}
		f(all, takes[string](work))
	}
}

func overKeys(work time.Duration, f func([]string, func(string) error) error) func(int) {
	return func(n int) {
		NoErr(f(numbered(n), func(string) error { time.Sleep(work); return nil }))
	}
}

func overLengths(work time.Duration, f func([]string, func(string) int) []int) func(int) {
	return func(n int) {
		f(numbered(n), func(s string) int { time.Sleep(work); return len(s) })
	}
}

func overInvoices(work time.Duration, f func([]lib.Order, func(string, []lib.Order))) func(int) {
	return func(n int) { f(ordered(n), func(string, []lib.Order) { time.Sleep(work) }) }
}

func overValues(work time.Duration, f func(iter.Seq[string], func(string))) func(int) {
	return func(n int) { f(slices.Values(numbered(n)), takes[string](work)) }
}

func overWords(work time.Duration, f func(string, func(string))) func(int) {
	return func(n int) { f(strings.Join(numbered(n), " "), takes[string](work)) }
}

func overLines(work time.Duration, f func(io.Reader, func(string)) error) func(int) {
	return func(n int) { NoErr(f(strings.NewReader(strings.Join(numbered(n), "\n")), takes[string](work))) }
}

func overRecords(work time.Duration, f func(*csv.Reader, func([]string)) error) func(int) {
	return func(n int) {
		NoErr(f(csv.NewReader(strings.NewReader(strings.Join(numbered(n), "\n"))), takes[[]string](work)))
	}
}

// overFiles has f read a folder of n files.
func overFiles(work time.Duration, f func(string, func(string)) error) func(int) {
	return func(n int) {
		root, err := os.MkdirTemp("", "witness")
		NoErr(err)
		defer os.RemoveAll(root)
		for _, name := range numbered(n) {
			NoErr(os.WriteFile(filepath.Join(root, name), nil, 0o666))
		}
		NoErr(f(root, takes[string](work)))
	}
}

// encoded are n orders as a stream of JSON, each after what comes before.
func encoded(v any) *bytes.Buffer {
	text, err := json.Marshal(v)
	NoErr(err)
	return bytes.NewBuffer(text)
}

func overPages(work time.Duration, f func(io.Reader, func(lib.Order)) error) func(int) {
	return func(n int) { NoErr(f(encoded(lib.Page{Orders: ordered(n)}), takes[lib.Order](work))) }
}

func overStream(work time.Duration, f func(io.Reader, func(lib.Order)) error) func(int) {
	return func(n int) {
		all := new(bytes.Buffer)
		for _, o := range ordered(n) {
			fmt.Fprintln(all, encoded(o))
		}
		NoErr(f(all, takes[lib.Order](work)))
	}
}

func overPost(work time.Duration, f func(func(string)) http.HandlerFunc) func(int) {
	return func(n int) {
		f(takes[string](work))(httptest.NewRecorder(), httptest.NewRequest("POST", "/", encoded(map[string][]string{"ids": numbered(n)})))
	}
}

func overQuery(work time.Duration, f func(func(string)) http.HandlerFunc) func(int) {
	return func(n int) {
		f(takes[string](work))(httptest.NewRecorder(), httptest.NewRequest("GET", "/?"+url.Values{"id": numbered(n)}.Encode(), nil))
	}
}

// overJobs has f consume n orders, and waits until all have been seen.
func overJobs(work time.Duration, f func(<-chan lib.Order, func(lib.Order))) func(int) {
	return func(n int) {
		in := make(chan lib.Order)
		go func() {
			defer close(in)
			for _, o := range ordered(n) {
				in <- o
			}
		}()
		var seen atomic.Int64
		f(in, func(lib.Order) { time.Sleep(work); seen.Add(1) })
		Await(func() bool { return seen.Load() == int64(n) })
	}
}

func overEvents(work time.Duration, f func(*unboundedgo.Dispatcher, context.Context)) func(int) {
	return func(n int) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		var seen atomic.Int64
		d := &unboundedgo.Dispatcher{Events: make(chan lib.Order), Handle: func(lib.Order) { time.Sleep(work); seen.Add(1) }}
		go f(d, ctx)
		for _, o := range ordered(n) {
			d.Events <- o
		}
		Await(func() bool { return seen.Load() == int64(n) })
	}
}

func overForwarded(work time.Duration, f func(*unboundedgo.Dispatcher)) func(int) {
	return func(n int) {
		d := &unboundedgo.Dispatcher{Events: make(chan lib.Order), Handle: takes[lib.Order](work)}
		go func() {
			defer close(d.Events)
			for _, o := range ordered(n) {
				d.Events <- o
			}
		}()
		f(d)
	}
}

// overPackets has f read n packets, of a sender that is never too fast to be heard.
func overPackets(work time.Duration, f func(net.PacketConn, func([]byte, net.Addr)) error) func(int) {
	return func(n int) {
		var seen atomic.Int64
		_ = f(&burst{left: n}, func([]byte, net.Addr) { time.Sleep(work); seen.Add(1) })
		Await(func() bool { return seen.Load() == int64(n) })
	}
}

// A burst is a socket at which some packets arrive at once, and then no more.
type burst struct {
	net.PacketConn
	left int
}

func (b *burst) ReadFrom([]byte) (int, net.Addr, error) {
	if b.left--; b.left < 0 {
		return 0, nil, io.EOF
	}
	return 1, nil, nil
}
