// Package lib has helpers as other packages have them.
package lib

// Small is small, but nobody tells other packages so.
func Small(n int) int { return n + 1 }
