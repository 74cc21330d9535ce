package report

import (
	"fmt"
	"strings"

	"github.com/gorolint/gorolint/internal/model"
)

// lost says which call of a goroutine does without the context at hand.
func lost(c *model.Claim) string {
	if c.Kind == model.DeadCase {
		return fmt.Sprintf("%s waits for the end of a context that never ends: nobody can cancel it", subject(c))
	}
	if c.Instead != "" {
		return fmt.Sprintf("%s calls %s, which takes no context, while %s is at hand: nothing in this program ends the call", subject(c), shortName(c.Callee), c.Context)
	}
	return fmt.Sprintf("%s gives %s a context that never ends, while %s is at hand: nothing in this program ends the call", subject(c), shortName(c.Callee), c.Context)
}

// passContext is the cure: the context itself where the goroutine is waited for,
// and one that goes on after it where it is not.
func passContext(c *model.Claim) string {
	if c.Context == "" {
		return "derive it from one that ends (group)"
	}
	how := "pass " + c.Context
	if c.Instead != "" {
		how += " to " + shortName(c.Instead)
	}
	if c.Launch.Join != model.Yes {
		how += fmt.Sprintf(", or context.WithoutCancel(%s) with a timeout if it is to outlive its caller", c.Context)
	}
	return how + " (group)"
}

// shortName leaves the path of the package out of a function's full name:
// net/http.Get becomes http.Get, (*database/sql.DB).Query becomes DB.Query.
func shortName(full string) string {
	if recv, name, ok := strings.Cut(full, ")."); ok {
		return recv[strings.LastIndexByte(recv, '.')+1:] + "." + name
	}
	return full[strings.LastIndexByte(full, '/')+1:]
}
