package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gorolint/gorolint/internal/config"
	said "github.com/gorolint/gorolint/internal/directive"
	"github.com/gorolint/gorolint/internal/model"
	"github.com/gorolint/gorolint/internal/slip"
)

// ignorePrefix begins a directive that silences rules:
//
//	//gorolint:ignore RULE[,RULE…] reason
//
// on the reported line, on the last line of the statement that is reported, or
// in the comment that ends on the line before.
const ignorePrefix = said.Prefix + said.Ignore

// A directive silences findings.
type directive struct {
	pos        token.Pos
	end        token.Pos
	rules      []string // nil means all, which only nolint can say
	reason     string
	more       bool // another // follows, and what stands behind it is no part of it
	ours       bool // gorolint:ignore rather than nolint
	first      int  // the lines on which it silences
	last       int
	spaced     bool // it is none, for a space
	suppressed bool // it silenced something
}

// silences reports whether the directive is about a finding of the rule that
// stands on the line.
func (d *directive) silences(rule string, line int) bool {
	named := d.rules == nil || slices.Contains(d.rules, rule) || !d.ours && slices.Contains(d.rules, "gorolint")
	return named && d.first <= line && line <= d.last
}

// complete reports whether a gorolint:ignore says what it must.
func (d *directive) complete() bool { return len(d.rules) > 0 && d.reason != "" }

// directives returns those of one file; nolint tells whether //nolint counts.
func directives(fset *token.FileSet, f *ast.File, nolint bool) (out []*directive) {
	line := func(pos token.Pos) int { return fset.PositionFor(pos, false).Line }
	var code map[int]bool // lines on which something other than a comment begins or ends
	for _, group := range f.Comments {
		for _, c := range group.List {
			d := parse(c)
			if d == nil || !d.ours && !nolint {
				continue
			}
			if code == nil {
				code = codeLines(f, line)
			}
			d.first, d.last = line(c.Pos()), line(c.Pos())
			if !code[d.first] {
				d.last = line(group.End()) + 1
				if !d.ours {
					d.last = max(d.last, nodeEnd(fset, f, d.last, fset.PositionFor(c.Pos(), false).Column))
				}
			}
			out = append(out, d)
		}
	}
	return out
}

// parse reads a comment; nil if it is no directive. How //nolint is read
// follows golangci-lint (pkg/result/processors/nolint_filter.go).
func parse(c *ast.Comment) *directive {
	if verb, text, ok := said.Cut(c); ok && verb == said.Ignore {
		rules, reason, _ := strings.Cut(text, " ")
		d := &directive{pos: c.Pos(), end: c.End(), reason: strings.TrimSpace(reason), ours: true, more: strings.Contains(c.Text[len(said.Prefix):], "// ")}
		for rule := range strings.SplitSeq(rules, ",") {
			if rule = strings.TrimSpace(rule); rule != "" {
				d.rules = append(d.rules, rule)
			}
		}
		return d
	}
	text, ok := strings.CutPrefix(strings.TrimLeft(c.Text, "/ "), "nolint")
	if !ok || !strings.HasPrefix(c.Text, "//") || text != "" && text[0] != ' ' && text[0] != ':' {
		return nil
	}
	d := &directive{pos: c.Pos(), end: c.End()}
	list, named := strings.CutPrefix(text, ":")
	if !named {
		return d
	}
	list, _, _ = strings.Cut(list, "//")
	list, _, _ = strings.Cut(strings.TrimSpace(list), " ")
	for rule := range strings.SplitSeq(list, ",") {
		if rule = strings.ToLower(strings.TrimSpace(rule)); rule == "all" {
			d.rules = nil
			return d
		}
		d.rules = append(d.rules, rule)
	}
	return d
}

// codeLines returns the lines on which a node of the syntax begins or ends.
func codeLines(f *ast.File, line func(token.Pos) int) map[int]bool {
	lines := make(map[int]bool)
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.File, *ast.Comment, *ast.CommentGroup:
		default:
			lines[line(n.Pos())] = true
			lines[line(n.End()-1)] = true
		}
		return true
	})
	return lines
}

// nodeEnd returns the last line of the largest node that begins at a line and
// column; 0 if there is none.
func nodeEnd(fset *token.FileSet, f *ast.File, line, column int) (end int) {
	ast.Inspect(f, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.Comment, *ast.CommentGroup:
			return false
		}
		if p := fset.PositionFor(n.Pos(), false); p.Line == line && p.Column == column {
			end = max(end, fset.PositionFor(n.End(), false).Line)
		}
		return true
	})
	return end
}

// A filter knows the directives of a package.
type filter struct {
	pass   *analysis.Pass
	cfg    *config.Config
	byFile map[*ast.File][]*directive
}

func newFilter(pass *analysis.Pass, cfg *config.Config) *filter {
	f := &filter{pass, cfg, make(map[*ast.File][]*directive)}
	for _, file := range pass.Files {
		test := strings.HasSuffix(pass.Fset.File(file.Pos()).Name(), "_test.go")
		if !model.Generated(pass.Fset, file) && (cfg.Tests || !test) {
			f.byFile[file] = directives(pass.Fset, file, cfg.Nolint)
		}
	}
	return f
}

