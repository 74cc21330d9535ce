package pinned

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A FetchError says that the go command could not download a module: there may be no
// network, which those who measure tell apart from what is wrong with us.
type FetchError struct {
	Module Module
	Err    error
}

func (e *FetchError) Error() string { return fmt.Sprintf("downloading %v: %v", e.Module, e.Err) }

func (e *FetchError) Unwrap() error { return e.Err }

// Fetch returns a folder with the source of a module, below the cache folder, that may be
// written to. It is made once, and is there whole or not at all. What runs the go command in
// it needs the environment [Env].
func Fetch(ctx context.Context, m Module, cache string) (dir string, err error) {
	cache, err = filepath.Abs(cache)
	if err != nil {
		return "", err
	}
	dir = filepath.Join(cache, m.Name())
	if _, err := os.Stat(dir); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return "", fmt.Errorf("copying %v: %w", m, err)
	}
	src, err := download(ctx, m, cache)
	if err != nil {
		return "", &FetchError{m, err}
	}
	tmp, err := os.MkdirTemp(cache, m.Name()+".part-")
	if err != nil {
		return "", fmt.Errorf("copying %v: %w", m, err)
	}
	defer os.RemoveAll(tmp)
	err = os.CopyFS(tmp, os.DirFS(src))
	if err == nil {
		err = dropReplaced(ctx, tmp)
	}
	if err == nil {
		err = os.Chmod(tmp, 0o755)
	}
	if err == nil {
		err = os.Rename(tmp, dir)
	}
	if err != nil {
		if _, there := os.Stat(dir); there == nil {
			return dir, nil // another process was faster
		}
		return "", fmt.Errorf("copying %v: %w", m, err)
	}
	return dir, nil
}

// Env returns the environment in which the go command loads the packages of a fetched
// module: the same files wherever it runs, no workspace around the folder, no flags of the
// user but the given ones, and a go.mod and go.sum that may be completed.
func Env(flags ...string) []string {
	flags = append([]string{"-mod=mod", "-buildvcs=false"}, flags...)
	return append(os.Environ(), "GOWORK=off", "GOFLAGS="+strings.Join(flags, " "), "GOOS=linux", "GOARCH=amd64")
}

func download(ctx context.Context, m Module, dir string) (src string, err error) {
	out, err := goCommand(ctx, dir, "mod", "download", "-json", m.String())
	var info struct{ Dir, Error string }
	if jsonErr := json.Unmarshal(out, &info); jsonErr == nil && info.Error != "" {
		return "", errors.New(info.Error) // which stderr has not got
	}
	if err != nil {
		return "", err
	}
	if info.Dir == "" {
		return "", fmt.Errorf("go mod download names no folder: %s", out)
	}
	return info.Dir, nil
}

// dropReplaced takes out of a go.mod what replaces a module by a folder that is not there:
// a module is published without those beside or below it, and whoever imports it has their
// published versions.
func dropReplaced(ctx context.Context, dir string) error {
	if _, err := os.Stat(filepath.Join(dir, "go.mod")); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("it has no go.mod; pin a version that has one")
	}
	out, err := goCommand(ctx, dir, "mod", "edit", "-json")
	if err != nil {
		return err
	}
	type version struct{ Path, Version string }
	var mod struct{ Replace []struct{ Old, New version } }
	if err := json.Unmarshal(out, &mod); err != nil {
		return fmt.Errorf("reading its go.mod: %w", err)
	}
	args := []string{"mod", "edit"}
	for _, r := range mod.Replace {
		if r.New.Version != "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(dir, r.New.Path, "go.mod")); err == nil && filepath.IsLocal(r.New.Path) {
			continue
		}
		old := r.Old.Path
		if r.Old.Version != "" {
			old += "@" + r.Old.Version
		}
		args = append(args, "-dropreplace="+old)
	}
	if len(args) == 2 {
		return nil
	}
	_, err = goCommand(ctx, dir, args...)
	return err
}

func goCommand(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir, cmd.Env = dir, Env()
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, strings.TrimSpace(stderr.String()))
	}
	return out, err
}
