package format

import (
	"fmt"
	"strings"
)

// A Leak is a group of goroutines that a leak profile lists and no rule reports.
type Leak struct {
	Goroutines int      `json:"goroutines"`
	Function   string   `json:"function"`         // as the profile names it
	File       string   `json:"file"`             // as in a Position where it is known here, else as in the profile
	Line       int      `json:"line"`             // in the program that ran
	Wait       string   `json:"wait,omitempty"`   // send, receive, select, lock, wait
	Launches   []Launch `json:"launches"`         // where they are launched; several where the profile does not tell which
	Reason     string   `json:"reason,omitempty"` // why there is no launch
}

// A Launch is one as the model sees it.
type Launch struct {
	Position Position `json:"position"`
	Line     string   `json:"line"`    // as -debug prints it
	Unknown  []string `json:"unknown"` // reasons for what the model does not know about it
}

// confirmed says what a leak profile shows of a finding; nothing if that is nothing.
func confirmed(f Finding) string {
	if f.Confirmed == 0 {
		return ""
	}
	text := "confirmed at run time, " + goroutines(f.Confirmed)
	if f.ConfirmedLine != 0 {
		text += fmt.Sprintf(" (on line %d in the program that ran)", f.ConfirmedLine)
	}
	return text
}

const leaksTitle = "leaks in the profile that no rule reports"

// String says what is blocked where.
func (l Leak) String() string {
	text := goroutines(l.Goroutines) + " blocked"
	if l.Wait != "" {
		text += " in a " + l.Wait
	}
	return text + ", in " + l.Function
}

// details are the launches that may have made the goroutines, or why there is none.
func (l Leak) details() (out []string) {
	for _, launch := range l.Launches {
		out = append(out, fmt.Sprintf("%v: %s", launch.Position, launch.Line))
	}
	if l.Reason != "" {
		out = append(out, l.Reason)
	}
	return out
}

func writeLeaks(text *strings.Builder, leaks []Leak) {
	for i, l := range leaks {
		if i == 0 {
			text.WriteString(leaksTitle + ":\n")
		}
		fmt.Fprintf(text, "%s:%d: %v\n", l.File, l.Line, l)
		for _, d := range l.details() {
			fmt.Fprintf(text, "\t%s\n", d)
		}
	}
}

func goroutines(n int) string {
	if n == 1 {
		return "1 goroutine"
	}
	return fmt.Sprintf("%d goroutines", n)
}
