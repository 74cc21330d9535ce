package report

import (
	"fmt"

	"github.com/gorolint/gorolint/internal/model"
)

// unstopped says what goes on when the owner of a goroutine is lost.
func unstopped(c *model.Claim) string {
	if c.Launch != nil {
		return fmt.Sprintf("this goroutine goes on when this function returns without %s", ender(c))
	}
	return fmt.Sprintf("%s owns a goroutine, which goes on when this function returns without %s", owner(c), ender(c))
}

// owner is the user's name for what owns the goroutine.
func owner(c *model.Claim) string {
	if c.Name == "" {
		return "what this returns"
	}
	return c.Name
}

// ender is the call that ends the goroutine.
func ender(c *model.Claim) string {
	switch {
	case c.Name != "" && c.Callee != "":
		return c.Name + "." + c.Callee + "()"
	case c.Name != "" || c.Callee != "":
		return c.Name + c.Callee + "()"
	}
	return "ending it"
}

// stopIt is the remedy.
func stopIt(c *model.Claim) string {
	switch {
	case c.Launch != nil:
		return "end it on that path, or start it when nothing can fail any more (singleton)"
	case c.Name == "" && c.Callee == "":
		return "end it on that path (singleton)"
	}
	return fmt.Sprintf("defer %s, or call it on that path (singleton)", ender(c))
}
