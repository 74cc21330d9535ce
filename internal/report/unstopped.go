package report

import (
	"fmt"

	"github.com/gorolint/gorolint/internal/model"
)

// unstopped says what goes on when the owner of a goroutine is lost.
func unstopped(c *model.Claim) string {
	if c.Launch != nil {
		return fmt.Sprintf("%s goes on when this function returns without %s", "this goroutine", ender(c))
	}
	what := c.Name
	if what == "" || what == "_" {
		what = "what this returns"
	}
	return fmt.Sprintf("%s owns a goroutine, which goes on when this function returns without %s", what, ender(c))
}

// ender is the call that ends the goroutine, as the user would write it.
func ender(c *model.Claim) string {
	switch {
	case c.Name != "" && c.Name != "_" && c.Callee != "":
		return c.Name + "." + c.Callee
	case c.Callee != "":
		return c.Callee
	case c.Name != "" && c.Name != "_":
		return c.Name + "()"
	}
	return "ending it"
}

// stopIt is the remedy.
func stopIt(c *model.Claim) string {
	if c.Launch != nil {
		return "end it on that path, or start it when nothing can fail any more (singleton)"
	}
	return fmt.Sprintf("defer %s, or call it on that path (singleton)", ender(c))
}
