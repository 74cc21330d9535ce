package losterror

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
)

// Here what is returned is what a func returned that was handed over.

// A folder that cannot be read ends the walk, and nobody knows.
func WalkMistake(root string, found chan<- string) {
	go func() { // want `the error of filepath.WalkDir goes nowhere: .*\(losterror\)`
		defer close(found)
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			found <- path
			return nil
		})
	}()
}

// A file that cannot be read ends the walk as well.
func WalkReadMistake(root string, found chan<- []byte) {
	go func() { // want `the error of filepath.WalkDir goes nowhere: .*\(losterror\)`
		defer close(found)
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			found <- text
			return nil
		})
	}()
}

// Somebody else's func may return anything.
func WalkAnyMistake(root string, visit fs.WalkDirFunc) {
	go func() { // want `the error of filepath.WalkDir goes nowhere: .*\(losterror\)`
		_ = filepath.WalkDir(root, visit)
	}()
}

// Whoever receives gets the error at the end.
func WalkCure(root string, found chan<- string) (wait func() error) {
	done := make(chan error, 1)
	go func() {
		defer close(found)
		done <- filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			found <- path
			return nil
		})
	}()
	return func() error { return <-done }
}

// What cannot be read is passed over, and the walk ends with the context, which whoever receives looks at as well.
func WalkOn(ctx context.Context, root string, found chan<- string) {
	go func() {
		defer close(found)
		_ = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return filepath.SkipDir
			}
			select {
			case found <- path:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
}

// It never fails.
func WalkAll(fsys fs.FS, found chan<- string) {
	go func() {
		defer close(found)
		fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
			found <- path
			return nil
		})
	}()
}
