package main

import (
	"bytes"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// realFlags returns the names of the flags that the command has, with the rules' own.
func realFlags() map[string]bool {
	names := make(map[string]bool)
	c := command{analyzers: analyzers(), dir: ".", stdout: io.Discard, stderr: io.Discard}
	c.flags(new(options)).VisitAll(func(f *flag.Flag) { names[f.Name] = true })
	return names
}

func document(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func documents(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "docs", "*.md"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	docs := []string{"README.md"}
	for _, name := range names {
		docs = append(docs, "docs/"+filepath.Base(name))
	}
	return docs
}

var (
	// called matches a call of the command in a document's code, up to what takes its output. The
	// name may stand behind a folder, or behind go tool.
	called = regexp.MustCompile(`(?:^|[\s"'` + "`" + `]|go tool (?:-C \S+ )?)(?:\./)?gorolint((?: +[^\s|` + "`" + `#]+)+)`)
	// alone matches a flag that a document's text names by itself.
	alone = regexp.MustCompile("`(-[a-zA-Z][\\w.-]*)(?:[= ][^`]*)?`")
	word  = regexp.MustCompile(`^--?([a-zA-Z][\w.-]*)(?:=|$)`)
)

// others are flags in the documents' text that are of other programs.
var others = map[string]string{
	"README.md: -golangci":    "the bench's",
	"docs/ci.md: -diff":       "reviewdog's",
	"docs/ci.md: -reporter":   "reviewdog's",
	"docs/adopting.md: -race": "go test's",
	"README.md: -trimpath":    "go build's",
}

// namedFlags returns the flags of gorolint's that a text names.
func namedFlags(doc, text string) map[string]bool {
	names := make(map[string]bool)
	for line := range strings.Lines(text) {
		for _, m := range called.FindAllStringSubmatch(line, -1) {
			for _, arg := range strings.Fields(m[1]) {
				if w := word.FindStringSubmatch(arg); w != nil {
					names[w[1]] = true
				}
			}
		}
		for _, m := range alone.FindAllStringSubmatch(line, -1) {
			if _, other := others[doc+": "+m[1]]; !other {
				names[m[1][1:]] = true
			}
		}
	}
	return names
}

// TestDocumentedFlags has every flag that a document gives to gorolint exist.
func TestDocumentedFlags(t *testing.T) {
	real := realFlags()
	total := 0
	for _, doc := range documents(t) {
		for _, name := range slices.Sorted(maps.Keys(namedFlags(doc, document(t, doc)))) {
			total++
			// Go vet knows the shared flags by another name.
			if !real[name] && !real[strings.TrimPrefix(name, "gorolint.")] {
				t.Errorf("%s: gorolint has no flag -%s", doc, name)
			}
		}
	}
	if total < 20 {
		t.Errorf("only %d flags were seen in all documents", total)
	}
}

// TestDocumentedFormats has every format that a document names exist.
func TestDocumentedFormats(t *testing.T) {
	c := command{analyzers: analyzers(), dir: ".", stdout: io.Discard, stderr: io.Discard}
	for _, doc := range append(documents(t), "action.yml") {
		for _, m := range regexp.MustCompile(`(report )?(-format=[a-z]+)`).FindAllStringSubmatch(document(t, doc), -1) {
			_, err := c.parse(m[2:])
			if m[1] != "" {
				_, err = c.parseReport(m[2:])
			}
			if err != nil {
				t.Errorf("%s: %v", doc, err)
			}
		}
	}
}

// TestFlagTable has README.md's table name every flag, and no other.
func TestFlagTable(t *testing.T) {
	_, table, ok := strings.Cut(document(t, "README.md"), "\n| flag | |\n")
	if !ok {
		t.Fatal("README.md has no table of flags")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	named := make(map[string]bool)
	var open []string // of which a row names some, and says that there are more
	for row := range strings.Lines(table) {
		for _, m := range alone.FindAllStringSubmatch(row, -1) {
			named[m[1][1:]] = true
			if rule, _, of := strings.Cut(m[1][1:], "."); of && strings.Contains(row, "…") {
				open = append(open, rule+".")
			}
		}
	}
	real := realFlags()
	for name := range named {
		if !real[name] {
			t.Errorf("the table has -%s, which is no flag", name)
		}
	}
	for name := range real {
		if !named[name] && !slices.ContainsFunc(open, func(rule string) bool { return strings.HasPrefix(name, rule) }) {
			t.Errorf("the table does not name -%s", name)
		}
	}
}

// TestReasons has every reason for unknown explained in docs/definitions.md.
func TestReasons(t *testing.T) {
	source := document(t, "internal/model/model.go")
	doc := document(t, "docs/definitions.md")
	codes := regexp.MustCompile(`(?m)^\t\w+ Reason = "([\w-]+)"$`).FindAllStringSubmatch(source, -1)
	if len(codes) == 0 {
		t.Fatal("no reasons in internal/model/model.go")
	}
	for _, m := range codes {
		if !strings.Contains(doc, "\n| `"+m[1]+"` | ") {
			t.Errorf("docs/definitions.md does not explain %s", m[1])
		}
	}
}

// TestLinks has every file and heading that a document links to exist.
func TestLinks(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)\s]+)\)`)
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(document(t, doc), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, heading, _ := strings.Cut(m[1], "#")
			target := filepath.Join("..", "..", filepath.Dir(doc), file)
			if file == "" {
				target = filepath.Join("..", "..", doc)
			}
			data, err := os.ReadFile(target)
			if info, statErr := os.Stat(target); statErr == nil && info.IsDir() {
				continue
			}
			if err != nil {
				t.Errorf("%s links to %s: %v", doc, m[1], err)
				continue
			}
			if heading != "" && !slices.Contains(anchors(data), heading) {
				t.Errorf("%s links to %s, which has no such heading", doc, m[1])
			}
		}
	}
}

// anchors returns what the headings of a document are linked by.
func anchors(data []byte) []string {
	var out []string
	for line := range bytes.Lines(data) {
		text := strings.TrimLeft(string(line), "#")
		if len(text) == len(line) || !strings.HasPrefix(text, " ") {
			continue
		}
		text = strings.ToLower(strings.TrimSpace(text))
		text = regexp.MustCompile(`[^\w\- ]`).ReplaceAllString(text, "")
		out = append(out, strings.ReplaceAll(text, " ", "-"))
	}
	return out
}
