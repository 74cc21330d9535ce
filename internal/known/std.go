package known

import (
	_ "embed"
	"strings"
)

// stdText lists the packages of the standard library, one a line and each line
// ended: those of every system, of every experiment, and of the newest Go release too.
//
//go:embed std.txt
var stdText string

// Standard reports whether an import path is one of the standard library's.
//
// A missing dot in its first element does not make it so: many companies have
// such paths. Only below the few first elements that nobody else
// would take do we believe in packages newer than the list.
func Standard(path string) bool {
	path = strings.TrimSuffix(path, "_test") // the external tests of a std package
	if path == "" || strings.ContainsRune(path, '\n') {
		return false
	}
	// A look through the text costs less than a microsecond, making a map of it
	// twenty; most processes ask a few dozen times.
	if strings.HasPrefix(stdText, path+"\n") || strings.Contains(stdText, "\n"+path+"\n") {
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
