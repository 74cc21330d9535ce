package recursion

import "sync"

type Node struct {
	Children []*Node
	Value    int
}

func Walk(n *Node, visit func(int)) {
	visit(n.Value)
	for _, c := range n.Children {
		Walk(c, visit) // broken: local
	}
}

func (n *Node) Each(visit func(int)) {
	visit(n.Value)
	for i := range n.Children {
		n.Children[i].Each(visit) // broken: local
	}
}

func Local(root *Node) (sum int) {
	var walk func(n *Node)
	walk = func(n *Node) {
		sum += n.Value
		for _, c := range n.Children {
			walk(c) // broken: local
		}
	}
	walk(root)
	return sum
}

func (n *Node) Path(to int, visit func(int)) {
	visit(n.Value)
	for _, c := range n.Children {
		if c.Value == to {
			c.Path(to, visit) // a chain
		}
	}
}

// What may be harmless, or cannot be launched so.

func Retry(n int) {
	if n > 0 {
		Retry(n - 1)
	}
}

func Count(n *Node) int {
	sum := 1
	for _, c := range n.Children {
		sum += Count(c)
	}
	return sum
}

func Waits(n *Node, wg *sync.WaitGroup) {
	defer wg.Done()
	for _, c := range n.Children {
		wg.Add(1)
		Waits(c, wg)
	}
}
