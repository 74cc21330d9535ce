// Package tinytask defines an Analyzer that reports goroutines whose launch costs
// more than what they do.
//
// # Analyzer tinytask
//
// tinytask: report goroutines that do less than their launch costs
package tinytask
