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

func writeConfirmed(text *strings.Builder, f Finding) {
	if f.Confirmed == 0 {
		return
	}
	fmt.Fprintf(text, "\tconfirmed at run time, %s", goroutines(f.Confirmed))
	if f.ConfirmedLine != 0 {
		fmt.Fprintf(text, " (on line %d in the program that ran)", f.ConfirmedLine)
	}
	text.WriteString("\n")
}

func writeLeaks(text *strings.Builder, leaks []Leak) {
	for i, l := range leaks {
		if i == 0 {
			text.WriteString("leaks in the profile that no rule reports:\n")
		}
		fmt.Fprintf(text, "%s:%d: %s blocked", l.File, l.Line, goroutines(l.Goroutines))
		if l.Wait != "" {
			fmt.Fprintf(text, " in a %s", l.Wait)
		}
		fmt.Fprintf(text, ", in %s\n", l.Function)
		for _, launch := range l.Launches {
			fmt.Fprintf(text, "\t%v: %s\n", launch.Position, launch.Line)
		}
		if l.Reason != "" {
			fmt.Fprintf(text, "\t%s\n", l.Reason)
		}
	}
}

func goroutines(n int) string {
	if n == 1 {
		return "1 goroutine"
	}
	return fmt.Sprintf("%d goroutines", n)
}
