package known

import (
	"errors"
	"os"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestDefaultParses(t *testing.T) {
	if _, err := parse("known.txt", knownText); err != nil {
		t.Fatal(err)
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"lunch os.Exit", `f:1: unknown verb "lunch"; write launch, joins,`},
		{"\n# why\nexits", "f:3: exits of what?; write exits and a symbol"},
		{"exits Exit", "f:1: Exit is no symbol; write it as (*types.Func).FullName prints it"},
		{"exits os.", "os. is no symbol"},
		{"exits kind=panic", "kind=panic comes before the symbol; write exits SYMBOL kind=panic"},
		{"launch errgroup.Group.Go() func=0", "is no symbol"},
		{"launch (*errgroup.Group) func=0", "(*errgroup.Group) is no method or field"},
		{"launch (*a/b.Pool[T]).Go func=0", "has type arguments; write it without"},
		{"launch a/b.Go", "launch without func; write func [method] [join] [limit] [ctx] [delay]"},
		{"launch a/b.Go func=0 depends", `launch takes no "depends"; write func [method]`},
		{"launch a/b.Go func", "func has no value; write func=…"},
		{"launch a/b.Go func=first", "func=first is no number; write which one it is, counted from 0"},
		{"launch a/b.Go func=-1", "func=-1 is no number"},
		{"launch a/b.Go func=0 func=1", "func stands twice"},
		{"launch a/b.Go func=0 delay=1", "delay has a value; write delay alone"},
		{"launch a/b.Go func=0 join=wait", "join=wait is no end; write arg0,"},
		{"launch a/b.Go func=0 limit=3", "limit=3 is no name"},
		{"blocks a/b.Wait until=argx", "until=argx is no end"},
		{"blocks a/b.Wait until=recv.", "until=recv. is no end"},
		{"blocks a/b.Wait until=peer,,group", "until= is no end"},
		{"exits a/b.Die kind=thread", "kind=thread is none; write kind=process"},
		{"derive a/b.With from=ctx", "from=ctx is no number"},
		{"group (a/b.T).Go go=Go", "is no type; write it as sync.WaitGroup"},
		{"group a/b.T", "group without methods; write [limit] [stop] [go]"},
		{"group a/b.T go=Go,", "go= is no name"},
		{"endless a/b.Run func=0", `endless takes no "func"; write the symbol alone`},
		{"exits a/b.Die\nexits a/b.Die", "f:2: exits a/b.Die has a row on line 1 already; write one row"},
	} {
		_, err := Parse("f", strings.NewReader(test.text))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Parse(%q)\n got %v\nwant %s", test.text, err, test.want)
		}
	}
}

func TestParseReportsEveryRow(t *testing.T) {
	_, err := Parse("f", strings.NewReader("exits x\nexits os.Exit\nexits y\n"))
	if err == nil || !strings.Contains(err.Error(), "f:1:") || !strings.Contains(err.Error(), "f:3:") {
		t.Errorf("got %v, want errors on lines 1 and 3", err)
	}
}

