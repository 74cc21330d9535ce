package leakprofile

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// A Wait is what a goroutine is blocked in.
type Wait string

const (
	Send    Wait = "send"
	Receive Wait = "receive"
	Select  Wait = "select"
	Lock    Wait = "lock"
	Group   Wait = "wait" // of a WaitGroup or Cond
)

// A Frame is one function on a stack.
type Frame struct {
	Name    string // as the runtime prints it
	Package string // import path; "main" for the program's own
	Closure bool   // it is a func literal
	File    string // with slashes; of the machine that built the program, or as -trimpath makes it
	Line    int
	Start   int // line at which the function or func literal begins; 0 where unknown

	around []string // names of what it stands in, without closures: Serve, or (*Server) and Serve
}

func newFrame(name, file string, line, start int) *Frame {
	name, file = printable(name), printable(file)
	f := &Frame{Name: name, File: strings.ReplaceAll(file, `\`, "/"), Line: line, Start: start}
	plain := withoutTypeArgs(name)
	slash := strings.LastIndexByte(plain, '/') + 1
	pkg, rest, _ := strings.Cut(plain[slash:], ".")
	f.Package = plain[:slash] + pkg
	if path, err := url.PathUnescape(f.Package); err == nil { // the linker escapes dots behind the last slash
		f.Package = path
	}
	for i, part := range strings.Split(rest, ".") {
		part, suffix, _ := strings.Cut(part, "-") // -fm, -range1
		if strings.HasPrefix(suffix, "range") {
			f.Start = 0 // that of the loop, whose body is no function of the source
		}
		switch {
		case i > 0 && madeByCompiler(part):
			f.Closure = f.Closure || strings.HasPrefix(part, "func")
		case part != "":
			f.around = append(f.around, part) // behind a closure: of a function that was inlined there
			f.Closure = false
		}
	}
	return f
}

// printable takes out what would do something to a terminal: a profile may come from anywhere.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}

const digits = "0123456789"

// madeByCompiler reports whether a part of a name is none of the source: func1, gowrap2, 3.
func madeByCompiler(part string) bool {
	word := strings.TrimRight(part, digits)
	return word != part && slices.Contains([]string{"", "func", "gowrap", "deferwrap"}, word)
}

// withoutTypeArgs cuts what stands in brackets, which may have dots and slashes.
func withoutTypeArgs(name string) string {
	var b strings.Builder
	depth := 0
	for i := range len(name) {
		switch c := name[i]; {
		case c == '[':
			depth++
		case c == ']':
			depth--
		case depth <= 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// in reports whether the frame may be of a function that is named as in Serve,
// (*Server).Serve, (Server).Serve or var handlers, or of a func literal in it. The name of a
// literal whose function was inlined has that of the function it was inlined into before it.
func (f *Frame) in(function string) bool {
	n := len(f.around)
	if n == 0 {
		return strings.HasPrefix(function, "var ")
	}
	last := f.around[n-1]
	if last == "init" || last == "glob" {
		return function == "init" || strings.HasPrefix(function, "var ")
	}
	recv, name, isMethod := strings.Cut(function, ").")
	if !isMethod {
		return last == function && (n == 1 || f.Closure && f.around[n-2][0] != '(')
	}
	recv += ")"
	return n > 1 && last == name && (f.around[n-2] == recv || "("+f.around[n-2]+")" == recv)
}

// waitOf returns what a goroutine is blocked in, or "" if it is not, or waits for the
// world: it runs, sleeps, or is in a system call.
func waitOf(frames []*Frame) Wait {
	if len(frames) == 0 || !strings.HasPrefix(frames[0].Name, "runtime.gopark") {
		return ""
	}
	var wait Wait
	for _, f := range frames {
		if f.Package != "runtime" && f.Package != "sync" && f.Package != "internal/sync" {
			break
		}
		for _, w := range waits {
			if strings.HasPrefix(f.Name, w.prefix) {
				wait = w.wait // the outermost says it best
			}
		}
	}
	return wait
}

var waits = []struct {
	prefix string
	wait   Wait
}{
	{"runtime.chansend", Send},
	{"runtime.chanrecv", Receive},
	{"runtime.selectgo", Select},
	{"runtime.block", Select},
	{"sync.runtime_SemacquireMutex", Lock},
	{"sync.runtime_SemacquireRWMutex", Lock},
	{"internal/sync.", Lock},
	{"sync.(*Mutex).", Lock},
	{"sync.(*RWMutex).", Lock},
	{"sync.runtime_Semacquire", Group},
	{"sync.runtime_notifyListWait", Group},
	{"sync.(*WaitGroup).Wait", Group},
	{"sync.(*Cond).Wait", Group},
}

// waitOfOp returns what an operation, as internal/site names it, can block in; launch
// where it is a go statement, and "" for a call and what is not known.
func waitOfOp(op string) Wait {
	switch {
	case strings.HasPrefix(op, "go "):
		return launch
	case strings.HasSuffix(op, " <-"):
		return Send
	case strings.HasPrefix(op, "<-"), strings.HasPrefix(op, "range "):
		return Receive
	case op == "select":
		return Select
	case strings.HasSuffix(op, ".Wait()"):
		return Group
	case strings.HasSuffix(op, ".Lock()"), strings.HasSuffix(op, ".RLock()"):
		return Lock
	}
	return ""
}

const launch Wait = "launch"

// agree reports whether a goroutine that is blocked in one can be at the other. A select of
// one case is a plain operation to the runtime, and a case of a select one to the source.
func agree(a, b Wait) bool {
	channel := []Wait{Send, Receive}
	return a == b || a == Select && slices.Contains(channel, b) || b == Select && slices.Contains(channel, a)
}
