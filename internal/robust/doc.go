// Package robust is about what gorolint must bear. It has tests only: all rules over the
// source of Go itself, over generated files, and over what fuzzing makes of the test data.
package robust
