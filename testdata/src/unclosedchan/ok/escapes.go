// The channel escapes: someone who is not seen here may close it.
package ok

import (
	"container/list"
	"context"
	"log"
	"reflect"
	"sync"
	"unsafe"

	"unclosedchan/lib"
)

// An exported field.
type Bus struct {
	Events chan string
	count  int
}

func NewBus() *Bus {
	b := &Bus{Events: make(chan string)}
	go b.loop()
	return b
}

func (b *Bus) loop() {
	for range b.Events {
		b.count++
	}
}

// An exported field of a type of another package.
func FillQueue() *lib.Queue {
	q := &lib.Queue{C: make(chan string)}
	go func() {
		for s := range q.C {
			log.Print(s)
		}
	}()
	return q
}

// An unexported field that an exported method hands out.
type Topic struct{ c chan string }

func NewTopic() *Topic {
	t := &Topic{c: make(chan string)}
	go func() {
		for s := range t.c {
			log.Print(s)
		}
	}()
	return t
}

func (t *Topic) C() chan<- string { return t.c }

// An exported package variable.
var Lines = make(chan string)

func LogLines() {
	go func() {
		for line := range Lines {
			log.Print(line)
		}
	}()
}

// Given to a function of the caller.
func Produce(produce func(out chan<- string)) {
	ch := make(chan string)
	go func() {
		for s := range ch {
			log.Print(s)
		}
	}()
	produce(ch)
}

// Given to a method of an interface.
type Source interface {
	Run(ctx context.Context, out chan<- string)
}

func Collect(ctx context.Context, src Source) (all []string) {
	ch := make(chan string)
	go src.Run(ctx, ch)
	for s := range ch {
		all = append(all, s)
	}
	return all
}

// Given to a value of another package that closes it later.
func Register(c *lib.Closer) {
	ch := make(chan string, 1)
	c.Add(ch)
	go func() {
		for s := range ch {
			log.Print(s)
		}
	}()
	ch <- "registered"
}

// Stored in an interface.
func Remember(values map[string]any) {
	ch := make(chan string)
	values["out"] = ch
	go func() {
		for s := range ch {
			log.Print(s)
		}
	}()
}

func Keep(ctx context.Context) context.Context {
	type key struct{}
	ch := make(chan int)
	go func() {
		for n := range ch {
			log.Print(n)
		}
	}()
	return context.WithValue(ctx, key{}, ch)
}

// Stored in a container.
type Waiting struct {
	mu   sync.Mutex
	list list.List
}

func (w *Waiting) Enter() {
	ch := make(chan string)
	w.mu.Lock()
	w.list.PushBack(ch)
	w.mu.Unlock()
	go func() {
		for s := range ch {
			log.Print(s)
		}
	}()
}

func (w *Waiting) Leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if e := w.list.Front(); e != nil {
		close(w.list.Remove(e).(chan string))
	}
}

// Closed by reflection.
func ByReflection(ns []int) {
	ch := make(chan int)
	go func() {
		for n := range ch {
			log.Print(n)
		}
	}()
	v := reflect.ValueOf(ch)
	for _, n := range ns {
		v.Send(reflect.ValueOf(n))
	}
	v.Close()
}

// Closed by reflection over the fields of a struct.
type reflected struct{ Stop, Drain chan struct{} }

type Reflected struct {
	chans reflected
	ended int
}

func NewReflected() *Reflected {
	r := new(Reflected)
	v := reflect.ValueOf(&r.chans).Elem()
	for i := range v.NumField() {
		v.Field(i).Set(reflect.MakeChan(v.Field(i).Type(), 0))
	}
	go func() {
		for range r.chans.Stop {
		}
		r.ended++
	}()
	return r
}

func (r *Reflected) Close() {
	v := reflect.ValueOf(r.chans)
	for i := range v.NumField() {
		v.Field(i).Close()
	}
}

// Closed through an unsafe pointer.
type hidden struct{ ch chan int }

type twin struct{ ch chan int }

func ByUnsafe(ns []int) {
	h := &hidden{ch: make(chan int)}
	go func() {
		for n := range h.ch {
			log.Print(n)
		}
	}()
	t := (*twin)(unsafe.Pointer(h))
	for _, n := range ns {
		t.ch <- n
	}
	close(t.ch)
}

// The channel comes from the caller.
func Drain(ch <-chan string) {
	go func() {
		for range ch {
		}
	}()
}

type Reader struct{ in <-chan string }

func NewReader(in <-chan string) *Reader {
	r := &Reader{in: in}
	go func() {
		for s := range r.in {
			log.Print(s)
		}
	}()
	return r
}
