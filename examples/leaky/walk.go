package leaky

import (
	"fmt"
	"sync"
)

// A Node is a folder of a tree.
type Node struct {
	Name     string
	Children []*Node
}

// Walk launches a goroutine for every node, each of which launches more: a tree
// of a million nodes is a million goroutines. Waiting for them does not make
// them fewer.
func Walk(n *Node, wg *sync.WaitGroup) {
	for _, child := range n.Children {
		wg.Go(func() { Walk(child, wg) })
	}
	visit(n)
}

// WalkAll is the cure: collect the work first, then run it in a group with a
// limit. (Here a WaitGroup and a channel; errgroup has SetLimit.)
func WalkAll(root *Node) {
	var group sync.WaitGroup
	limit := make(chan struct{}, 8)
	for _, n := range collect(root) {
		limit <- struct{}{}
		group.Go(func() {
			defer func() { <-limit }()
			visit(n)
		})
	}
	group.Wait()
}

func collect(n *Node) []*Node {
	nodes := []*Node{n}
	for _, child := range n.Children {
		nodes = append(nodes, collect(child)...)
	}
	return nodes
}

func visit(n *Node) { fmt.Println(n.Name) }