// silenced reports whether a directive or the configuration silences a finding, and notes
// that that directive is needed.
func (f *filter) silenced(rule string, pos token.Pos) (silenced bool) {
	file := fileAt(f.pass, pos)
	if ds := f.byFile[file]; len(ds) > 0 {
		at := f.pass.Fset.PositionFor(pos, false).Line
		last := f.pass.Fset.PositionFor(statementEnd(file, pos), false).Line
		for _, d := range ds {
			if (!d.ours || d.complete()) && (d.silences(rule, at) || d.first == last && d.silences(rule, last)) {
				silenced, d.suppressed = true, true
			}
		}
	}
	return silenced || Excluded(f.pass, f.cfg, rule, pos)
}

// statementEnd returns the end of the innermost statement or declaration
// around pos.
func statementEnd(f *ast.File, pos token.Pos) token.Pos {
	end := pos
	ast.Inspect(f, func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
		case ast.Stmt, ast.Spec:
			end = n.End() - 1
		}
		return true
	})
	return end
}

// unused reports the directives that name the rule and silence nothing.
func (f *filter) unused(rule string) {
	for _, file := range f.pass.Files {
		for _, d := range f.byFile[file] {
			if d.ours && d.complete() && !d.suppressed && slices.Contains(d.rules, rule) && !Excluded(f.pass, f.cfg, rule, d.pos) {
				f.pass.Report(analysis.Diagnostic{
					Pos: d.pos, End: d.end,
					Message: fmt.Sprintf("this directive silences nothing of %s here; move it to the line that is reported, or remove it (%s)", rule, rule),
					URL:     f.pass.Analyzer.URL,
				})
			}
		}
	}
}

// Directives returns an analyzer that reports directives which do not say what
// they silence, or why, or name a rule that is none of those given, and those that
// describe a function wrongly.
func Directives(rules []string) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:     "directive",
		Doc:      "directive: report //gorolint: comments that do nothing because they are wrong or incomplete\n\nThe form is //gorolint:ignore RULE[,RULE] reason, or, above the declaration of a function, //gorolint:VERB NAMES.",
		URL:      "https://pkg.go.dev/github.com/gorolint/gorolint",
		Requires: []*analysis.Analyzer{config.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			cfg := pass.ResultOf[config.Analyzer].(*config.Config)
			if !cfg.Enabled(pass.Analyzer.Name, config.Bug) {
				return nil, nil
			}
			unknownRows(pass, cfg)
			f := newFilter(pass, cfg)
			for _, file := range pass.Files {
				ds, ok := f.byFile[file]
				if !ok {
					continue
				}
				_, problems := said.Read(file, pass.TypesInfo)
				for _, p := range problems {
					if Excluded(pass, cfg, pass.Analyzer.Name, p.Comment.Pos()) {
						continue
					}
					pass.Report(analysis.Diagnostic{Pos: p.Comment.Pos(), End: p.Comment.End(), Message: p.Message + " (directive)", URL: pass.Analyzer.URL})
				}
				for _, d := range append(ds, spaced(file, rules)...) {
					if problem := d.problem(rules); problem != "" && !Excluded(pass, cfg, pass.Analyzer.Name, d.pos) {
						pass.Report(analysis.Diagnostic{Pos: d.pos, End: d.end, Message: problem + " (directive)", URL: pass.Analyzer.URL})
					}
				}
			}
			return nil, nil
		},
	}
}

// spaced returns the comments of a file that would be directives that silence rules
// but for a space.
func spaced(f *ast.File, rules []string) (out []*directive) {
	for _, group := range f.Comments {
		for _, c := range group.List {
			if meant, ok := said.Spaced(c, func(verb string) bool { return verb == said.Ignore }); ok {
				d := parse(meant)
				d.end, d.spaced = c.End(), true
				if d.complete() && !slices.ContainsFunc(d.rules, func(r string) bool { return !slices.Contains(rules, r) }) {
					out = append(out, d)
				} // or it is prose
			}
		}
	}
	return out
}

// problem says what is wrong with a directive of ours, or "".
func (d *directive) problem(rules []string) string {
	if !d.ours {
		return ""
	}
	if d.spaced {
		return said.NoSpace + said.Ignore
	}
	const form = "; write " + ignorePrefix + " RULE[,RULE] reason"
	if len(d.rules) == 0 {
		return "this directive names no rule and silences nothing" + form
	}
	for _, r := range d.rules {
		if !slices.Contains(rules, r) {
			if near := slip.Nearest(r, rules); near != "" {
				return fmt.Sprintf("this directive names a rule %q that does not exist; is %s meant?", r, near)
			}
			return fmt.Sprintf("this directive names a rule %q that does not exist; the rules are %s", r, strings.Join(rules, ", "))
		}
	}
	if d.reason == "" && d.more {
		return "this directive gives no reason and silences nothing" + form + ", without // before the reason"
	}
	if d.reason == "" {
		return "this directive gives no reason and silences nothing" + form
	}
	return ""
}
