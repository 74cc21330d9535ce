//go:build unix

package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// The tools by which others are measured.
const (
	govet       = "go vet"
	nop         = "nop"
	gorolint    = "gorolint"
	staticcheck = "staticcheck"
)

// A tool is one of those compared.
type tool struct {
	name string
	from string // its module's version, if it is not of this one
	id   string // of what it was built from
	args []string
}

// buildTools builds the tools into a folder. It runs in this repository.
func buildTools(bin string) ([]*tool, error) {
	if err := os.MkdirAll(bin, 0o777); err != nil {
		return nil, err
	}
	root, err := goCommand("", nil, "list", "-m", "-f", "{{.Dir}}")
	if err != nil {
		return nil, err
	}
	root = strings.TrimSpace(root)
	ownFile, nopFile := filepath.Join(bin, gorolint), filepath.Join(bin, nop)
	if _, err := goCommand(root, nil, "build", "-buildvcs=false", "-o", bin+string(filepath.Separator), "./cmd/gorolint", "./bench/nop", "./bench/unitcost"); err != nil {
		return nil, err
	}
	tools := []*tool{
		{name: govet, id: runtime.Version(), args: []string{"go", "vet", "./..."}},
		{name: nop, args: []string{"go", "vet", "-vettool=" + nopFile, "./..."}},
		{name: gorolint, args: []string{ownFile, "./..."}},
	}
	for t, file := range map[*tool]string{tools[1]: nopFile, tools[2]: ownFile} {
		if t.id, err = hashOf(file); err != nil {
			return nil, err
		}
	}
	// These have modules of their own, so that nobody else has to fetch theirs.
	for _, other := range []struct{ dir, module, pkg string }{
		{"bench/staticcheck", "honnef.co/go/tools", "honnef.co/go/tools/cmd/staticcheck"},
		{"testdata/golangci", "github.com/golangci/golangci-lint/v2", "."},
	} {
		file, dir := filepath.Join(bin, filepath.Base(other.dir)), filepath.Join(root, other.dir)
		from, err := goCommand(dir, []string{"GOWORK=off"}, "list", "-m", "-f", "{{.Version}}", other.module)
		if err == nil {
			_, err = goCommand(dir, []string{"GOWORK=off"}, "build", "-buildvcs=false", "-o", file, other.pkg)
		}
		if err != nil {
			log.Printf("left out: %v", err)
			continue
		}
		from = strings.TrimSpace(from)
		id, err := hashOf(file)
		if err != nil {
			return nil, err
		}
		if other.pkg != "." {
			tools = append(tools, &tool{name: staticcheck, from: from, id: id, args: []string{file, "./..."}})
			continue
		}
		for _, l := range []struct{ name, config, disable string }{
			{"golangci-lint", "alone.yml", "  disable: [gorolint]\n"},
			{"golangci-lint + plugin", "plugin.yml", ""},
		} {
			config := filepath.Join(bin, l.config)
			text := "version: \"2\"\nlinters:\n  default: standard\n" + l.disable + "  settings:\n    custom:\n      gorolint:\n        type: module\n"
			if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
				return nil, err
			}
			tools = append(tools, &tool{name: l.name, from: from, id: id, args: []string{file, "run", "-c", config, "--issues-exit-code=0", "./..."}})
		}
	}
	return tools, nil
}

// hashOf tells one build of a program from another.
func hashOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil { // bit by bit, see cost
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)[:6]), nil
}

// goCommand runs the go command, with more in its environment, and returns what it prints.
func goCommand(dir string, env []string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return string(out), nil
}

// linkTree makes a copy of a folder whose files are the same ones. The go command does not
// change the files in its cache, it makes new ones.
func linkTree(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		if d.IsDir() {
			return os.MkdirAll(target, 0o777)
		}
		if err := os.Link(path, target); !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
}
