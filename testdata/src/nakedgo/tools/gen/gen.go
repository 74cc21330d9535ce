// Package gen is left out by a pattern with a minus.
package gen

func Run(f func()) { go f() }
