package known

import (
	_ "embed"
	"strings"
)

// stdText lists the packages of the standard library, one a line, sorted: those
// of every system, of the experiments, and of the newest Go release as well.
//
//go:embed std.txt
var stdText string

// Standard reports whether an import path is one of the standard library's.
//
// A missing dot in its first element does not make it so: many companies have
// such paths. Only below the few first elements that nobody else would take do
// we believe in packages newer than the list.
func Standard(path string) bool {
	path = strings.TrimSuffix(path, "_test") // the external tests of a std package
	if listed(path) {
		return true
	}
	first, _, deeper := strings.Cut(path, "/")
	if !deeper {
		return false
	}
	switch first {
	case "vendor", "crypto", "encoding", "runtime", "syscall", "simd":
		return true
	}
	return false
}

// listed reports whether a path is a line of stdText, which is sorted: a search
// by halves in the text itself, because a process asks too seldom for a map.
func listed(path string) bool {
	lo, hi := 0, len(stdText)
	for lo < hi {
		mid := (lo + hi) / 2
		start := lo + strings.LastIndexByte(stdText[lo:mid], '\n') + 1
		end := start + strings.IndexByte(stdText[start:], '\n')
		switch line := stdText[start:end]; {
		case line == path:
			return true
		case line < path:
			lo = end + 1
		default:
			hi = start
		}
	}
	return false
}
