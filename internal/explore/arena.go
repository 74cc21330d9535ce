package explore

import "reflect"

// An arena holds the states of one search. They all end with it, so that the
// next search can have their memory: what is told of a search must not lead there.
type arena struct {
	states     slab[state]
	goroutines slab[goroutine]
	frames     slab[frame]
	objects    slab[object]
	values     slab[value]
	stacks     slab[*frame]
	groups     slab[*goroutine]
	made       slab[*object]
}

// reset takes back all that was handed out.
func (a *arena) reset() {
	a.states.reset()
	a.goroutines.reset()
	a.frames.reset()
	a.objects.reset()
	a.values.reset()
	a.stacks.reset()
	a.groups.reset()
	a.made.reset()
}

// A slab hands out pieces of large blocks.
type slab[T any] struct {
	blocks [][]T
	at     int // the block in use
	used   int // of its elements
}

// blockBytes is the size of a block. Most packages need no more than one.
const blockBytes = 32 << 10

// take returns n elements that are zero. To append to them copies them.
func (s *slab[T]) take(n int) []T {
	size := blockBytes / int(reflect.TypeFor[T]().Size())
	if n > size/4 {
		return make([]T, n)
	}
	if s.used+n > size {
		s.at++
		s.used = 0
	}
	if s.at == len(s.blocks) {
		s.blocks = append(s.blocks, make([]T, size))
	}
	piece := s.blocks[s.at][s.used : s.used+n : s.used+n]
	s.used += n
	return piece
}

// one returns a pointer to a copy of v.
func (s *slab[T]) one(v T) *T {
	p := &s.take(1)[0]
	*p = v
	return p
}

// clone returns a copy of a slice.
func (s *slab[T]) clone(from []T) []T {
	if len(from) == 0 {
		return nil
	}
	out := s.take(len(from))
	copy(out, from)
	return out
}

func (s *slab[T]) reset() {
	for i, b := range s.blocks {
		if i <= s.at {
			clear(b)
		}
	}
	s.at, s.used = 0, 0
}
