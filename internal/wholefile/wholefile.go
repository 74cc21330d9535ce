// Package wholefile writes files whole or not at all.
package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Write makes data the content of a file, as [os.WriteFile] does, but so that the file
// has either its old content or all of the new one, whatever goes wrong meanwhile: the data
// goes to a file beside it, which takes its name at the end. A file that exists keeps its
// permissions, and one that a symbolic link names is written in its place. What is no regular
// file, as /dev/stdout, is written as it is.
func Write(name string, data []byte) error { return explain(name, write(name, data)) }

// Check returns the error that [Write] would return as things are, for those who have some time
// to go before there is anything to write. It leaves nothing behind.
func Check(name string) error { return explain(name, check(name)) }

func check(name string) error {
	name, old, err := target(name)
	if err != nil || old != nil && !old.Mode().IsRegular() {
		return err
	}
	f, err := beside(name)
	if err != nil {
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

func explain(name string, err error) error {
	if err == nil {
		return nil
	}
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err // the file that it names is ours, and gone
	}
	return fmt.Errorf("writing %s: %w", name, err)
}

// target returns what a name stands for, and the file that is there, if any.
func target(name string) (string, fs.FileInfo, error) {
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	old, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return name, nil, nil
	case err != nil:
		return name, nil, err
	case old.IsDir():
		return name, old, errors.New("it is a folder")
	case old.Mode().IsRegular() && old.Mode().Perm()&0o200 == 0:
		return name, old, fs.ErrPermission
	}
	return name, old, nil
}

func write(name string, data []byte) (err error) {
	name, old, err := target(name)
	if err != nil {
		return err
	}
	if old != nil && !old.Mode().IsRegular() {
		return os.WriteFile(name, data, 0)
	}
	f, err := beside(name)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if _, err := f.Write(data); err != nil {
		return err
	}
	if old != nil {
		if err := f.Chmod(old.Mode().Perm()); err != nil {
			return err
		}
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// beside makes a new file in the folder of another one, with the permissions that new files
// have there, unlike [os.CreateTemp].
func beside(name string) (*os.File, error) {
	for i := 0; ; i++ {
		f, err := os.OpenFile(fmt.Sprintf("%s.%d.tmp", name, i), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil || !errors.Is(err, fs.ErrExist) || i > 100 {
			return f, err
		}
	}
}
