package fact_test

import (
	"bytes"
	"encoding/gob"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"reflect"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/fact"
)

// record is what a driver writes for each fact: unitchecker gob-encodes a list
// of these, with the fact as an interface, so that its type travels by name.
type record struct {
	PkgPath string
	Object  string
	Fact    analysis.Fact
}

// full is a fact that uses every field of every type.
func full() *fact.Func {
	return &fact.Func{
		Ending:   fact.Waits,
		MayExit:  fact.OnError,
		Errors:   fact.Told,
		Recovers: true,
		Guards:   true,
		Until: [][]fact.Signal{
			{{Kind: fact.Receive, Param: 0, Via: "Done"}, {Kind: fact.Closed, Param: 1}},
			{{Kind: fact.Sent, Param: 2}},
			{{Kind: fact.Finished, Param: 3}},
		},
		Params: []fact.Param{
			{Index: 1, Effect: fact.Receives | fact.Keeps},
			{Index: 3, Effect: fact.Launches | fact.Joined, Args: []int{2, -1}, Group: 1, Owner: fact.Owner{Join: []string{"(*p.T).Wait"}, Stop: []string{"(*p.T).Stop", "(*p.T).Close"}}},
		},
		Results: []fact.Result{
			{Index: 0, Kind: fact.SameAs, Arg: 3},
			{Index: 1, Via: "Chan", Kind: fact.Timer},
			{Index: 2, Kind: fact.Never},
		},
		Owns: []fact.Own{{Of: fact.OfReceiver, Stop: []string{"Stop"}, Keep: []string{"Join"}, Ctx: []int{fact.ByOption, 1}}},
		Ways: []fact.Way{{Error: fact.SomeError}, {Acts: []fact.Act{{Touch: fact.Touch{Effect: fact.Receives, Param: 1}, Many: true, Each: []fact.Touch{{Effect: fact.Done, Param: 2}}}}, Error: fact.NilError}},
	}
}

// typical is what most functions with a fact have: one thing to say, about one
// parameter.
func typical() *fact.Func {
	return &fact.Func{
		Ending: fact.Waits,
		Until:  [][]fact.Signal{{{Kind: fact.Receive, Param: 1, Via: "Done"}}},
		Params: []fact.Param{{Index: 2, Effect: fact.Launches | fact.Joined}},
	}
}

// launcher is what the Go method of a group type has.
func launcher() *fact.Func {
	return &fact.Func{Params: []fact.Param{{
		Index: 1, Effect: fact.Launches,
		Owner: fact.Owner{Join: []string{"(*github.com/owner/project/group.Group).Wait"}},
	}}}
}

// all has every fact type of the package (TestAll) and sets every field of them
// (TestFields).
var all = []analysis.Fact{
	&fact.Analyzed{Version: fact.Version},
	full(),
	typical(),
	&fact.Func{},
	&fact.Func{Silent: true},
	&fact.Said{Rows: []string{"launch func=0", "recovers"}},
	&fact.Field{Effect: fact.Launches, Owner: fact.Owner{Join: []string{"(*p.T).Wait"}, Stop: []string{"(*p.T).Stop"}}},
}

func register() {
	for _, f := range all {
		gob.Register(f) // the same type twice is fine
	}
}

func TestRoundTrip(t *testing.T) {
	register()
	for _, f := range all {
		in := []record{{"example.com/p", "F", f}}
		var buf bytes.Buffer
		if err := gob.NewEncoder(&buf).Encode(in); err != nil {
			t.Errorf("%T %s: encoding: %v", f, f, err)
			continue
		}
		var out []record
		if err := gob.NewDecoder(&buf).Decode(&out); err != nil {
			t.Errorf("%T %s: decoding: %v", f, f, err)
			continue
		}
		if !reflect.DeepEqual(in, out) {
			t.Errorf("%T: sent %v, got %v", f, in[0].Fact, out[0].Fact)
		}
	}
}

// TestAll fails when a fact type of the package is missing from all.
func TestAll(t *testing.T) {
	have := make(map[string]bool)
	for _, f := range all {
		have[reflect.TypeOf(f).Elem().Name()] = true
	}
	f, err := parser.ParseFile(token.NewFileSet(), "fact.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range f.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.Name.Name != "AFact" {
			continue
		}
		star, ok := fn.Recv.List[0].Type.(*ast.StarExpr)
		if !ok {
			t.Errorf("AFact of %s is not a pointer's method: drivers decode into the pointer", types.ExprString(fn.Recv.List[0].Type))
			continue
		}
		if name := types.ExprString(star.X); !have[name] {
			t.Errorf("no %s among the facts of this test", name)
		}
	}
}

