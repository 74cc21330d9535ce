// Package byrule silences by the name of a rule in //nolint, which
// golangci-lint does not know.
package byrule

func spin() {
	for {
	}
}

func Nolint() {
	go spin() // nolint: barego // with a reason
	go spin() //nolint:errcheck,barego
	go spin() //nolint:recursivego // want `loops for ever`
}
