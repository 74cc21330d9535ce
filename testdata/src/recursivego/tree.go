// Package recursivego holds goroutines that are launched again at every level
// of a recursion: their number grows with the input. Whether they are joined
// does not matter. The mistakes stand in mistakes.go and facts.go, the cures
// in cures.go.
package recursivego

import (
	"sync"
	"sync/atomic"
)

// A Node is a node of a tree without a bound on depth or width.
type Node struct {
	Name     string
	Size     int64
	Children []*Node
}

// A Tally counts what a walk has seen.
type Tally struct {
	nodes atomic.Int64
	bytes atomic.Int64

	mu    sync.Mutex
	names []string
}

// OnSee is called for each node that is seen: whoever runs this makes the work
// as slow as it likes.
var OnSee = func() {}

func (t *Tally) see(n *Node) {
	OnSee()
	t.nodes.Add(1)
	t.bytes.Add(n.Size)
	t.mu.Lock()
	t.names = append(t.names, n.Name)
	t.mu.Unlock()
}

// Nodes is the number of nodes seen.
func (t *Tally) Nodes() int64 { return t.nodes.Load() }

// Here the children stand in a field of the receiver, which goes on to look after one of them.
type Folder struct {
	Name    string
	Folders []*Folder
	Visit   func(name string)
}

func (f *Folder) EachMistake() {
	f.Visit(f.Name)
	for _, sub := range f.Folders {
		f.enter(sub)
	}
}

func (f *Folder) enter(sub *Folder) {
	go sub.EachMistake() // want `\(recursivego\)`
}

func (f *Folder) EachCure() {
	f.Visit(f.Name)
	for _, sub := range f.Folders {
		sub.EachCure()
	}
}
