//go:build unix

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"
)

// results are what was measured, in a file: one JSON object a line.
type results struct {
	file *os.File
	list []result
}

type result struct {
	Module, Tool, ID, State string
	Cost                    cost
}

func openResults(name string) (*results, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	r := &results{file: f}
	for dec := json.NewDecoder(f); ; {
		var one result
		if err := dec.Decode(&one); errors.Is(err, io.EOF) {
			return r, nil
		} else if err != nil {
			f.Close()
			return nil, fmt.Errorf("%s: %w; delete it to measure all again", name, err)
		}
		r.list = append(r.list, one)
	}
}

func (r *results) Close() error { return r.file.Close() }

func (r *results) add(m *module, t *tool, state string, c cost) error {
	one := result{m.path, t.name, t.id, state, c}
	data, err := json.Marshal(one)
	if err != nil {
		return err
	}
	r.list = append(r.list, one)
	_, err = r.file.Write(append(data, '\n'))
	return err
}

// costs returns what runs of a tool took in a state.
func (r *results) costs(m *module, t *tool, state string) (out []cost) {
	for _, one := range r.list {
		if one.Module == m.path && one.Tool == t.name && one.ID == t.id && one.State == state {
			out = append(out, one.Cost)
		}
	}
	return out
}

// median takes the median of each figure by itself.
func median(runs []cost) cost {
	var cpu []time.Duration
	var rss []int64
	for _, r := range runs {
		cpu, rss = append(cpu, r.CPU), append(rss, r.RSS)
	}
	slices.Sort(cpu)
	slices.Sort(rss)
	return cost{cpu[len(cpu)/2], rss[len(rss)/2]}
}
