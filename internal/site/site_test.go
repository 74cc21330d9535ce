package site_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/site"
)

// In each line the place is that of the mark, which is taken out before it is read.
const source = `package p

var loop = func() { ¦go tick() }

func F(ch chan int, wg *sync.WaitGroup) {
	¦go func() { for {} }()
	ch ¦<- 1
	x := ¦<-ch
	¦select {}
	¦for range ch { }
	wg.¦Wait()
	¦wg.Go(func() {})
	g.Go(func() error { return ¦f() })
	¦for { select { case <-ch: } }
	for { select { case ¦<-done: } }
	for { select { case out ¦<- v: } }
	¦defer mu.Unlock()
	(mu).Lo¦ck()
	¦x++
}

func (s *Server[K, V]) Serve() { ¦go s.loop() }

func (s Server) serve() {
	var wait = func() { ¦<-s.done }
}
`

var want = []site.Place{
	{"var loop", "go tick"},
	{"F", "go func"},
	{"F", "ch <-"},
	{"F", "<-ch"},
	{"F", "select"},
	{"F", "range ch"},
	{"F", "wg.Wait()"},
	{"F", "wg.Go()"},
	{"F", "f()"},
	{"F", "for"},
	{"F", "<-done"},
	{"F", "out <-"},
	{"F", "defer mu.Unlock"},
	{"F", "(mu).Lock()"},
	{"F", ""},
	{"(*Server).Serve", "go s.loop"},
	{"(Server).serve", "<-s.done"},
}

func TestAt(t *testing.T) {
	name := filepath.Join(t.TempDir(), "p.go")
	if err := os.WriteFile(name, []byte(strings.ReplaceAll(source, "¦", "")), 0o666); err != nil {
		t.Fatal(err)
	}
	var r site.Reader
	n := 0
	for i, line := range strings.Split(source, "\n") {
		column := strings.Index(line, "¦")
		if column < 0 {
			continue
		}
		got, err := r.At(name, i+1, column+1)
		if err != nil {
			t.Fatal(err)
		}
		if n >= len(want) || got != want[n] {
			t.Errorf("%s: %+v", line, got)
		}
		n++
	}
	if n != len(want) {
		t.Errorf("%d places, want %d", n, len(want))
	}
}

func TestNoPlace(t *testing.T) {
	dir := t.TempDir()
	var r site.Reader
	if _, err := r.At(filepath.Join(dir, "none.go"), 1, 1); err == nil {
		t.Error("no error for a file that is not there")
	}
	broken := filepath.Join(dir, "broken.go")
	if err := os.WriteFile(broken, []byte("package p\n\nfunc f() {\n\tgo g(\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, at := range [][2]int{{4, 2}, {99, 1}, {0, 0}, {1, 500}} {
		if _, err := r.At(broken, at[0], at[1]); err != nil {
			t.Errorf("%v: %v", at, err)
		}
	}
}
