package recursivego

import "recursivego/lib"

// Launched by helpers of another package.

func HelperMistake(n *Node, t *Tally) {
	t.see(n)
	for _, child := range n.Children {
		lib.Go(func() { HelperMistake(child, t) }) // want `\(recursivego\)`
	}
}

func SafeHelperMistake(n *Node, t *Tally) {
	t.see(n)
	for _, child := range n.Children {
		lib.SafeGo(func() { SafeHelperMistake(child, t) }) // want `\(recursivego\)`
	}
}

func HelperGroupMistake(n *Node, t *Tally) {
	t.see(n)
	var g lib.Group
	for _, child := range n.Children {
		g.Go(func() { HelperGroupMistake(child, t) }) // want `\(recursivego\)`
	}
	g.Wait()
}

// Call launches nothing, so this is a plain recursion.
func HelperCure(n *Node, t *Tally) {
	t.see(n)
	for _, child := range n.Children {
		lib.Call(func() { HelperCure(child, t) })
	}
}

// Launched once, at the top.
func HelperTopCure(root *Node, t *Tally) {
	lib.SafeGo(func() { HelperCure(root, t) })
}

// Collected first, then a limited number.
func HelperLimitedCure(root *Node, t *Tally) {
	var fs []func()
	for _, n := range collect(root, nil) {
		fs = append(fs, func() { t.see(n) })
	}
	lib.Limited(4, fs)
}
