package leakprofile

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

func TestFrame(t *testing.T) {
	for _, test := range []struct {
		name, pkg string
		closure   bool
		in        []string // and in none of the others of these
	}{
		{"main.main", "main", false, []string{"main"}},
		{"example.com/a/b.F", "example.com/a/b", false, []string{"F"}},
		{"example.com/a/b.(*T).M", "example.com/a/b", false, []string{"(*T).M"}},
		{"example.com/a/b.T.M", "example.com/a/b", false, []string{"(T).M"}},
		{"example.com/a/b.(*T).M-fm", "example.com/a/b", false, []string{"(*T).M"}},
		{"example.com/a/b.(*T[...]).M.func1", "example.com/a/b", true, []string{"(*T).M"}},
		{"example.com/a/b.F[go.shape.struct { example.com/x.y }].func2", "example.com/a/b", true, []string{"F"}},
		{"example.com/a/b.F.func1.2", "example.com/a/b", true, []string{"F"}},
		{"example.com/a/b.F.func1-range1", "example.com/a/b", true, []string{"F"}},
		{"example.com/a/b.F.gowrap1", "example.com/a/b", false, []string{"F"}},
		{"example.com/a/b.M.F.func1", "example.com/a/b", true, []string{"F", "(M).F"}}, // inlined into M, or a method
		{"example.com/a/b.M.func1.F.func2", "example.com/a/b", true, []string{"F", "(M).F"}},
		{"example.com/a/b.init.0.func1", "example.com/a/b", true, []string{"init", "var x"}},
		{"example.com/a/b.init.func1", "example.com/a/b", true, []string{"init", "var x"}},
		{"example.com/a/b.glob..func1", "example.com/a/b", true, []string{"init", "var x"}},
		{"gopkg.in/yaml%2ev3.F", "gopkg.in/yaml.v3", false, []string{"F"}},
		{"", "", false, []string{"var x"}},
	} {
		f := newFrame(test.name, "", 1, 1)
		if f.Package != test.pkg || f.Closure != test.closure {
			t.Errorf("%s: package %q, closure %v", test.name, f.Package, f.Closure)
		}
		for _, function := range []string{"main", "F", "(*T).M", "(T).M", "(M).F", "(*T).F", "M", "init", "var x"} {
			if got := f.in(function); got != slices.Contains(test.in, function) {
				t.Errorf("%s: in %s is %v", test.name, function, got)
			}
		}
	}
	if f := newFrame("a.b\x1b[31m", "C:\\src\\a.go\n", 1, 1); f.Name != "a.b\uFFFD[31m" || f.File != "C:/src/a.go\uFFFD" {
		t.Errorf("the frame is %q in %q", f.Name, f.File)
	}
}

func TestWait(t *testing.T) {
	for _, test := range []struct {
		want  Wait
		names []string
	}{
		{Send, []string{"runtime.gopark", "runtime.chansend", "runtime.chansend1", "m.F"}},
		{Receive, []string{"runtime.gopark", "runtime.chanrecv", "runtime.chanrecv2", "m.F"}},
		{Select, []string{"runtime.gopark", "runtime.selectgo", "m.F"}},
		{Select, []string{"runtime.gopark", "runtime.block", "m.F"}},
		{Lock, []string{"runtime.gopark", "runtime.goparkunlock", "runtime.semacquire1", "internal/sync.runtime_SemacquireMutex", "internal/sync.(*Mutex).lockSlow", "sync.(*Mutex).Lock", "m.F"}},
		{Lock, []string{"runtime.goparkunlock", "runtime.semacquire1", "sync.runtime_SemacquireRWMutexR", "sync.(*RWMutex).RLock", "m.F"}},
		{Group, []string{"runtime.gopark", "runtime.semacquire1", "sync.runtime_SemacquireWaitGroup", "sync.(*WaitGroup).Wait", "m.F"}},
		{Group, []string{"runtime.gopark", "sync.runtime_notifyListWait", "sync.(*Cond).Wait", "m.F"}},
		{"", []string{"runtime.gopark", "runtime.netpollblock", "internal/poll.runtime_pollWait", "internal/poll.(*FD).Read", "m.F"}},
		{"", []string{"runtime.gopark", "time.Sleep", "m.F"}},
		{"", []string{"m.F"}},
		{"", []string{"runtime.chansend", "m.F"}}, // it runs
		{"", nil},
	} {
		var frames []*Frame
		for _, name := range test.names {
			frames = append(frames, newFrame(name, "", 1, 1))
		}
		if test.want == Lock && len(frames) > 0 && frames[0].Name == "runtime.goparkunlock" {
			frames = append([]*Frame{newFrame("runtime.gopark", "", 1, 1)}, frames...)
		}
		if got := waitOf(frames); got != test.want {
			t.Errorf("%v: %q, want %q", test.names, got, test.want)
		}
	}
}

// stack is blocked in some way, in frames below the runtime's.
func stack(wait Wait, frames ...*Frame) Stack {
	return Stack{Count: 1, Wait: wait, Frames: append([]*Frame{newFrame("runtime.gopark", "/go/src/runtime/proc.go", 462, 445)}, frames...)}
}