func TestParseReadError(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Parse("f", errReader{broken}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

// TestGrammarDocumented compares the grammar to what doc.go and the errors say of it.
func TestGrammarDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for line := range strings.Lines(string(doc)) {
		rest, ok := strings.CutPrefix(line, "//\t")
		verb, rest := cutWord(rest)
		if !ok || verb == "verb" || !strings.Contains(rest, "SYM") && !strings.Contains(rest, "TYPE") {
			continue
		}
		documented = append(documented, verb)
		need, may, ok := grammar(verb)
		if !ok {
			t.Errorf("doc.go: %s is no verb", verb)
		}
		for i, name := range optNames {
			if is := strings.Contains(rest, name+"=") || strings.Contains(rest, "["+name+"]"); is != ((need|may)&(1<<i) != 0) {
				t.Errorf("doc.go: %s and its option %s: documented is %t, the parser disagrees", verb, name, is)
			}
		}
	}
	if got := strings.Join(documented, " "); got != strings.NewReplacer(",", "", " or", "").Replace(verbs) {
		t.Errorf("doc.go has the verbs %s; the error message names %s", got, verbs)
	}
}

// TestOptions parses one row of each verb and compares all that is known then.
func TestOptions(t *testing.T) {
	recv := func(name string) End { return End{Kind: EndCall, Name: name} }
	for _, test := range []struct {
		row  string
		want Func
	}{
		{"launch (*a/b.T).Go func=0 join=Wait limit=SetLimit ctx=1",
			Func{Launch: &Launch{Func: []int{0}, Join: []End{recv("Wait")}, Limit: "SetLimit", Ctx: 1}}},
		{"launch (*a/b.T).Go func=1… join=result,result.Wait limit=self delay",
			Func{Launch: &Launch{Func: []int{1}, Limit: Self, Delay: true, Ctx: -1, Join: []End{
				{Kind: EndSignal, At: Place{Of: Result}},
				{Kind: EndCall, At: Place{Of: Result}, Name: "Wait"}}}}},
		{"launch (*a/b.T).Go func=0 method=Serve", Func{Launch: &Launch{Func: []int{0}, Ctx: -1}, Method: "Serve"}},
		{"joins (*a/b.T).Go func=0,2 bounded abandons", Func{Joins: []int{0, 2}, Bounded: true, Abandons: true}},
		{"runs (*a/b.T).Go func=0 # why", Func{Runs: []int{0}}},
		{"runs (*a/b.T).Go func=0 passes", Func{Runs: []int{0}, Passes: true}},
		{"later (*a/b.T).Go func=0", Func{Later: []int{0}}},
		{"handler (*a/b.T).Go func=1 method=ServeHTTP", Func{Handler: []int{1}, Method: "ServeHTTP"}},
		{"once (*a/b.T).Go func=0", Func{Once: []int{0}}},
		{"oncefunc (*a/b.T).Go func=0", Func{OnceFunc: []int{0}}},
		{"starts (*a/b.T).Go stop=result1,arg0", Func{Starts: []End{
			{Kind: EndSignal, At: Place{Of: Result, N: 1}}, {Kind: EndSignal, At: Place{Of: Argument}}}}},
		{"exits (*a/b.T).Go", Func{Exits: ExitProcess}},
		{"exits (*a/b.T).Go kind=goroutine", Func{Exits: ExitGoroutine}},
		{"exits (*a/b.T).Go kind=panic", Func{Exits: ExitPanic}},
		{"endless (*a/b.T).Go", Func{Endless: true}},
		{"recovers (*a/b.T).Go", Func{Recoverer: true}},
		{"blocks (*a/b.T).Go until=never forever", Func{Blocks: &Blocks{Until: []End{{Kind: EndNever}}, Forever: true}}},
		{"blocks (*a/b.T).Go until=peer,group,arg2,arg1.Close,arg0.ctx,recv.ctx,recv.A.B depends",
			Func{Blocks: &Blocks{Depends: true, Until: []End{
				{Kind: EndPeer}, {Kind: EndGroup},
				{Kind: EndSignal, At: Place{Argument, 2}},
				{Kind: EndCall, At: Place{Argument, 1}, Name: "Close"},
				{Kind: EndCtx, At: Place{Argument, 0}},
				{Kind: EndCtx},
				recv("A.B")}}}},
		{"noctx (*a/b.T).Go use=(*a/b.T).GoContext", Func{NoCtx: "(*a/b.T).GoContext"}},
		{"few (*a/b.T).Go", Func{Few: true}},
		{"fails (*a/b.T).Go", Func{Fails: true}},
		{"cheap (*a/b.T).Go cost=20", Func{Cost: 20}},
		{"timer (*a/b.T).Go", Func{Timer: true}},
		{"never (*a/b.T).Go", Func{Never: true}},
		{"derive (*a/b.T).Go from=1 result=1 cancel timeout", Func{Derive: &Derive{From: 1, Result: 1, Cancel: true, Timeout: true}}},
		{"derive (*a/b.T).Go from=recv", Func{Derive: &Derive{From: Recv}}},
		{"request (*a/b.T).Go", Func{Request: true}},
		{"next (*a/b.T).Go", Func{Next: true}},
		{"next (*a/b.T).Go messages", Func{Next: true, Messages: true}},
	} {
		table := mustParse(t, test.row)
		test.want.Name = "(*a/b.T).Go"
		test.want.Signals = -1
		if got := table.Func("(*a/b.T).Go"); !reflect.DeepEqual(got, &test.want) {
			t.Errorf("%s\n got %+v\nwant %+v", test.row, got, &test.want)
		}
	}
	if got := mustParse(t, "signals a/b.Notify chan=0").Func("a/b.Notify").Signals; got != 0 {
		t.Errorf("Signals = %d, want 0", got)
	}
}

func TestLookups(t *testing.T) {
	table := mustParse(t, `
launch (*a/b.Pool).Go func=0
runs   (*sync.Once).Do func=0
once   (*sync.Once).Do func=0
timer  (time.Ticker).C
never  a/b.Forever
request *a/b.Request
request a/b.Writer
group  a/b.Pool go=Go,TryGo wait=Wait stop=Close
`)
	if f := table.Func("(*sync.Once).Do"); f == nil || f.Runs == nil || f.Once == nil {
		t.Errorf("Func does not hold both rows: %+v", f)
	}
	if table.Func("(*a/b.Pool[K, map[string]V]).Go") == nil {
		t.Error("Func minds type arguments")
	}
	if table.Func("a/b.Unknown") != nil {
		t.Error("Func knows what it does not")
	}
	if v := table.Field("(time.Ticker).C"); v == nil || !v.Timer || v.Never {
		t.Errorf("Field: %+v", v)
	}
	if v := table.Var("a/b.Forever"); v == nil || !v.Never || v.Timer {
		t.Errorf("Var: %+v", v)
	}
	for typ, want := range map[string]bool{"*a/b.Request": true, "a/b.Request": false, "a/b.Writer": true, "*a/b.Request[int]": true} {
		if table.Request(typ) != want {
			t.Errorf("Request(%q) = %t", typ, !want)
		}
	}
	want := &Group{Type: "a/b.Pool", Go: []string{"Go", "TryGo"}, Wait: []string{"Wait"}, Stop: []string{"Close"}}
	for _, typ := range []string{"a/b.Pool", "*a/b.Pool", "*a/b.Pool[int]"} {
		if got := table.Group(typ); !reflect.DeepEqual(got, want) {
			t.Errorf("Group(%q) = %+v, want %+v", typ, got, want)
		}
	}
	if table.Group("*a/b.Request") != nil {
		t.Error("Group takes a request for one")
	}
	if !table.Package("a/b") || !table.Package("time") || table.Package("a") {
		t.Error("Package")
	}
}

func TestMerge(t *testing.T) {
	base := mustParse(t, "runs a/b.Do func=0\nexits a/b.Die\nblocks a/b.Do until=peer")
	team := mustParse(t, "runs a/b.Do func=1\nexits c/d.Die kind=panic")
	m := base.Merge(team)
	if f := m.Func("a/b.Do"); !slices.Equal(f.Runs, []int{1}) || f.Blocks == nil {
		t.Errorf("the other's row should replace the verb, and only that: %+v", f)
	}
	if m.Func("a/b.Die") == nil || m.Func("c/d.Die") == nil || !m.Package("c/d") {
		t.Error("rows are lost")
	}
	if f := base.Func("a/b.Do"); !slices.Equal(f.Runs, []int{0}) || base.Func("c/d.Die") != nil {
		t.Error("Merge changed the table it was called on")
	}
	if team.Func("a/b.Die") != nil {
		t.Error("Merge changed its argument")
	}
}

func TestStandard(t *testing.T) {
	for path, want := range map[string]bool{
		"fmt": true, "net/http": true, "archive/tar": true, "uuid": true, "weak": true, "unsafe": true,
		"fmt_test":                        true,
		"vendor/golang.org/x/net/idna":    true,
		"internal/syscall/windows":        true,
		"crypto/of/tomorrow":              true,
		"github.com/gorolint/gorolint":    false,
		"golang.org/x/sync/errgroup":      false,
		"net/company":                     false, // somebody's own
		"platform/log":                    false,
		"app":                             false,
		"internal/app":                    false,
		"":                                false,
		"cmd/go":                          false,
		"fm":                              false,
		"http":                            false,
		"fmt\nnet":                        false,
		"command-line-arguments":          false,
		"example.com/vendor/golang.org/x": false,
	} {
		if Standard(path) != want {
			t.Errorf("Standard(%q) = %t", path, !want)
		}
	}
}

func TestStandardList(t *testing.T) {
	out, err := exec.Command("go", "list", "std").Output()
	if err != nil {
		t.Skipf("no go command to compare with: %v", err)
	}
	const regenerate = `std.txt lacks %q of this toolchain; in internal/known, for each GOOS and each Go release:
	{ cat std.txt; GOOS=linux go list std; GOOS=windows go list std; } | LC_ALL=C sort -u -o std.txt`
	for path := range strings.FieldsSeq(string(out)) {
		if !listed(path) {
			t.Errorf(regenerate, path)
		}
	}
	list := strings.Fields(stdText)
	for _, path := range list {
		if !listed(path) {
			t.Errorf("listed(%q) = false", path)
		}
	}
	if !slices.IsSorted(list) {
		t.Error("std.txt is not sorted; LC_ALL=C sort -u -o std.txt std.txt")
	}
}

func mustParse(t *testing.T, text string) *Table {
	t.Helper()
	table, err := Parse("test", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// The tool is started once for each package: what this costs, hundreds of
// processes pay.
func BenchmarkDefault(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		t := newTable(strings.Count(knownText, "\n"))
		for r := range scan(knownText) {
			t.add(r)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		parse("known.txt", knownText)
	}
}

func BenchmarkFunc(b *testing.B) {
	table := Default()
	for b.Loop() {
		table.Func("(*sync.WaitGroup).Go")
	}
}

func BenchmarkStandard(b *testing.B) {
	for b.Loop() {
		Standard("golang.org/x/sync/errgroup")
	}
}

func TestFewOf(t *testing.T) {
	table := mustParse(t, "few .peer\nfew .address\nfew .repository\nfew .box")
	for name, want := range map[string]bool{
		"peers": true, "peer": true, "allPeers": true, "s.peers": true, "old_peers": true, "HTTPPeers": true, "peerHTTPAddresses": true, "Peers": true, "addresses": true, "repositories": true, "boxes": true,
		"peersByName": false, "appear": false, "speer": false, "": false, "_": false, "records": false,
	} {
		if got := table.FewOf(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestSettings(t *testing.T) {
	table := mustParse(t, "settings .Config\nsettings .Options")
	for name, want := range map[string]bool{
		"Config": true, "ServerConfig": true, "ConfigMap": true, "Configs": true, "DialOptions": true,
		"Configure": false, "Reconfig": false, "Option": false, "": false,
	} {
		if got := table.Settings(name); got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}
