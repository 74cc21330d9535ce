package lint

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// size returns how many packages a module has for this platform, and how many lines of code.
func size(ctx context.Context, dir string, env []string) (packages, lines int, err error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-e", "-f", `{{$d := .Dir}}{{range .GoFiles}}{{$d}}	{{.}}
{{end}}{{range .CgoFiles}}{{$d}}	{{.}}
{{end}}`, "./...")
	cmd.Dir, cmd.Env = dir, env
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, 0, fmt.Errorf("listing its packages: %w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	dirs := make(map[string]bool)
	for line := range strings.Lines(string(out)) {
		dir, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok {
			continue // a package without files
		}
		dirs[dir] = true
		src, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return 0, 0, fmt.Errorf("counting its lines: %w", err)
		}
		lines += code(src)
	}
	return len(dirs), lines, nil
}

// code counts the lines of a file on which there is more than a comment; a generated file has
// none.
func code(src []byte) (n int) {
	fset := token.NewFileSet()
	head, err := parser.ParseFile(fset, "", src, parser.PackageClauseOnly|parser.ParseComments)
	if err == nil && ast.IsGenerated(head) {
		return 0
	}
	file := fset.AddFile("", -1, len(src))
	var s scanner.Scanner
	s.Init(file, src, nil, 0)
	last := 0
	for {
		pos, tok, lit := s.Scan()
		if tok == token.EOF {
			return n
		}
		if tok == token.SEMICOLON && lit == "\n" {
			continue // inserted, perhaps behind a comment
		}
		line := file.PositionFor(pos, false).Line // whatever a comment says
		end := line + strings.Count(lit, "\n")    // of a raw string
		n += end - max(line-1, last)
		last = end
	}
}
