// Package lib has generic functions that get a channel as a type parameter's value.
package lib

// CloseAny closes any channel.
func CloseAny[C ~chan T, T any](ch C) { close(ch) }

// Spawn runs f with arg in a goroutine.
func Spawn[T any](arg T, f func(T)) { go f(arg) }

// First returns the first of xs.
func First[T any](xs ...T) T { return xs[0] }
