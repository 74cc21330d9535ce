package pinned

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The list is what the issue of the corpus asks for: many modules, of each kind, and a few
// for CI.
func TestModules(t *testing.T) {
	all, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[string]int)
	ci := 0
	for _, m := range all {
		kinds[m.Kind]++
		if m.CI {
			ci++
		}
	}
	for _, kind := range []string{"server", "client", "broker", "storage", "network", "command", "generics", "generated"} {
		if kinds[kind] == 0 {
			t.Errorf("no module of kind %s", kind)
		}
		delete(kinds, kind)
	}
	for kind := range kinds {
		t.Errorf("kind %s is misspelt, or new: then name it here", kind)
	}
	if len(all) < 20 || ci < 2 || ci > 4 {
		t.Errorf("%d modules, %d of them for CI", len(all), ci)
	}
}

func TestParse(t *testing.T) {
	got, err := parse("# a comment\n\nexample.com/a/v2 v2.0.1 server ci\nexample.com/b v0.1.0 client\n")
	want := []Module{{"example.com/a/v2", "v2.0.1", "server", true}, {"example.com/b", "v0.1.0", "client", false}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v", got, err)
	}
	if got, want := want[0].Name(), "example.com_a_v2@v2.0.1"; got != want {
		t.Errorf("name %s, want %s", got, want)
	}
	for _, test := range []struct{ text, want string }{
		{"example.com/a v1.0.0\n", "modules.txt:1: want path, version, kind"},
		{"\nexample.com/a v1.0.0 server CI\n", "modules.txt:2: want path"},
		{"example.com/a latest server\n", "modules.txt:1: latest is no version; pin one"},
		{"example.com/a v1.0.0 server\nexample.com/a v1.0.1 server\n", "modules.txt:2: example.com/a is there twice"},
	} {
		if _, err := parse(test.text); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: %v, want %s", test.text, err, test.want)
		}
	}
}

func TestFind(t *testing.T) {
	all := []Module{{Path: "a", Version: "v1.0.0"}, {Path: "b", Version: "v1.0.0"}}
	for _, test := range []struct {
		names []string
		want  string
	}{
		{nil, "a@v1.0.0 b@v1.0.0"},
		{[]string{"b", "a@v1.0.0"}, "b@v1.0.0 a@v1.0.0"},
		{[]string{"a@v1.0.1"}, "error"},
		{[]string{"c"}, "error"},
	} {
		var got []string
		found, err := Find(all, test.names)
		for _, m := range found {
			got = append(got, m.String())
		}
		if err != nil {
			got = []string{"error"}
		}
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.names, got, test.want)
		}
	}
}

// A module comes from a proxy, here one of files.
func TestFetch(t *testing.T) {
	serve(t, "example.com/a", "v1.0.0", map[string]string{
		"go.mod":      "module example.com/a\n\ngo 1.26.0\n\nreplace example.com/b => ../b\n",
		"deep/pkg.go": "package deep\n",
	})
	cache := filepath.Join(t.TempDir(), "new", "cache")
	m := Module{Path: "example.com/a", Version: "v1.0.0"}
	dir, err := Fetch(t.Context(), m, cache)
	if err != nil || dir != filepath.Join(cache, m.Name()) {
		t.Fatalf("got %s, %v", dir, err)
	}
	for file, want := range map[string]string{"go.mod": "module example.com/a\n\ngo 1.26.0\n", "deep/pkg.go": "package deep\n"} {
		file = filepath.Join(dir, file)
		if got, err := os.ReadFile(file); err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", file, got, err)
		}
		if err := os.WriteFile(file, []byte("changed"), 0o666); err != nil {
			t.Error(err)
		}
	}
	if again, err := Fetch(t.Context(), m, cache); again != dir || err != nil {
		t.Errorf("again: %s, %v", again, err)
	}
	if got, _ := os.ReadFile(filepath.Join(dir, "go.mod")); string(got) != "changed" {
		t.Error("made anew")
	}
}

// serve sets the go command up to have a module from a folder, in a module cache of its own.
func serve(t *testing.T, path, version string, files map[string]string) {
	t.Helper()
	proxy, modcache := t.TempDir(), t.TempDir()
	at := filepath.Join(proxy, filepath.FromSlash(path), "@v", version)
	if err := os.MkdirAll(filepath.Dir(at), 0o777); err != nil {
		t.Fatal(err)
	}
	var archive bytes.Buffer
	zw := zip.NewWriter(&archive)
	for name, text := range files {
		w, err := zw.Create(path + "@" + version + "/" + name)
		if err == nil {
			_, err = w.Write([]byte(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	for ext, text := range map[string]string{".info": `{"Version":"` + version + `"}`, ".mod": files["go.mod"], ".zip": archive.String()} {
		if err := os.WriteFile(at+ext, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOPROXY", "file://"+filepath.ToSlash(proxy))
	t.Setenv("GONOSUMDB", path)
	t.Setenv("GOMODCACHE", modcache)
	t.Cleanup(func() { // what the go command puts there cannot be written to
		filepath.WalkDir(modcache, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.IsDir() {
				err = os.Chmod(path, 0o777)
			}
			return err
		})
	})
}

func TestFetchFails(t *testing.T) {
	t.Setenv("GOPROXY", "off")
	cache := t.TempDir()
	_, err := Fetch(t.Context(), Module{Path: "example.com/nowhere", Version: "v1.0.0"}, cache)
	if fetch, ok := errors.AsType[*FetchError](err); !ok || fetch.Module.Path != "example.com/nowhere" {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(cache); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDropReplaced(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", `module example.com/a

go 1.26.0

replace (
	example.com/beside v1.2.0 => ../beside
	example.com/below => ./below
	example.com/there => ./there
	example.com/fork => example.com/forked v1.0.0
)
`)
	write("there/go.mod", "module example.com/there\n")
	if err := dropReplaced(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{"../beside": false, "./below": false, "./there": true, "example.com/forked v1.0.0": true} {
		if got := strings.Contains(string(data), text); got != want {
			t.Errorf("%s is left: %t, want %t", text, got, want)
		}
	}
}
