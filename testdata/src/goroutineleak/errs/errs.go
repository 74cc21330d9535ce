// Package errs makes errors.
package errs

type text string

func (t text) Error() string { return string(t) }

type located struct {
	text
	line int
}

func New(why string) error { return &located{text: text(why)} }

// Perhaps is New, if there is anything to say.
func Perhaps(why string) error {
	if why == "" {
		return nil
	}
	return New(why)
}
