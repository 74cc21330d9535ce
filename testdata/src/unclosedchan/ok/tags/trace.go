//go:build debugtrace

package tags

// End ends the trace.
func (t *Trace) End() { end(t.points) }

func end[T any](ch chan T) { close(ch) }
