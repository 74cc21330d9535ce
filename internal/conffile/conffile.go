// Package conffile reads the file in which a team keeps its configuration, and turns it
// into flags for the analyzers: the go command's cache key covers flags, but no
// files. It knows no rule by name; which keys there are, it is told.
//
// All mistakes of a file are reported at once, each with its line and column.
package conffile

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/known"
	"github.com/gorolint/gorolint/internal/slip"
)

// maxSize is far more than anybody configures by hand. What the file says becomes
// arguments of a process, for which systems have limits as well.
const maxSize = 64 << 10

// A Kind says what the value of a key is.
type Kind int

const (
	Text Kind = iota
	Bool
	Int
	List // of texts, whose flag separates them by commas
)

// A Key is one that a file may have, beside exclude, packages and known. A dot in its
// name stands for a key within another.
type Key struct {
	Name string
	Kind Kind
}

// A Setting is a flag and its value.
type Setting struct{ Flag, Value string }

// A File is what a file says.
type File struct {
	Settings []Setting // in the order of the file
	Packages []config.PackagePolicy
}

// A Mistake is one that a file has.
type Mistake struct {
	File         string
	Line, Column int // from 1; 0 if it is about the file
	Message      string
}

func (m Mistake) Error() string {
	if m.Line == 0 {
		return fmt.Sprintf("%s: %s", m.File, m.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", m.File, m.Line, m.Column, m.Message)
}

// Mistakes are all that a file has, in its order.
type Mistakes []Mistake

func (ms Mistakes) Error() string {
	var lines []string
	for _, m := range ms {
		lines = append(lines, m.Error())
	}
	return strings.Join(lines, "\n")
}

// Parse reads a file, whose name is for messages. The error is of type [Mistakes]. Rules
// are the names of those that exist.
func Parse(name string, r io.Reader, keys []Key, rules []string) (*File, error) {
	p := &parser{name: name, keys: keys, rules: rules, file: new(File)}
	if root := p.load(r); root != nil && p.plain(root) {
		p.top(root)
	}
	if p.mistakes != nil {
		slices.SortStableFunc(p.mistakes, func(a, b Mistake) int {
			return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, p.mistakes
	}
	return p.file, nil
}

type parser struct {
	name     string
	keys     []Key
	rules    []string
	file     *File
	mistakes Mistakes
}

func (p *parser) mistake(line, column int, format string, args ...any) {
	p.mistakes = append(p.mistakes, Mistake{p.name, line, column, fmt.Sprintf(format, args...)})
}

func (p *parser) at(n *yaml.Node, format string, args ...any) {
	p.mistake(n.Line, n.Column, format, args...)
}

// load returns the root of the file's one document, or nil if it is empty or broken.
func (p *parser) load(r io.Reader) *yaml.Node {
	data, err := io.ReadAll(io.LimitReader(r, maxSize+1))
	switch {
	case err != nil:
		p.mistake(0, 0, "it cannot be read: %v", err)
		return nil
	case len(data) > maxSize:
		p.mistake(0, 0, "it is larger than %d KiB, which no configuration needs to be; name packages and files by patterns", maxSize>>10)
		return nil
	case !utf8.Valid(data):
		line, column := invalid(data)
		p.mistake(line, column, "this is not UTF-8; save the file in that encoding")
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		p.mistake(0, 0, "%v", err)
		return nil
	}
	var doc, more yaml.Node
	if err := loader.Load(&doc); errors.Is(err, io.EOF) {
		return nil
	} else if err != nil {
		p.broken(data, err)
		return nil
	}
	if err := loader.Load(&more); err == nil {
		p.at(&more, "a second document begins here; keep one, without --- between its keys")
		return nil
	} else if !errors.Is(err, io.EOF) {
		p.broken(data, err)
		return nil
	}
	if doc.Kind == yaml.DocumentNode && len(doc.Content) == 1 {
		return doc.Content[0]
	}
	return nil
}

// broken is about a file that is no YAML.
func (p *parser) broken(data []byte, err error) {
	if e, ok := errors.AsType[*yaml.LoadError](err); ok && e.Mark.Line > 0 {
		line, _, _ := bytes.Cut(skip(data, e.Mark.Line-1), []byte("\n"))
		if indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]; bytes.Contains(indent, []byte("\t")) {
			p.mistake(e.Mark.Line, e.Mark.Column, "this line is indented by a tab, which YAML does not take; use spaces")
			return
		}
		p.mistake(e.Mark.Line, e.Mark.Column, "this is no YAML: %s", e.Message)
		return
	}
	p.mistake(0, 0, "this is no YAML: %s", strings.TrimPrefix(err.Error(), "yaml: "))
}

// skip returns what follows so many lines.
func skip(data []byte, lines int) []byte {
	for range lines {
		_, data, _ = bytes.Cut(data, []byte("\n"))
	}
	return data
}

// invalid returns the line and column of the first byte that is not UTF-8.
func invalid(data []byte) (line, column int) {
	line, column = 1, 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size == 1 {
			break
		}
		column++
		if r == '\n' {
			line, column = line+1, 1
		}
		data = data[size:]
	}
	return line, column
}

// plain reports whether the file does without anchors, aliases and tags: a short file can
// grow without bound by them, and what they are for does not come up here.
func (p *parser) plain(n *yaml.Node) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		p.at(n, "*%s is an alias, which this file cannot have; write the value out", n.Value)
		return false
	case n.Anchor != "":
		p.at(n, "&%s is an anchor, which this file cannot have; write the value out where it is used", n.Anchor)
		return false
	case n.Style&yaml.TaggedStyle != 0:
		p.at(n, "%s is a tag, which this file cannot have; write the value without it", n.Tag)
		return false
	}
	for _, c := range n.Content {
		if !p.plain(c) {
			return false
		}
	}
	return true
}

