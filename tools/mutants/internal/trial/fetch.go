package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Fetch copies a module, named path@version, or a folder, into a folder below dir, unless it is there. Tests stay
// behind: they change no verdict on other code, and cost more to compile and to analyse than all the rest.
func Fetch(ctx context.Context, name, dir string) (*Module, error) {
	m := &Module{Name: name, Dir: filepath.Join(dir, strings.NewReplacer("/", "_", "@", "_").Replace(name))}
	if _, err := os.Stat(filepath.Join(m.Dir, "go.mod")); err == nil {
		return m, nil
	}
	from := name
	if strings.Contains(name, "@") {
		cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", name)
		cmd.Dir = dir // of no module
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("fetching %s: %w\n%s", name, err, out)
		}
		var info struct{ Dir string }
		if err := json.Unmarshal(out, &info); err != nil {
			return nil, fmt.Errorf("fetching %s: %w", name, err)
		}
		from = info.Dir
	}
	if err := copySource(m.Dir, from); err != nil {
		return nil, errors.Join(fmt.Errorf("copying %s: %w", name, err), os.RemoveAll(m.Dir))
	}
	return m, nil
}

// copySource copies the files of a module that are not tests.
func copySource(to, from string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case d.IsDir():
			if d.Name() == ".git" {
				return filepath.SkipDir
			}
			return os.MkdirAll(target, 0o777)
		case !d.Type().IsRegular() || strings.HasSuffix(d.Name(), "_test.go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, data, 0o666)
	})
}
