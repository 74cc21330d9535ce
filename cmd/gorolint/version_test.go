package main

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionOf(t *testing.T) {
	for _, test := range []struct{ stamp, main, want string }{
		{"", "v1.2.3", "v1.2.3"},
		{"", "v0.0.0-20261128101010-0123456789ab+dirty", "v0.0.0-20261128101010-0123456789ab+dirty"},
		{"v1.2.3", "(devel)", "v1.2.3"},
		{"v1.2.3", "", "v1.2.3"},
		{"v9.9.9", "v1.2.3", "v1.2.3"}, // what the go command knows is so
		{"", "(devel)", "(devel)"},
		{"", "", "(devel)"},
	} {
		if got := versionOf(test.stamp, &debug.BuildInfo{Main: debug.Module{Version: test.main}}); got != test.want {
			t.Errorf("stamp %q, main %q: %q, want %q", test.stamp, test.main, got, test.want)
		}
	}
	if got := versionOf("v1.2.3", nil); got != "v1.2.3" {
		t.Errorf("without build information: %q", got)
	}
}

// TestVersion: a build says its version wherever it is asked, and the go command, which asks by
// -V=full, gets a line that tells two builds apart.
func TestVersion(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program twice")
	}
	bin := t.TempDir()
	full := make(map[string]bool)
	for _, version := range []string{"v1.2.3", "v1.2.4"} {
		tool := filepath.Join(bin, "gorolint-"+version)
		build := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-X main.stamp="+version, "-o", tool, ".")
		if out, err := build.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		want := "gorolint " + version + " (built with " + runtime.Version() + ")\n"
		for _, arg := range []string{"-V", "version"} {
			if got := string(runTool(t, bin, nil, tool, arg)); got != want {
				t.Errorf("%s prints %q, want %q", arg, got, want)
			}
		}
		write(t, filepath.Join(bin, "go.mod"), "module example.com/v\n\ngo 1.26.0\n")
		write(t, filepath.Join(bin, "v.go"), "package v\n")
		if sarif := string(runTool(t, bin, nil, tool, "-format=sarif", "./...")); !strings.Contains(sarif, `"`+version+`"`) && !strings.Contains(sarif, `"`+strings.TrimPrefix(version, "v")+`"`) {
			t.Errorf("SARIF does not have version %s:\n%s", version, sarif)
		}
		// The form that cmd/go/internal/work.(*Builder).toolID takes of a build without a release.
		line := strings.TrimSpace(string(runTool(t, bin, nil, tool, "-V=full")))
		fields := strings.Fields(line)
		if len(fields) < 4 || fields[1] != "version" || fields[2] != "devel" || !strings.HasPrefix(fields[len(fields)-1], "buildID=") {
			t.Errorf("-V=full prints %q", line)
		}
		full[fields[len(fields)-1]] = true
		runTool(t, bin, nil, "go", "vet", "-vettool="+tool, "./...")
	}
	if len(full) != 2 {
		t.Errorf("two builds have one key in the cache: %v", full)
	}
}