// top reads the keys of the file.
func (p *parser) top(root *yaml.Node) {
	fields := map[string]func(*yaml.Node){
		"exclude": func(n *yaml.Node) {
			p.set("exclude", config.Encode(entries(p, n, p.exclude)))
		},
		"packages": func(n *yaml.Node) {
			p.file.Packages = entries(p, n, p.policy)
		},
		"known": p.known,
	}
	groups := make(map[string]map[string]func(*yaml.Node))
	for _, k := range p.keys {
		read := func(n *yaml.Node) { p.value(k, n) }
		group, name, nested := strings.Cut(k.Name, ".")
		if !nested {
			fields[k.Name] = read
			continue
		}
		if groups[group] == nil {
			groups[group] = make(map[string]func(*yaml.Node))
		}
		groups[group][name] = read
	}
	for name, group := range groups {
		fields[name] = func(n *yaml.Node) { p.mapping(n, name, group) }
	}
	p.mapping(root, "the file", fields)
}

func (p *parser) set(flag, value string) {
	p.file.Settings = append(p.file.Settings, Setting{flag, value})
}

// mapping reads a mapping, and calls the field of each of its keys that has a value.
func (p *parser) mapping(n *yaml.Node, what string, fields map[string]func(*yaml.Node)) {
	if isNull(n) {
		return
	}
	names := sortedKeys(fields)
	if n.Kind != yaml.MappingNode {
		p.at(n, "%s is to have keys (%s), and this is %s", what, strings.Join(names, ", "), describe(n))
		return
	}
	seen := make(map[string]int)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		read := fields[key.Value]
		switch {
		case key.Kind != yaml.ScalarNode:
			p.at(key, "a key is to be a word, and this is %s", describe(key))
		case seen[key.Value] != 0:
			p.at(key, "%s stands on line %d already; keep one of them", key.Value, seen[key.Value])
		case read == nil:
			if near := slip.Nearest(key.Value, names); near != "" {
				p.at(key, "there is no key %q; did you mean %s?", short(key.Value), near)
			} else {
				p.at(key, "there is no key %q; there are %s", short(key.Value), strings.Join(names, ", "))
			}
		case !isNull(value):
			read(value)
		}
		seen[key.Value] = key.Line
	}
}

