//go:build unix

// Bench sets gorolint beside other tools, on modules of some size:
//
//	go run ./bench [-n runs] [-others runs] [-dir folder] [-modules path@version,…] [-docs folder]
//
// The others are go vet; nop, a vet tool that does nothing (what is left of a run with it is what
// the go command and the driver of x/tools cost); staticcheck; and golangci-lint, with its
// standard linters alone, and with gorolint as a plugin besides. Those that cannot be
// fetched are left out, and it says so.
//
// It measures CPU seconds (user and system, of all processes together) and the
// peak memory of the largest single process, as medians:
//
//	cold            nothing vetted yet, everything compiled
//	warm            the same again, five times: the median is what counts
//	root, top       then, a comment line inserted at the top of a file of a package that
//	                no other imports; each of the following begins as warm did
//	root, end       the same at the end of that file
//	leaf, top       the same in the package that most others import
//	leaf, end
//
// The tools take turns in each of these, every one with a cache of its own.
//
// CPU seconds, not the clock: they hold on a machine that does other work too. After a
// change the go command compiles again what depends on it, whatever the tool.
//
// Then it runs nop and gorolint once more, cold, and notes what each package costs, to see
// how that grows with the lines.
//
// All that is measured is kept in -dir, with copies of the modules and their
// compiled packages, which take some minutes to make. A run that was broken off goes on
// from there, and one with a greater -n measures only what is missing. A tool that
// was built from other source is another tool.
//
// With -docs it writes cost.md and cost.svg into that folder; else the page is printed.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// modules are of different kinds and sizes.
const modules = "google.golang.org/grpc@v1.85.0,go.etcd.io/etcd/server/v3@v3.7.3,github.com/nats-io/nats-server/v2@v2.15.2,github.com/prometheus/prometheus@v0.316.0"

func main() {
	log.SetFlags(0)
	log.SetPrefix("bench: ")
	n := flag.Int("n", 1, "how many runs to take the median of")
	others := flag.Int("others", 0, "of staticcheck and golangci-lint, which take longest and are far from gorolint, no more `runs` than this; 0 is as many")
	list := flag.String("modules", modules, "the modules, as `path@version`, separated by commas")
	dir := flag.String("dir", "", "work in this `folder` and keep it")
	docs := flag.String("docs", "", "write cost.md and cost.svg into this `folder`")
	flag.Parse()
	if flag.NArg() > 0 || *n < 1 || *others < 0 || *list == "" {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(strings.Split(*list, ","), *dir, *docs, *n, *others); err != nil {
		log.Fatal(err)
	}
}

func run(paths []string, dir, docs string, n, others int) error {
	if others == 0 {
		others = n
	}
	kept := dir != ""
	if !kept {
		temp, err := os.MkdirTemp("", "gorolint-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		dir = temp
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	bin := filepath.Join(dir, "bin")
	tools, err := buildTools(bin)
	if err != nil {
		return err
	}
	results, err := openResults(filepath.Join(dir, "results.jsonl"))
	if err != nil {
		return err
	}
	defer results.Close()

	page := page{date: time.Now(), tools: tools, results: results, n: n}
	if list := strings.Join(paths, ","); list != modules {
		page.flags = " -modules " + list
	}
	if others < n {
		page.others = others
		page.flags = fmt.Sprintf(" -others %d%s", others, page.flags)
	}
	for _, path := range paths {
		m := &module{path: path, dir: filepath.Join(dir, strings.NewReplacer("/", "_", "@", "_").Replace(path))}
		if err := m.prepare(); err != nil {
			return err
		}
		if err := measureAll(m, tools, results, n, others); err != nil {
			return err
		}
		units, err := measureUnits(m, bin, tools)
		if err != nil {
			return err
		}
		page.modules = append(page.modules, m)
		page.units = append(page.units, units...)
		if !kept { // a module with all that it imports may take some gigabytes
			if err := os.RemoveAll(m.dir); err != nil {
				return err
			}
		}
	}
	if docs == "" {
		return page.write(os.Stdout)
	}
	return errors.Join(
		writeFile(filepath.Join(docs, "cost.md"), page.write),
		writeFile(filepath.Join(docs, "cost.svg"), page.plot),
	)
}

// writeFile makes a file of what is written.
func writeFile(name string, write func(io.Writer) error) error {
	var text strings.Builder
	if err := write(&text); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return os.WriteFile(name, []byte(text.String()), 0o666)
}
