package vetrun

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// Fix applies the fixes that the tool suggests, by way of go vet -fix, which merges them,
// leaves out those that collide, and touches neither generated files nor other modules. With
// diff it changes nothing and returns what it would change. What keeps code from being
// analysed is for [Run] to tell.
func Fix(ctx context.Context, opts Options, diff bool) (string, error) {
	flags := []string{"-fix"}
	if diff {
		flags = append(flags, "-diff")
	}
	cmd := vetCommand(ctx, opts, opts.Patterns, flags...)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && !errors.As(err, &exit):
		return "", startError(err)
	case err != nil && diff && stdout.Len() == 0:
		return "", fmt.Errorf("go vet -fix -diff: %s", strings.TrimSpace(stderr.String()))
	}
	return relative(stdout.String(), opts.Dir), nil
}

// relative names the files of a diff from a folder.
func relative(diff, dir string) string {
	return regexp.MustCompile(`(?m)^(---|\+\+\+) `+regexp.QuoteMeta(dir+string(filepath.Separator))).ReplaceAllString(diff, "$1 ")
}
