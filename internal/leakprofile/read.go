// Package leakprofile reads what a running program says about its goroutines, as pprof
// profiles, and tells which places in the source they are blocked at and were launched from.
//
// A profile may come from anywhere: what is read, and what it may become in memory, is bounded
// before anything of it is parsed.
package leakprofile

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/google/pprof/profile"
)

// Limit is how many bytes of a profile are read, packed or unpacked. The runtime counts
// goroutines with the same stack together, so that a profile of a million goroutines is
// some hundred kilobytes.
const Limit = 16 << 20

// A Kind is what a profile lists.
type Kind string

const (
	Leaks      Kind = "goroutineleak" // goroutines that the runtime has found to be blocked for ever
	Goroutines Kind = "goroutine"     // all goroutines
)

// A Profile is what was read: the stacks of goroutines that are blocked, each with their
// number. In a profile of all goroutines others are left out.
type Profile struct {
	Kind   Kind
	Stacks []Stack
}

// A Stack is where a number of goroutines are blocked, all in the same way.
type Stack struct {
	Count  int
	Wait   Wait     // "" where the profile does not tell
	Frames []*Frame // innermost first; stacks share them
}

// howTo says how to get a profile that can be read.
const howTo = "take one with curl -o leaks.pb.gz 'http://HOST/debug/pprof/goroutineleak'"

// Read reads a profile of at most limit bytes. The error says what to do next.
func Read(r io.Reader, limit int64) (*Profile, error) {
	data, err := unpack(r, limit)
	if err != nil {
		return nil, err
	}
	if err := checkText(data); err != nil {
		return nil, err
	}
	if err := weigh(data); err != nil {
		return nil, err
	}
	// Not profile.Parse: it unpacks without limit, and tries other forms.
	p, err := profile.ParseUncompressed(data)
	if err != nil {
		return nil, errDamaged
	}
	if err := p.CheckValid(); err != nil {
		return nil, errDamaged
	}
	return stacks(p)
}

var (
	errDamaged = errors.New("this is no pprof profile, or a damaged one; " + howTo)
	errCut     = errors.New("the profile is cut short; take it again, and let the download end")
)

func tooLarge(limit int64) error {
	return fmt.Errorf("the profile is larger than %d MB, which no program's goroutines should need; take a smaller one, or cut it with go tool pprof -proto -focus=PACKAGE", limit>>20)
}

// unpack returns the bytes of a profile, unpacked if they are packed.
func unpack(r io.Reader, limit int64) ([]byte, error) {
	data, err := atMost(r, limit)
	if err != nil {
		return nil, err
	}
	if len(data) == 0 {
		return nil, errors.New("the profile is empty; " + howTo)
	}
	if !bytes.HasPrefix(data, []byte{0x1f, 0x8b}) {
		return data, nil
	}
	var packed io.Reader
	if packed, err = gzip.NewReader(bytes.NewReader(data)); err == nil {
		data, err = atMost(packed, limit)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return nil, errCut
	case errors.Is(err, errLarge):
		return nil, err
	case err != nil:
		return nil, errDamaged
	case len(data) == 0:
		return nil, errors.New("the profile is empty; " + howTo)
	}
	return data, nil
}

// errLarge marks the errors for what is too large.
var errLarge = errors.New("too large")

type largeError struct{ error }

func (largeError) Is(target error) bool { return target == errLarge }

func atMost(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if int64(len(data)) > limit {
		return nil, largeError{tooLarge(limit)}
	}
	return data, err
}

// checkText knows the forms for people that net/http/pprof and the runtime print.
func checkText(data []byte) error {
	head := string(data[:min(len(data), 200)])
	for _, text := range []string{"goroutine profile: ", "goroutineleak profile: ", "goroutine "} {
		if strings.HasPrefix(head, text) {
			return errors.New("this is a profile's text form, for people; leave out debug=1 or debug=2 to get the binary one: curl -o leaks.pb.gz 'http://HOST/debug/pprof/goroutineleak', or WriteTo(file, 0)")
		}
	}
	if strings.HasPrefix(head, "Unknown profile") {
		return errors.New("the server has no such profile: goroutineleak needs Go 1.27, or Go 1.26 and a build with GOEXPERIMENT=goroutineleakprofile; /debug/pprof/goroutine is there always")
	}
	return nil
}

const (
	maxFrames = 8 << 20 // on all stacks
	maxCount  = 1 << 30 // goroutines of one stack: sums do not overflow
)

// stacks takes the goroutines out of a parsed profile.
func stacks(p *profile.Profile) (*Profile, error) {
	kind, column, err := kindOf(p)
	if err != nil {
		return nil, err
	}
	frames := make(map[*profile.Location][]*Frame, len(p.Location))
	lines := false
	for _, loc := range p.Location {
		for _, line := range loc.Line {
			if fn := line.Function; fn != nil && fn.Name != "" {
				lines = lines || line.Line > 0
				frames[loc] = append(frames[loc], newFrame(fn.Name, fn.Filename, int(line.Line), int(fn.StartLine)))
			}
		}
	}
	out := &Profile{Kind: kind}
	total := 0
	for _, s := range p.Sample {
		stack := Stack{Count: int(min(s.Value[column], maxCount))}
		before := total
		for _, loc := range s.Location {
			// A location may have many frames, and be on many stacks.
			if total += len(frames[loc]); total > maxFrames {
				return nil, errMany
			}
		}
		stack.Frames = make([]*Frame, 0, total-before)
		for _, loc := range s.Location {
			stack.Frames = append(stack.Frames, frames[loc]...)
		}
		stack.Wait = waitOf(stack.Frames)
		if stack.Count > 0 && (kind == Leaks || stack.Wait != "") {
			out.Stacks = append(out.Stacks, stack)
		}
	}
	if len(p.Sample) > 0 && !lines {
		return nil, errors.New("the profile names no source lines; take it from the program itself, whose runtime adds them: curl -o leaks.pb.gz 'http://HOST/debug/pprof/goroutineleak'")
	}
	return out, nil
}

// kindOf returns what a profile lists, and which of its values is their number.
func kindOf(p *profile.Profile) (Kind, int, error) {
	var types []string
	for i, t := range p.SampleType {
		if k := Kind(t.Type); k == Leaks || k == Goroutines {
			return k, i, nil
		}
		types = append(types, fmt.Sprintf("%.40q", t.Type))
		if len(types) == 4 {
			break
		}
	}
	return "", 0, fmt.Errorf("this profile is not of goroutines but of %s; %s", strings.Join(types, ", "), howTo)
}