func TestBlocked(t *testing.T) {
	m := NewMatcher([]Place{
		0: {Package: "example.com/m/a", Function: "F", Op: "out <-", File: "/here/m/a/a.go", Line: 10},
		1: {Package: "example.com/m/a", Function: "F", Op: "<-in", File: "/here/m/a/a.go", Line: 20},
		2: {Package: "example.com/m/a", Function: "F", Op: "<-in", File: "/here/m/a/a.go", Line: 30},
		3: {Package: "example.com/m/a", Function: "(*T).M", Op: "wg.Wait()", File: "/here/m/a/a.go", Line: 40},
		4: {Package: "example.com/m/a", Function: "F", Op: "go func", File: "/here/m/a/a.go", Line: 50},
		5: {Package: "example.com/m/a", Function: "F", Op: "s.Lock()", File: "/here/m/a/a.go", Line: 60, Strict: true},
		6: {Package: "example.com/m/cmd/x", Main: true, Function: "main", Op: "select", File: "/here/m/cmd/x/main.go", Line: 10},
		7: {Package: "example.com/m/cmd/y", Main: true, Function: "main", Op: "select", File: "/here/m/cmd/y/main.go", Line: 10},
	})
	const a = "example.com/m/a."
	for _, test := range []struct {
		name  string
		stack Stack
		want  []int
		moved int
	}{
		{"same line", stack(Send, newFrame(a+"F.func1", "/here/m/a/a.go", 10, 9)), []int{0}, 0},
		{"on another machine", stack(Send, newFrame(a+"F.func1", "/ci/build/7/a/a.go", 10, 9)), []int{0}, 0},
		{"-trimpath", stack(Send, newFrame(a+"F", "example.com/m@v1.2.3/a/a.go", 10, 9)), []int{0}, 0},
		{"a select case to the source", stack(Select, newFrame(a+"F", "/x/a.go", 20, 9)), []int{1}, 0},
		{"other package", stack(Send, newFrame("example.com/m/b.F", "/here/m/b/a.go", 10, 9)), nil, 0},
		{"other file", stack(Send, newFrame(a+"F", "/here/m/a/b.go", 10, 9)), nil, 0},
		{"other function", stack(Send, newFrame(a+"G", "/here/m/a/a.go", 10, 9)), nil, 0},
		{"moved", stack(Send, newFrame(a+"F", "/x/a.go", 17, 9)), []int{0}, 17},
		{"moved, the nearer of two", stack(Receive, newFrame(a+"F", "/x/a.go", 27, 9)), []int{2}, 27},
		{"moved to the line of another operation", stack(Receive, newFrame(a+"F", "/x/a.go", 10, 9)), []int{1}, 10},
		{"moved, and waits in another way", stack(Group, newFrame(a+"F", "/x/a.go", 17, 9)), nil, 0},
		{"behind a call", stack(Group, newFrame("golang.org/x/sync/errgroup.(*Group).Wait", "/g/errgroup.go", 3, 1), newFrame(a+"(*T).M", "/x/a.go", 40, 9)), []int{3}, 0},
		{"behind a call in a send", stack(Receive, newFrame(a+"G", "/x/a.go", 3, 1), newFrame(a+"F", "/x/a.go", 10, 9)), nil, 0},
		{"at a launch", stack(Receive, newFrame(a+"F.func1", "/x/b.go", 50, 50)), nil, 0},
		{"strict", stack(Lock, newFrame(a+"F", "/x/a.go", 60, 9)), []int{5}, 0},
		{"strict, moved", stack(Lock, newFrame(a+"F", "/x/a.go", 61, 9)), []int{5}, 61},
		{"a program", stack(Select, newFrame("main.main", "/ci/m/cmd/y/main.go", 10, 9)), []int{7}, 0},
		{"a program, -trimpath", stack(Select, newFrame("main.main", "example.com/m@v1.0.0/cmd/x/main.go", 10, 9)), []int{6}, 0},
		{"one of two programs", stack(Select, newFrame("main.main", "/build/main.go", 10, 9)), nil, 0},
		{"another program, -trimpath", stack(Select, newFrame("main.main", "example.com/other/main.go", 10, 9)), nil, 0},
		{"the standard library alone", stack(Receive, newFrame("io.(*pipe).read", "/go/src/io/pipe.go", 57, 50)), nil, 0},
	} {
		hits, moved := m.Blocked(test.stack)
		if !slices.Equal(hits, test.want) || moved != test.moved {
			t.Errorf("%s: %v, %d; want %v, %d", test.name, hits, moved, test.want, test.moved)
		}
	}
}

