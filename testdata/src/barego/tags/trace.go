//go:build debugtrace

package tags

// Halt ends the tracer.
func (t *Tracer) Halt() { close(t.halt) }
