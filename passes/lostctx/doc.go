// Package lostctx defines an Analyzer that reports goroutines which block without
// the context that is at hand.
//
// # Analyzer lostctx
//
// lostctx: report blocking calls of goroutines that do without the context at hand
package lostctx
