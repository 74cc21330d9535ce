package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/gorolint/gorolint/internal/conffile"
	"github.com/gorolint/gorolint/internal/config"
	"github.com/gorolint/gorolint/internal/format"
	"github.com/gorolint/gorolint/internal/known"
)

// configure sets the flags that the configuration asks for and the command line
// leaves open, and returns the name of the file, or "".
func (c *command) configure(fs *flag.FlagSet, named string) (string, error) {
	name, shown, err := c.configFile(named)
	if name == "" || err != nil {
		return "", err
	}
	file, err := conffile.ReadFile(name, shown, c.keys(fs), c.ruleNames())
	if err != nil {
		return "", err
	}
	given := make(map[string]bool)
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	settings := file.Settings
	if policies := config.Encode(without(file.Packages, given)); policies != "" {
		settings = append(settings, conffile.Setting{Flag: "packages", Value: policies})
	}
	for _, s := range settings {
		if given[s.Flag] {
			continue
		}
		if err := fs.Set(s.Flag, s.Value); err != nil {
			return "", usagef("%s: %s: %v", shown, s.Flag, err)
		}
	}
	if _, err := config.Read(&config.Analyzer.Flags); err != nil {
		return "", usagef("%s, with the flags: %v", shown, err)
	}
	return shown, nil
}

// checkKnown says what is wrong with the value of -known.
func checkKnown(rows string) error {
	if _, err := known.With(rows); err != nil {
		return usageError(err.Error())
	}
	return nil
}

// configFile returns the name of the configuration, and how to show it; "" if
// there is none. Named is what -config says.
func (c *command) configFile(named string) (name, shown string, err error) {
	switch named {
	case "off":
		return "", "", nil
	case "":
	default:
		return named, named, nil
	}
	name, err = conffile.Find(c.dir, os.Getenv("GOWORK"))
	if name == "" || err != nil {
		return "", "", err
	}
	return name, format.Path(c.dir, name), nil
}

// keys returns those that a configuration may have: the flags that say what is
// reported, but for those whose values are lists of records.
func (c *command) keys(fs *flag.FlagSet) (keys []conffile.Key) {
	fs.VisitAll(func(f *flag.Flag) {
		switch {
		case slices.Contains(records, f.Name),
			f.Name == "debug",
			f.Name != "tags" && !strings.Contains(f.Name, ".") && config.Analyzer.Flags.Lookup(f.Name) == nil:
			return
		}
		keys = append(keys, conffile.Key{Name: f.Name, Kind: kind(f)})
	})
	return keys
}

func kind(f *flag.Flag) conffile.Kind {
	if f.Name == "tags" || config.IsList(f.Name) {
		return conffile.List
	}
	if getter, ok := f.Value.(flag.Getter); ok {
		switch getter.Get().(type) {
		case bool:
			return conffile.Bool
		case int:
			return conffile.Int
		}
	}
	return conffile.Text
}

func (c *command) ruleNames() (out []string) {
	for _, a := range c.rules() {
		out = append(out, a.Name)
	}
	return out
}

// without leaves out of the policies what the command line says for all packages.
func without(policies []config.PackagePolicy, given map[string]bool) (out []config.PackagePolicy) {
	for _, p := range policies {
		if given["rules"] {
			p.Rules = nil
		}
		for name, flag := range map[string]**bool{"advice": &p.Advice, "strict": &p.Strict, "tests": &p.Tests} {
			if given[name] {
				*flag = nil
			}
		}
		if len(p.Rules) > 0 || p.Advice != nil || p.Strict != nil || p.Tests != nil {
			out = append(out, p)
		}
	}
	return out
}

// failures returns the parts of an error that are to be printed, each by itself.
func failures(err error) (out []format.Error) {
	if ms, ok := errors.AsType[conffile.Mistakes](err); ok {
		for _, m := range ms {
			out = append(out, format.Error{Message: m.Error()})
		}
		return out
	}
	return []format.Error{{Message: err.Error()}}
}

// printConfiguration says, for -debug, which file was read.
func (c *command) printConfiguration(opts *options) {
	if opts.confFile != "" {
		fmt.Fprintf(c.stderr, "configuration: %s\n", opts.confFile)
	}
}
