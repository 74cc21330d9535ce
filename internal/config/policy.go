package config

import (
	"flag"
	"fmt"
	"strings"
)

// The rules of the policy tier are a team's own law: they are silent until the
// flags below say where they hold.

// A NakedGo says which packages are to launch by a helper.
type NakedGo struct {
	In        Patterns
	Helper    string   // the full name of the func to launch by
	Message   string   // what to do about it, in the team's own words; "" for ours
	Launchers []string // the full names of functions that may use go statements
}

// An Unrecovered says in which packages every goroutine is to recover.
type Unrecovered struct {
	In         Patterns
	Recoverers []string // the full names of functions that recover when they are deferred
}

func policyFlags(fs *flag.FlagSet) {
	fs.String("nakedgo.packages", "", "comma-separated `patterns` of import paths whose packages are to launch by the helper; -pattern leaves some out")
	fs.String("nakedgo.helper", "", "full name of the `func` to launch by, as example.com/app/safe.Go")
	fs.String("nakedgo.message", "", "`text` to report instead of the advice to use the helper")
	fs.String("nakedgo.launchers", "", "comma-separated full names of `funcs` that may use go statements all the same")
	fs.String("unrecovered.packages", "", "comma-separated `patterns` of import paths in whose packages every goroutine is to recover; -pattern leaves some out")
	fs.String("unrecovered.recoverers", "", "comma-separated full names of `funcs` that recover when they are deferred, besides those seen to do so")
}

// policy reads the flags of the policy rules.
func (c *Config) policy(fs *flag.FlagSet) (err error) {
	n, u := &c.NakedGo, &c.Unrecovered
	n.Message = text(fs, "nakedgo.message")
	for _, patterns := range []struct {
		flag string
		to   *Patterns
	}{{"nakedgo.packages", &n.In}, {"unrecovered.packages", &u.In}} {
		if *patterns.to, err = parsePatterns(text(fs, patterns.flag)); err != nil {
			return fmt.Errorf("-%s: %w", patterns.flag, err)
		}
	}
	var helpers []string
	for _, names := range []struct {
		flag string
		to   *[]string
	}{{"nakedgo.helper", &helpers}, {"nakedgo.launchers", &n.Launchers}, {"unrecovered.recoverers", &u.Recoverers}} {
		if *names.to, err = parseNames(text(fs, names.flag)); err != nil {
			return fmt.Errorf("-%s: %w", names.flag, err)
		}
	}
	switch {
	case len(helpers) > 1:
		return fmt.Errorf("-nakedgo.helper names %d functions; name the one to launch by, and put the others in -nakedgo.launchers", len(helpers))
	case len(helpers) == 1:
		n.Helper = helpers[0]
	}
	switch {
	case n.In != nil && n.Helper == "":
		return fmt.Errorf("-nakedgo.packages without -nakedgo.helper; say what to launch by instead, as in -nakedgo.helper=example.com/app/safe.Go")
	case n.In == nil && (n.Helper != "" || n.Message != "" || n.Launchers != nil):
		return fmt.Errorf("the flags of nakedgo without -nakedgo.packages do nothing; say where it holds, as in -nakedgo.packages=example.com/app/...")
	case u.In == nil && u.Recoverers != nil:
		return fmt.Errorf("-unrecovered.recoverers without -unrecovered.packages does nothing; say where the rule holds, as in -unrecovered.packages=example.com/app/...")
	}
	return nil
}

// Patterns choose packages by their import paths. An ellipsis in them stands for
// anything, as it does for the go command.
type Patterns []pattern

type pattern struct {
	text string
	not  bool // it leaves packages out
}

// Match reports whether a package is chosen: a pattern matches, and none leaves it out.
func (p Patterns) Match(path string) (chosen bool) {
	for _, pat := range p {
		if matches(pat.text, path) {
			if pat.not {
				return false
			}
			chosen = true
		}
	}
	return chosen
}

// matches reports whether a path matches a pattern. A pattern p/... also matches p.
func matches(pattern, path string) bool {
	if whole, ok := strings.CutSuffix(pattern, "/..."); ok && matches(whole, path) {
		return true
	}
	parts := strings.Split(pattern, "...")
	last := len(parts) - 1
	if last == 0 {
		return pattern == path
	}
	rest, ok := strings.CutPrefix(path, parts[0])
	for _, part := range parts[1:last] {
		if ok {
			_, rest, ok = strings.Cut(rest, part)
		}
	}
	return ok && strings.HasSuffix(rest, parts[last])
}

// noPath are characters of other kinds of patterns, which no import path has.
const noPath = "*?[](){}^$|\\@ "

func parsePatterns(list string) (out Patterns, err error) {
	chooses := false
	for _, s := range split(list) {
		p := pattern{text: s}
		p.text, p.not = strings.CutPrefix(s, "-")
		switch {
		case p.text == "" || strings.HasPrefix(p.text, "./") || strings.HasPrefix(p.text, "../") || strings.HasPrefix(p.text, "/") || p.text == "." || p.text == "..":
			return nil, fmt.Errorf("%q is no import path; write it in full, as in example.com/app/...", s)
		case strings.ContainsAny(p.text, noPath):
			return nil, fmt.Errorf("%q is no pattern of import paths, in which ... stands for anything; write it as in example.com/app/... or -example.com/app/internal/...", s)
		}
		chooses = chooses || !p.not
		out = append(out, p)
	}
	if out != nil && !chooses {
		return nil, fmt.Errorf("%q only leaves packages out; say which there are, as in ...,%s", list, list)
	}
	return out, nil
}

// parseNames reads full names of functions, as [go/types.Func.FullName] prints
// them, without type arguments.
func parseNames(list string) (out []string, err error) {
	for _, s := range split(list) {
		if !isFullName(s) {
			return nil, fmt.Errorf("%q is no full name of a function; write it as in example.com/app/safe.Go or (*example.com/app/pool.Pool).Go", s)
		}
		out = append(out, s)
	}
	return out, nil
}

func isFullName(s string) bool {
	if recv, method, ok := strings.Cut(s, ")."); ok {
		recv, ok = strings.CutPrefix(recv, "(")
		return ok && isIdent(method) && isFullName(strings.TrimPrefix(recv, "*"))
	}
	dot := strings.LastIndexByte(s, '.')
	return dot > 0 && isIdent(s[dot+1:]) && s[dot-1] != '.' && s[dot-1] != '/' && !strings.ContainsAny(s, noPath)
}

func isIdent(s string) bool {
	for i, r := range s {
		letter := r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r > 127
		if !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return s != ""
}

func split(list string) (out []string) {
	for s := range strings.SplitSeq(list, ",") {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
