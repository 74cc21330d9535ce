package wholefile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gorolint/gorolint/internal/wholefile"
)

func TestWrite(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "f")
	check := func(want string) {
		t.Helper()
		got, err := os.ReadFile(name)
		if err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
		if entries, _ := os.ReadDir(dir); len(entries) > 2 { // it, and the link
			t.Errorf("more is left in the folder: %v", entries)
		}
	}
	write := func(name, text string) {
		t.Helper()
		if err := wholefile.Write(name, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	write(name, "one")
	check("one")
	if err := wholefile.Check(name); err != nil {
		t.Error(err)
	}
	check("one")
	if err := os.Chmod(name, 0o640); err != nil {
		t.Fatal(err)
	}
	write(name, "two")
	check("two")
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("permissions %v, %v", info.Mode(), err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("f", link); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	write(link, "three")
	check("three")
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	write(os.DevNull, "four")
}

func TestWriteFails(t *testing.T) {
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked")
	if err := os.WriteFile(locked, []byte("old"), 0o444); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		dir:                             "it is a folder",
		filepath.Join(dir, "none", "f"): "no such file or directory",
		filepath.Join(locked, "f"):      "not a directory",
		locked:                          "permission denied",
		filepath.Join(dir, "\x00"):      "invalid argument",
	} {
		err := wholefile.Write(name, []byte("new"))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
		if before := wholefile.Check(name); before == nil || err == nil || before.Error() != err.Error() {
			t.Errorf("%q: foretold %v, and it was %v", name, before, err)
		}
	}
	if got, _ := os.ReadFile(locked); string(got) != "old" {
		t.Errorf("the locked file holds %q", got)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("something is left: %v", entries)
	}
}

// A folder in which nothing can be made, whoever asks: the permissions of others do not bind root.
func TestReadOnlyFolder(t *testing.T) {
	folder := "/sys" // of Linux' kernel
	if os.Geteuid() != 0 {
		folder = t.TempDir()
		if err := os.Chmod(folder, 0o555); err != nil {
			t.Fatal(err)
		}
	} else if _, err := os.Stat(folder); err != nil {
		t.Skip("root can write everywhere here")
	}
	name := filepath.Join(folder, "report")
	for what, err := range map[string]error{"Check": wholefile.Check(name), "Write": wholefile.Write(name, []byte("new"))} {
		if err == nil || err.Error() != "writing "+name+": permission denied" {
			t.Errorf("%s: %v", what, err)
		}
	}
}
