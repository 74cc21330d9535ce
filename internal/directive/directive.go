// Package directive reads the comments in which authors tell gorolint what it cannot
// see for itself:
//
//	//gorolint:launches f
//	func (p *Pool) Go(f func()) { … }
//
// A directive is a row of the table of known functions (package known) about the
// function that it stands above. It has the verbs, keys and words of that table, with
// the names of parameters instead of their numbers; the names that most verbs need come
// first, without their key. launches and blocks-until are other words for launch and blocks.
package directive

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/known"
)

// Prefix begins every directive.
const Prefix = "//gorolint:"

// Ignore is the verb of the directive that silences rules, which is not read here.
const Ignore = "ignore"

// Cut splits a comment that is a directive into its verb and the rest. What follows
// another // is a comment on the directive.
func Cut(c *ast.Comment) (verb, rest string, ok bool) {
	text, ok := strings.CutPrefix(c.Text, Prefix)
	if !ok {
		return "", "", false
	}
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		verb, rest = text[:i], text[i:]
	} else {
		verb = text
	}
	for _, sep := range []string{" // ", "\t// "} {
		rest, _, _ = strings.Cut(rest, sep)
	}
	return verb, strings.TrimSpace(rest), true
}

// Spaced reports whether a comment would be a directive with one of some verbs but for the
// space in // gorolint:, which makes it prose, and returns the directive.
func Spaced(c *ast.Comment, isVerb func(string) bool) (meant *ast.Comment, ok bool) {
	text, ok := strings.CutPrefix(c.Text, "// ")
	if !ok || !strings.HasPrefix(text, Prefix[len("//"):]) {
		return nil, false // as nearly all comments
	}
	meant = &ast.Comment{Slash: c.Slash, Text: "//" + text}
	verb, _, _ := Cut(meant)
	return meant, isVerb(verb)
}

// NoSpace is what is wrong with a comment that is [Spaced].
const NoSpace = "this is no directive, as there is a space in front of gorolint:; write " + Prefix

// A Said is what directives say of one function, method, field or variable.
type Said struct {
	Obj  types.Object // a *types.Func, or a *types.Var that holds a func
	Rows []string     // of the table of known functions, without their symbols
}

// A Problem is a directive that says nothing, and why.
type Problem struct {
	Comment *ast.Comment
	Message string
}

// Read returns what the directives in a file say, in source order. A directive with a
// problem says nothing.
func Read(f *ast.File, info *types.Info) (said []Said, problems []Problem) {
	if !slices.ContainsFunc(f.Comments, func(g *ast.CommentGroup) bool { return slices.ContainsFunc(g.List, ours) }) {
		return nil, nil // as in nearly all files
	}
	at := declared(f, info)
	for _, g := range f.Comments {
		for _, c := range g.List {
			verb, rest, ok := Cut(c)
			if meant, spaced := Spaced(c, isVerb); spaced {
				verb, rest, _ = Cut(meant)
				if _, problem := read(at[g], verb, rest); problem == "" {
					problems = append(problems, Problem{c, NoSpace + verb})
				}
				continue // or it is prose
			}
			if !ok || verb == Ignore {
				continue
			}
			rows, problem := read(at[g], verb, rest)
			for i, row := range rows {
				if problem == "" {
					said, problem = add(said, at[g][i], row)
				}
			}
			if problem != "" {
				problems = append(problems, Problem{c, problem})
			}
		}
	}
	return said, problems
}

func ours(c *ast.Comment) bool {
	if meant, ok := Spaced(c, isVerb); ok {
		c = meant
	}
	verb, _, ok := Cut(c)
	return ok && verb != Ignore
}