// TestFields fails when a fact type has a field that the facts of this test do
// not set, or of a kind that gob drops or writes in any order.
func TestFields(t *testing.T) {
	set := make(map[string]bool)
	var visit func(path string, v reflect.Value)
	visit = func(path string, v reflect.Value) {
		set[path] = set[path] || !v.IsZero()
		switch v.Kind() {
		case reflect.Pointer, reflect.Map, reflect.Interface, reflect.Func, reflect.Chan:
			t.Errorf("%s is a %s: facts are plain data with one order", path, v.Kind())
		case reflect.Slice:
			for i := range v.Len() {
				visit(path, v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if !f.IsExported() {
					t.Errorf("%s.%s is not exported: gob drops it", path, f.Name)
					continue
				}
				visit(path+"."+f.Name, v.Field(i))
			}
		}
	}
	for _, f := range all {
		v := reflect.ValueOf(f).Elem()
		visit(v.Type().Name(), v)
	}
	for path, on := range set {
		if !on {
			t.Errorf("%s is set in none of the facts of this test: the round trip does not cover it", path)
		}
	}
}

func encode(t *testing.T, rs []record) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(rs); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestDeterministic(t *testing.T) {
	register()
	var rs []record
	for range 20 {
		for _, f := range all {
			rs = append(rs, record{"example.com/p", "F", f})
		}
	}
	first := encode(t, rs)
	for range 5 {
		if !bytes.Equal(first, encode(t, rs)) {
			t.Fatal("the same facts are encoded in two ways")
		}
	}
	var out []record
	if err := gob.NewDecoder(bytes.NewReader(first)).Decode(&out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(first, encode(t, out)) {
		t.Error("facts that were read and written again differ: drivers hand them on through many packages")
	}
}

// TestSize holds what a fact adds to a package's file: the description of the
// types is written once a file, however many facts follow.
func TestSize(t *testing.T) {
	register()
	stream := func(n int, f analysis.Fact) int {
		rs := make([]record, n)
		for i := range rs {
			rs[i] = record{"example.com/p", "F", f}
		}
		return len(encode(t, rs))
	}
	const many = 1000
	// What the record itself, its path and its name take is the driver's.
	const frame = len("example.com/p") + len("F")
	for _, test := range []struct {
		name  string
		f     analysis.Fact
		limit int
	}{
		{"typical func", typical(), 60},
		{"func that never returns", &fact.Func{Ending: fact.Exits}, 60},
		{"launcher with an owner", launcher(), 100},
		{"func with every field", full(), 200},
		{"field", &fact.Field{Effect: fact.Launches, Owner: fact.Owner{Join: []string{"(*p.T).Wait"}, Stop: []string{"(*p.T).Stop"}}}, 60},
	} {
		each := (stream(many, test.f)-stream(1, test.f))/(many-1) - frame
		if each > test.limit {
			t.Errorf("%s: %d bytes for each further fact, want at most %d", test.name, each, test.limit)
		}
		t.Logf("%s: %d bytes each, %d for a file of one", test.name, each, stream(1, test.f))
	}
	// What is written once, type descriptions included.
	if once := stream(1, full()); once > 1100 {
		t.Errorf("a file with one fact has %d bytes, want at most 1100", once)
	}
}

func TestString(t *testing.T) {
	for _, test := range []struct {
		f    analysis.Fact
		want string
	}{
		{&fact.Analyzed{Version: 7}, "analyzed(7)"},
		{&fact.Func{}, ""},
		{&fact.Func{Ending: fact.Endless}, "endless"},
		{&fact.Func{Ending: fact.Exits}, "exits"},
		{&fact.Func{Ending: fact.Exits, MayExit: fact.AtWill}, "exits"},
		{&fact.Func{MayExit: fact.AtWill}, "mayexit"},
		{&fact.Func{MayExit: fact.OnError}, "mayexit on error"},
		{&fact.Func{MayExit: fact.Elsewhere}, "mayexit elsewhere"},
		{&fact.Func{Ending: fact.Endless, MayExit: fact.AtWill}, "endless mayexit"},
		{&fact.Func{Ending: fact.Waits, Until: [][]fact.Signal{{{Kind: fact.Receive, Param: 2}}}}, "until(recv p2)"},
		{&fact.Func{Ending: fact.Endless, Errors: fact.NoErrors}, "endless noerrors"},
		{&fact.Func{Errors: fact.Told}, "told"},
		{&fact.Func{Ending: fact.Waits, Until: [][]fact.Signal{
			{{Kind: fact.Receive, Param: 0, Via: "Done"}, {Kind: fact.Closed, Param: 1}},
			{{Kind: fact.Sent, Param: 2}},
			{{Kind: fact.Finished, Param: 3}},
		}}, "until(recv p0.Done or closed p1, sent p2, returned p3)"},
		{&fact.Func{Params: []fact.Param{{Index: 0, Effect: fact.Sends}, {Index: 1, Effect: fact.Receives | fact.Closes}}}, "p0:sends p1:receives+closes"},
		{&fact.Func{Params: []fact.Param{{Index: 1, Effect: fact.Calls | fact.Launches | fact.Joined}}}, "p1:calls+launches+joined"},
		{&fact.Func{Params: []fact.Param{{Index: 0, Effect: fact.Done | fact.WaitsFor | fact.Adds | fact.Keeps}}}, "p0:done+waits+adds+keeps"},
		{&fact.Func{Params: []fact.Param{{Index: 0, Effect: fact.Launches, Args: []int{-1, 2}}}}, "p0:launches[-1 2]"},
		{&fact.Func{Results: []fact.Result{{Kind: fact.Timer}, {Index: 1, Via: "Chan", Kind: fact.Timer}}}, "r0=timer r1.Chan=timer"},
		{&fact.Func{Results: []fact.Result{{Kind: fact.Never}, {Index: 1, Kind: fact.SameAs, Arg: 3}}}, "r0=never r1=p3"},
		{&fact.Func{Results: []fact.Result{{Kind: fact.Fresh}}}, "r0=fresh"},
		{&fact.Func{Results: []fact.Result{{Kind: fact.Fails}}}, "r0=fails"},
		{&fact.Func{Owns: []fact.Own{{Of: 1, Stop: []string{"Close", "Shutdown"}}}}, "{r1 owns until Close or Shutdown}"},
		{full(), "until(recv p0.Done or closed p1, sent p2, returned p3) mayexit on error told recovers guards p1:receives+keeps p3:launches+joined[2 -1]@p0{join (*p.T).Wait, stop (*p.T).Stop (*p.T).Close} r0=p3 r1.Chan=timer r2=never {recv owns until Stop or an option or p1, kept by Join} ways(error | receives p1 often[done p2], nil)"},
		{&fact.Field{Effect: fact.Launches, Owner: fact.Owner{Join: []string{"(*p.T).Wait"}, Stop: []string{"(*p.T).Stop"}}}, "launches{join (*p.T).Wait, stop (*p.T).Stop}"},
		{&fact.Field{Effect: fact.Launches | fact.Joined}, "launches+joined"},
	} {
		if got := test.f.(interface{ String() string }).String(); got != test.want {
			t.Errorf("String() = %q, want %q", got, test.want)
		}
	}
}

// TestEffectNames fails when an effect has no name, or a name no effect.
func TestEffectNames(t *testing.T) {
	seen := make(map[string]bool)
	for e := fact.Effect(1); e <= fact.Once; e <<= 1 {
		name := e.String()
		if name == "" || seen[name] {
			t.Errorf("effect %b has the name %q", e, name)
		}
		seen[name] = true
	}
	if beyond := (fact.Once << 1).String(); beyond != "" {
		t.Errorf("the last effect is %s, not Once: this test misses some", beyond)
	}
}

func TestEmpty(t *testing.T) {
	for _, test := range []struct {
		f    *fact.Func
		want bool
	}{
		{&fact.Func{}, true},
		{&fact.Func{Ending: fact.Exits}, false},
		{&fact.Func{MayExit: fact.AtWill}, false},
		{&fact.Func{Params: []fact.Param{{Index: 0, Effect: fact.Keeps}}}, false},
		{&fact.Func{Results: []fact.Result{{Kind: fact.Never}}}, false},
		{&fact.Func{Owns: []fact.Own{{Stop: []string{"Close"}}}}, false},
	} {
		if got := test.f.Empty(); got != test.want {
			t.Errorf("%q: Empty() = %t", test.f, got)
		}
	}
}

func TestEffect(t *testing.T) {
	f := full()
	for index, want := range []fact.Effect{0, fact.Receives | fact.Keeps, 0, fact.Launches | fact.Joined, 0} {
		if got := f.Effect(index); got != want {
			t.Errorf("Effect(%d) = %v, want %v", index, got, want)
		}
	}
}