func TestLaunched(t *testing.T) {
	m := NewMatcher([]Place{
		0: {Package: "example.com/m", Function: "F", Op: "go func", File: "/here/m/m.go", Line: 10, Launch: true},
		1: {Package: "example.com/m", Function: "F", Op: "wg.Go()", File: "/here/m/m.go", Line: 20, Launch: true},
		2: {Package: "example.com/m", Function: "G", Op: "go s.loop", File: "/here/m/m.go", Line: 30, Launch: true},
		3: {Package: "example.com/m", Function: "H", Op: "go func", File: "/here/m/m.go", Line: 40, Launch: true},
		4: {Package: "example.com/m", Function: "H", Op: "<-c", File: "/here/m/m.go", Line: 41},
		5: {Package: "example.com/m", Function: "I", Op: "go a.run", File: "/here/m/m.go", Line: 50, Launch: true},
		6: {Package: "example.com/m", Function: "I", Op: "go b.run", File: "/here/m/m.go", Line: 51, Launch: true},
	})
	for _, test := range []struct {
		name  string
		stack Stack
		want  []int
	}{
		{"a literal", stack(Receive, newFrame("example.com/m.F.func1", "/x/m.go", 12, 10)), []int{0}},
		{"a literal in a group", stack(Receive, newFrame("example.com/m.F.func2", "/x/m.go", 22, 20), newFrame("sync.(*WaitGroup).Go.func1", "/go/src/sync/waitgroup.go", 258, 238)), []int{1}},
		{"a literal on the next line", stack(Receive, newFrame("example.com/m.F.func2", "/x/m.go", 22, 21)), []int{1}},
		{"a moved literal, of one launch", stack(Receive, newFrame("example.com/m.H.func1", "/x/m.go", 62, 60)), []int{3}},
		{"a moved literal, of two launches", stack(Receive, newFrame("example.com/m.F.func1", "/x/m.go", 62, 60)), nil},
		{"below calls", stack(Receive, newFrame("example.com/m.wait", "/x/m.go", 80, 79), newFrame("example.com/m.(*S).loop", "/x/m.go", 70, 60)), []int{2}},
		{"one of two", stack(Receive, newFrame("example.com/m.(*S).run", "/x/m.go", 70, 60)), []int{5, 6}},
		{"a method of another package", stack(Receive, newFrame("example.com/other.(*S).loop", "/x/m.go", 70, 60)), nil},
		{"called by a library", stack(Receive, newFrame("example.com/m.(*S).loop", "/x/m.go", 70, 60), newFrame("net/http.serverHandler.ServeHTTP", "", 1, 1), newFrame("net/http.(*conn).serve", "", 1, 1)), nil},
	} {
		if got := m.Launched(test.stack); !reflect.DeepEqual(got, test.want) && len(got)+len(test.want) > 0 {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

// Where there is one program, a profile of a program in a folder of another name is of it if the line is right.
func TestOneProgram(t *testing.T) {
	m := NewMatcher([]Place{{Package: "example.com/m", Main: true, Function: "main", Op: "select", File: "/here/m/main.go", Line: 10}})
	for _, test := range []struct {
		line int
		file string
		want int
	}{
		{10, "/build/main.go", 1},
		{11, "/build/main.go", 0},
		{11, "/build/m/main.go", 1},
		{10, "C:/build/main.go", 1},
		{10, "example.com/other/main.go", 0},
		{11, "example.com/m@v1.0.0/main.go", 1},
	} {
		if hits, _ := m.Blocked(stack(Select, newFrame("main.main", test.file, test.line, 5))); len(hits) != test.want {
			t.Errorf("%s:%d: %v", test.file, test.line, hits)
		}
	}
}

// The source tells whether a line is that of another operation, or has moved.
func TestMoved(t *testing.T) {
	file := filepath.Join(t.TempDir(), "m.go")
	const text = `package m

func F(a, b chan int) {
	<-a
	<-b
	go func() {
		a <- 1
	}()
}
`
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	m := NewMatcher([]Place{
		0: {Package: "example.com/m", Function: "F", Op: "<-b", File: file, Line: 5},
		1: {Package: "example.com/m", Function: "F", Op: "a <-", File: file, Line: 7},
	})
	for _, test := range []struct {
		name        string
		wait        Wait
		function    string
		line, start int
		want        []int
		moved       int
	}{
		{"as it is", Receive, "F", 5, 3, []int{0}, 0},
		{"another receive, not reported", Receive, "F", 4, 3, nil, 0},
		{"another receive, in a function that has moved", Receive, "F", 2, 1, nil, 0},
		{"in the body of a range over a func", Receive, "F-range1", 5, 4, []int{0}, 0},
		{"moved with its function", Receive, "F", 4, 2, []int{0}, 4},
		{"moved with its function, far", Receive, "F", 105, 103, []int{0}, 105},
		{"moved in its function", Receive, "F", 8, 3, []int{0}, 8},
		{"a literal, as it is", Send, "F.func1", 7, 6, []int{1}, 0},
		{"a literal that has moved", Send, "F.func1", 8, 7, []int{1}, 8},
	} {
		hits, moved := m.Blocked(stack(test.wait, newFrame("example.com/m."+test.function, "/ci/m.go", test.line, test.start)))
		if !slices.Equal(hits, test.want) || moved != test.moved {
			t.Errorf("%s: %v, %d; want %v, %d", test.name, hits, moved, test.want, test.moved)
		}
	}
}