// value reads the value of a flag.
func (p *parser) value(k Key, n *yaml.Node) {
	switch k.Kind {
	case Bool:
		if on, ok := p.boolean(k.Name, n); ok {
			p.set(k.Name, fmt.Sprint(on))
		}
	case Int:
		var i int
		if !isScalar(n, "!!int") || n.Load(&i) != nil {
			p.at(n, "%s is to be a number, and this is %s", k.Name, describe(n))
			return
		}
		p.set(k.Name, fmt.Sprint(i))
	case Text:
		if s, ok := p.text(k.Name, n); ok {
			if err := config.Check(k.Name, s); err != nil {
				p.at(n, "%v", err)
			}
			p.set(k.Name, s)
		}
	case List:
		check := func(s string) error { return config.Check(k.Name, s) }
		switch {
		case k.Name == "rules":
			check = p.rule
		case strings.HasSuffix(k.Name, "packages"):
			check = p.pattern
		}
		p.set(k.Name, strings.Join(p.list(k.Name, n, check), ","))
		if k.Name == "rules" {
			p.unmixed(n)
		}
	}
}

func (p *parser) boolean(what string, n *yaml.Node) (on, ok bool) {
	if !isScalar(n, "!!bool") || n.Load(&on) != nil {
		p.at(n, "%s is to be true or false, and this is %s", what, describe(n))
		return false, false
	}
	return on, true
}

func (p *parser) text(what string, n *yaml.Node) (string, bool) {
	if !isScalar(n, "!!str") {
		p.at(n, "%s is to be a text, and this is %s", what, describe(n))
		return "", false
	}
	return n.Value, true
}

// list reads a list of texts, each of which is checked by itself; where one only leaves
// something out, the list has to say what there is.
func (p *parser) list(what string, n *yaml.Node, check func(string) error) (out []string) {
	if n.Kind != yaml.SequenceNode {
		p.at(n, "%s is to be a list, as in [a, b], and this is %s", what, describe(n))
		return nil
	}
	chooses := false
	for _, item := range n.Content {
		s, ok := p.text("an entry of "+what, item)
		if !ok {
			continue
		}
		if s == "" {
			p.at(item, "this entry of %s is empty; write it, or drop it", what)
			continue
		}
		if strings.Contains(s, ",") && !strings.HasSuffix(what, "paths") {
			p.at(item, "%q has a comma in it; write an entry of the list for each", short(s))
			continue
		}
		chooses = chooses || !strings.HasPrefix(s, "-")
		if err := check(s); err != nil {
			p.at(item, "%v", err)
			continue
		}
		out = append(out, s)
	}
	if strings.HasSuffix(what, "packages") && len(out) > 0 && !chooses {
		p.at(n, "this only leaves packages out; say which there are, as in [..., %s]", strings.Join(out, ", "))
	}
	return out
}

// rule checks the name of a rule to run, or to leave out.
func (p *parser) rule(name string) error {
	bare := strings.TrimPrefix(name, "-")
	if slices.Contains(p.rules, bare) {
		return nil
	}
	if near := slip.Nearest(bare, p.rules); near != "" {
		return fmt.Errorf("there is no rule %q; did you mean %s?", bare, near)
	}
	return fmt.Errorf("there is no rule %q; there are %s", short(bare), strings.Join(p.rules, ", "))
}

// unmixed reports a list of rules that says both what to run and what to leave out.
func (p *parser) unmixed(n *yaml.Node) {
	var not, all int
	for _, item := range n.Content {
		all++
		if strings.HasPrefix(item.Value, "-") {
			not++
		}
	}
	if not > 0 && not < all {
		p.at(n, "this list mixes rules to run with rules to leave out; use either [a, b] or [-a, -b]")
	}
}

// entries reads a list of mappings.
func entries[T any](p *parser, n *yaml.Node, read func(*yaml.Node) (T, bool)) (out []T) {
	if n.Kind != yaml.SequenceNode {
		p.at(n, "this is to be a list, each entry of which begins with a dash, and is %s", describe(n))
		return nil
	}
	for _, item := range n.Content {
		if isNull(item) {
			p.at(item, "this entry is empty; write its keys behind the dash")
		} else if e, ok := read(item); ok {
			out = append(out, e)
		}
	}
	return out
}

