//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A unit is what one package, or one with its tests, took a vet tool.
type unit struct {
	ID       string
	VetxOnly bool
	Lines    int
	CPU      time.Duration
	RSS      int64

	tool string
}

// measureUnits runs the vet tools on a module, and returns what each package that was asked for took.
func measureUnits(m *module, bin string, tools []*tool) (all []unit, err error) {
	for _, t := range tools {
		if t.name != nop && t.name != gorolint {
			continue
		}
		name := filepath.Join(m.dir, fmt.Sprintf("units-%s-%s.jsonl", t.name, t.id))
		if _, err := os.Stat(name); err != nil {
			log.Printf("%s, by package: %s", m.path, t.name)
			if err := runUnits(m, bin, t, name); err != nil {
				return nil, err
			}
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for dec := json.NewDecoder(strings.NewReader(string(data))); ; {
			u := unit{tool: t.name}
			if err := dec.Decode(&u); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if !u.VetxOnly {
				all = append(all, u)
			}
		}
	}
	return all, nil
}

// runUnits runs a vet tool, cold, and notes what each unit takes in a file.
func runUnits(m *module, bin string, t *tool, name string) error {
	if err := fresh(m, t); err != nil {
		return err
	}
	part := name + ".part"
	if err := os.RemoveAll(part); err != nil {
		return err
	}
	more := append(env(m.work(t)), "UNITCOST_TOOL="+filepath.Join(bin, t.name), "UNITCOST_FILE="+part)
	// It fails where something is found, which does not matter here.
	if _, err := goCommand(m.src(), more, "vet", "-vettool="+filepath.Join(bin, "unitcost"), "./..."); err != nil && t.name != gorolint {
		return err
	}
	return errors.Join(os.RemoveAll(m.work(t)), os.Rename(part, name))
}