// read returns the row of a directive for each of the objects that it is about.
func read(objs []types.Object, spelled, rest string) (rows []string, problem string) {
	verb, problem := verbOf(spelled)
	switch word, _, _ := strings.Cut(rest, " "); {
	case spelled == "" && (word == Ignore || slices.Contains(verbs(), word)):
		return nil, "this directive has a space behind its colon and says nothing; write " + Prefix + rest
	case problem != "":
		return nil, problem
	case objs == nil:
		return nil, "this directive stands at no declaration and says nothing; it belongs into the comment right above a function, a method, a method of an interface, or a field or variable of the package that holds a func"
	}
	for _, obj := range objs {
		sig, ok := obj.Type().Underlying().(*types.Signature)
		if !ok {
			return nil, obj.Name() + " holds no func, of which this directive could say something"
		}
		row, problem := (&decl{obj.Name(), sig, spelled}).row(verb, rest)
		if problem != "" {
			return nil, problem
		}
		rows = append(rows, row)
	}
	return rows, ""
}

// add takes in a row about an object, of which there is to be one for each verb.
func add(said []Said, obj types.Object, row string) ([]Said, string) {
	for i := range said {
		if said[i].Obj != obj {
			continue
		}
		verb, _, _ := strings.Cut(row, " ")
		for _, other := range said[i].Rows {
			if v, _, _ := strings.Cut(other, " "); v == verb {
				return said, "this directive says a second time what " + obj.Name() + " does; write one, with all names in it"
			}
		}
		said[i].Rows = append(said[i].Rows, row)
		return said, ""
	}
	return append(said, Said{obj, []string{row}}), ""
}

// declared maps the comments that stand at declarations to what is declared there.
func declared(f *ast.File, info *types.Info) map[*ast.CommentGroup][]types.Object {
	at := make(map[*ast.CommentGroup][]types.Object)
	note := func(names []*ast.Ident, comments ...*ast.CommentGroup) {
		for _, g := range comments {
			for _, name := range names {
				if obj := info.Defs[name]; g != nil && obj != nil {
					at[g] = append(at[g], obj)
				}
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			note([]*ast.Ident{n.Name}, n.Doc)
		case *ast.StructType:
			for _, field := range n.Fields.List {
				note(field.Names, field.Doc, field.Comment)
			}
		case *ast.InterfaceType:
			for _, method := range n.Methods.List {
				note(method.Names, method.Doc, method.Comment)
			}
		case *ast.BlockStmt:
			return false // what is declared in a function has its body at hand
		case *ast.GenDecl:
			if n.Tok != token.VAR {
				break
			}
			for _, spec := range n.Specs {
				spec := spec.(*ast.ValueSpec)
				note(spec.Names, spec.Doc, spec.Comment)
				if !n.Lparen.IsValid() {
					note(spec.Names, n.Doc)
				}
			}
		}
		return true
	})
	return at
}

// verbOf returns the verb of the table that a directive means, or what is wrong with it.
func verbOf(verb string) (string, string) {
	switch {
	case verb == "launches":
		return "launch", ""
	case verb == "blocks-until":
		return "blocks", ""
	case ofType(verb):
		return "", verb + " is about a type, and directives are about functions"
	}
	all := verbs()
	if slices.Contains(all, verb) {
		return verb, ""
	}
	if head, tail, ok := strings.Cut(verb, ":"); ok && (head == Ignore || slices.Contains(all, head)) {
		return "", "this directive has a colon behind " + head + " and says nothing; write " + Prefix + strings.TrimSpace(head+" "+tail)
	}
	if verb == "" {
		return "", "this directive has no verb; write " + Prefix + "launches f, or another of the verbs in README.md"
	}
	return "", "this directive has an unknown verb " + quote(verb) + meant(verb, append(all, Ignore))
}

// ofType reports whether a verb of the table is about a type, or may be.
func ofType(verb string) bool { return verb == "group" || verb == "request" || verb == "settings" }

func isVerb(verb string) bool { return slices.Contains(verbs(), verb) }

// verbs returns those of directives about functions.
func verbs() []string {
	return append([]string{"launches", "blocks-until"}, slices.DeleteFunc(known.Verbs(), ofType)...)
}