// exclude reads an entry of exclude.
func (p *parser) exclude(n *yaml.Node) (e config.Exclude, ok bool) {
	before := len(p.mistakes)
	p.mapping(n, "an entry of exclude", map[string]func(*yaml.Node){
		"paths":     func(n *yaml.Node) { e.Paths = p.list("paths", n, config.CheckGlob) },
		"packages":  func(n *yaml.Node) { e.Packages = p.list("packages", n, p.pattern) },
		"functions": func(n *yaml.Node) { e.Functions = p.list("functions", n, config.CheckFunction) },
		"reason":    func(n *yaml.Node) { e.Reason, _ = p.text("reason", n) },
		"rules": func(n *yaml.Node) {
			e.Rules = p.list("rules", n, func(s string) error {
				if strings.HasPrefix(s, "-") {
					return fmt.Errorf("%s would leave a rule out of what is left out; name the rules", s)
				}
				return p.rule(s)
			})
		},
	})
	return e, p.complete(n, before, e.Check)
}

// policy reads an entry of packages.
func (p *parser) policy(n *yaml.Node) (e config.PackagePolicy, ok bool) {
	before := len(p.mistakes)
	flag := func(name string, to **bool) func(*yaml.Node) {
		return func(n *yaml.Node) {
			if on, ok := p.boolean(name, n); ok {
				*to = &on
			}
		}
	}
	p.mapping(n, "an entry of packages", map[string]func(*yaml.Node){
		"packages": func(n *yaml.Node) { e.Packages = p.list("packages", n, p.pattern) },
		"rules": func(n *yaml.Node) {
			e.Rules = p.list("rules", n, p.rule)
			p.unmixed(n)
		},
		"advice": flag("advice", &e.Advice),
		"strict": flag("strict", &e.Strict),
		"tests":  flag("tests", &e.Tests),
	})
	return e, p.complete(n, before, e.Check)
}

// pattern checks one of a list, in which another may say what this one leaves out.
func (p *parser) pattern(s string) error {
	if strings.HasPrefix(s, "-") {
		s = "...," + s
	}
	return config.Check("packages", s)
}

// complete checks an entry as a whole, if nothing in it is wrong by itself.
func (p *parser) complete(n *yaml.Node, before int, check func() error) bool {
	if len(p.mistakes) > before {
		return false
	}
	if err := check(); err != nil {
		p.at(n, "%v", err)
		return false
	}
	return true
}

// known reads rows of the table of known functions. Its parser tells lines; they are kept
// as they stand in the file, so that what it says of other rows is right too.
func (p *parser) known(n *yaml.Node) {
	if n.Kind != yaml.SequenceNode {
		p.at(n, "known is to be a list of rows, each behind a dash, and this is %s", describe(n))
		return
	}
	var lines []string // line i+1 of the file
	var rows []string
	from := make(map[int]*yaml.Node)
	for _, item := range n.Content {
		s, ok := p.text("a row", item)
		if !ok {
			continue
		}
		line := item.Line
		if item.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			line++ // its text begins below the sign
		}
		for len(lines)+1 < line {
			lines = append(lines, "")
		}
		for row := range strings.Lines(s) {
			row, _, _ = strings.Cut(row, "#")
			row = strings.Join(strings.Fields(row), " ")
			lines = append(lines, row)
			from[len(lines)] = item
			if row != "" {
				rows = append(rows, row)
			}
		}
	}
	_, err := known.Parse(p.name, strings.NewReader(strings.Join(lines, "\n")))
	for _, err := range unjoin(err) {
		row, ok := errors.AsType[*known.RowError](err)
		if !ok {
			p.at(n, "%v", err)
			continue
		}
		item := from[row.Line]
		p.mistake(max(row.Line, item.Line), item.Column, "%v", row.Err)
	}
	p.set("known", strings.Join(rows, "\n"))
}

func unjoin(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}
