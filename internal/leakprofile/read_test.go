package leakprofile

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/pprof/profile"
)

// made returns a profile of some type with one stack, packed as the runtime packs it.
func made(t testing.TB, kind string, change func(*profile.Profile)) []byte {
	t.Helper()
	park := &profile.Function{ID: 1, Name: "runtime.gopark", Filename: "/go/src/runtime/proc.go"}
	recv := &profile.Function{ID: 2, Name: "runtime.chanrecv1", Filename: "/go/src/runtime/chan.go"}
	user := &profile.Function{ID: 3, Name: "example.com/m.F.func1", Filename: "/src/m/m.go", StartLine: 7}
	p := &profile.Profile{
		SampleType: []*profile.ValueType{{Type: kind, Unit: "count"}},
		Function:   []*profile.Function{park, recv, user},
		Location: []*profile.Location{
			{ID: 1, Line: []profile.Line{{Function: park, Line: 462}, {Function: recv, Line: 509}}},
			{ID: 2, Line: []profile.Line{{Function: user, Line: 8}}},
		},
	}
	p.Sample = []*profile.Sample{{Value: []int64{5}, Location: []*profile.Location{p.Location[0], p.Location[1]}}}
	if change != nil {
		change(p)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func packed(data []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write(data)
	w.Close()
	return b.Bytes()
}

func unpacked(t testing.TB, data []byte) []byte {
	t.Helper()
	data, err := unpack(bytes.NewReader(data), Limit)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestRead(t *testing.T) {
	commented := made(t, "goroutineleak", func(p *profile.Profile) { p.Comments = slices.Repeat([]string{"of a test"}, 300) })
	for _, data := range [][]byte{made(t, "goroutineleak", nil), commented, unpacked(t, made(t, "goroutineleak", nil))} {
		p, err := Read(bytes.NewReader(data), Limit)
		if err != nil {
			t.Fatal(err)
		}
		if p.Kind != Leaks || len(p.Stacks) != 1 {
			t.Fatalf("read %+v", p)
		}
		s := p.Stacks[0]
		if s.Count != 5 || s.Wait != Receive || len(s.Frames) != 3 || s.Frames[2].Line != 8 || s.Frames[2].Start != 7 {
			t.Errorf("stack %+v", s)
		}
	}
}

func TestReadErrors(t *testing.T) {
	good := made(t, "goroutineleak", nil)
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty", nil, "is empty"},
		{"nothing in it", packed(nil), "is empty"},
		{"packed and cut short", good[:len(good)/2], "cut short"},
		{"cut within the head", good[:5], "cut short"},
		{"unpacked and cut short", unpacked(t, good)[:40], "no pprof profile, or a damaged one"},
		{"damaged", append(slices.Clone(good[:20]), make([]byte, 200)...), "no pprof profile, or a damaged one"},
		{"a web page", []byte("<!DOCTYPE html><title>404</title>"), "no pprof profile"},
		{"text, debug=1", []byte("goroutineleak profile: total 9\n1 @ 0x47fbce"), "leave out debug=1"},
		{"text, debug=2", packed([]byte("goroutine 1 [running]:\nmain.main()")), "leave out debug=1 or debug=2"},
		{"server without it", []byte("Unknown profile\n"), "GOEXPERIMENT=goroutineleakprofile"},
		{"of the processor", made(t, "cpu", nil), `not of goroutines but of "cpu"`},
		{"without lines", made(t, "goroutine", func(p *profile.Profile) {
			p.Location[0].Line, p.Location[1].Line = nil, nil
		}), "names no source lines"},
		{"a bomb", packed(make([]byte, Limit*4)), "larger than 16 MB"},
		{"large", make([]byte, Limit+1), "larger than 16 MB"},
		{"empty samples", packed(bytes.Repeat([]byte{2<<3 | 2, 0}, Limit/2-1)), "more samples"},
		{"a sample of many numbers", packed(number(2, number(1, make([]byte, Limit-100)))), "more samples"},
		{"many comments", packed(number(13, make([]byte, Limit-100))), "more samples"},
		{"a location of many lines", packed(number(4, bytes.Repeat([]byte{4<<3 | 2, 0}, Limit/2-100))), "more samples"},
		{"long stacks of long locations", made(t, "goroutine", func(p *profile.Profile) {
			p.Location[0].Line = slices.Repeat(p.Location[0].Line, 10_000)
			p.Sample[0].Location = slices.Repeat(p.Sample[0].Location, 10_000)
		}), "more samples"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p, err := Read(bytes.NewReader(test.data), Limit)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("read %+v, %v; want an error with %q", p, err, test.want)
			}
			if err != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("the error has several lines: %q", err)
			}
			// All that was ever allocated, much of it to grow a buffer.
			if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 250 {
				t.Errorf("it took %d MB", mb)
			}
		})
	}
}

// number returns a field of a message: its number, its length and its bytes.
func number(field uint64, value []byte) []byte {
	out := binary.AppendUvarint(nil, field<<3|2)
	return append(binary.AppendUvarint(out, uint64(len(value))), value...)
}

// What the runtime of this test writes is read, and of the goroutines only those that are blocked.
func TestReadOwn(t *testing.T) {
	stop := make(chan bool)
	defer close(stop)
	for range 3 {
		go receive(stop)
	}
	go time.Sleep(time.Minute)
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		var b bytes.Buffer
		if err := pprof.Lookup("goroutine").WriteTo(&b, 0); err != nil {
			t.Fatal(err)
		}
		p, err := Read(&b, Limit)
		if err != nil {
			t.Fatal(err)
		}
		if p.Kind != Goroutines {
			t.Fatalf("a profile of %q", p.Kind)
		}
		count := 0
		for _, s := range p.Stacks {
			if s.Wait == "" {
				t.Fatalf("not blocked: %s", s.Frames[0].Name)
			}
			if i := slices.IndexFunc(s.Frames, func(f *Frame) bool { return strings.HasSuffix(f.Name, ".receive") }); i >= 0 && s.Wait == Receive {
				count += s.Count
			}
		}
		if count == 3 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d goroutines in receive, want 3", count)
		}
	}
}

func receive(c chan bool) { <-c }

func FuzzRead(f *testing.F) {
	good := made(f, "goroutineleak", nil)
	f.Add(good)
	f.Add(unpacked(f, good))
	f.Add(unpacked(f, made(f, "goroutine", nil)))
	f.Add(unpacked(f, made(f, "cpu", nil)))
	f.Add(good[:len(good)/2])
	f.Add([]byte("goroutine profile: total 1\n"))
	f.Add(number(2, number(1, []byte{1, 2, 3})))
	f.Add([]byte{2<<3 | 2, 0, 4<<3 | 2, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Read(bytes.NewReader(data), 1<<16)
		if err != nil {
			return
		}
		m := NewMatcher([]Place{{Package: "example.com/m", Main: true, Function: "F", Op: "<-c", File: "/src/m/m.go", Line: 8}})
		for _, s := range p.Stacks {
			if s.Count <= 0 {
				t.Errorf("%d goroutines", s.Count)
			}
			m.Blocked(s)
			m.Launched(s)
			own, _ := m.Own(s)
			m.Local(own)
		}
	})
}
