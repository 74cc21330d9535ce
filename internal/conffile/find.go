package conffile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// names are those that a configuration may have in its folder.
var names = [...]string{".gorolint.yml", ".gorolint.yaml"}

// Find returns the name of the file that holds in a folder: the first one on the way up
// to the root of its module or, if gowork (the environment's GOWORK) does not switch it
// off, of its workspace. It returns "" if there is none.
func Find(dir, gowork string) (string, error) {
	root := rootOf(dir, gowork)
	for {
		var found []string
		for _, name := range names {
			name = filepath.Join(dir, name)
			if _, err := os.Lstat(name); err == nil {
				found = append(found, name)
			} else if !errors.Is(err, fs.ErrNotExist) {
				return "", fmt.Errorf("looking for a configuration: %w", err)
			}
		}
		switch {
		case len(found) > 1:
			return "", fmt.Errorf("%s has both %s and %s; keep one of them", dir, names[0], names[1])
		case len(found) == 1:
			return found[0], nil
		}
		parent := filepath.Dir(dir)
		if dir == root || parent == dir {
			return "", nil
		}
		dir = parent
	}
}

// rootOf returns the outermost folder that belongs to dir: that of the workspace or, if there is
// none, of the module; dir itself outside of both.
func rootOf(dir, gowork string) string {
	root := ""
	for d := dir; ; d = filepath.Dir(d) {
		if root == "" && isFile(filepath.Join(d, "go.mod")) {
			root = d
		}
		work := filepath.Join(d, "go.work")
		if gowork == "" && isFile(work) || gowork != "" && gowork != "off" && filepath.Clean(gowork) == work {
			return d
		}
		if d == filepath.Dir(d) {
			break
		}
	}
	if root == "" {
		return dir
	}
	return root
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// ReadFile reads a file by its name; shown is the name for messages.
func ReadFile(name, shown string, keys []Key, rules []string) (*File, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() { // opening a pipe would wait for its writer
		err = errors.New("it is no file")
	}
	var f *os.File
	if err == nil {
		f, err = os.Open(name)
	}
	if err != nil {
		if pe, ok := errors.AsType[*fs.PathError](err); ok {
			err = pe.Err
		}
		return nil, Mistakes{{File: shown, Message: "the configuration cannot be read: " + strings.TrimSpace(err.Error())}}
	}
	defer f.Close()
	return Parse(shown, f, keys, rules)
}
