package slip_test

import (
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/slip"
)

func TestNearest(t *testing.T) {
	names := []string{"launch", "launches", "joins", "runs", "rules"}
	for word, want := range map[string]string{
		"lauch":                      "launch",
		"lauches":                    "launches",
		"join":                       "joins",
		"runz":                       "runs",
		"rulez":                      "rules",
		"":                           "",
		"x":                          "",
		"jins!":                      "",
		"elsewhere":                  "",
		strings.Repeat("joins", 100): "",
	} {
		if got := slip.Nearest(word, names); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
}
