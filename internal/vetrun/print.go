package vetrun

import (
	"cmp"
	"encoding/json"
	"go/token"
	"os"

	"golang.org/x/tools/go/analysis/unitchecker"
)

// What [readStream] reads, as unitchecker writes it.
type (
	jsonDiagnostic struct {
		Category string        `json:"category,omitempty"`
		Posn     string        `json:"posn"`
		End      string        `json:"end"`
		Message  string        `json:"message"`
		Related  []jsonRelated `json:"related,omitempty"`
	}
	jsonRelated struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	}
)

// printJSON writes what was found in a unit, without fixes, to where the go command wants it.
func printJSON(cfg *unitchecker.Config, fset *token.FileSet, found []finding) error {
	place := func(pos, end token.Pos) (string, string) {
		return fset.Position(pos).String(), fset.Position(cmp.Or(end, pos)).String()
	}
	tree := make(map[string]map[string][]jsonDiagnostic)
	if len(found) > 0 {
		tree[cfg.ID] = make(map[string][]jsonDiagnostic)
	}
	for _, f := range found {
		d := jsonDiagnostic{Category: f.Category, Message: f.Message}
		d.Posn, d.End = place(f.Pos, f.End)
		for _, r := range f.Related {
			rel := jsonRelated{Message: r.Message}
			rel.Posn, rel.End = place(r.Pos, r.End)
			d.Related = append(d.Related, rel)
		}
		tree[cfg.ID][f.analyzer.Name] = append(tree[cfg.ID][f.analyzer.Name], d)
	}
	data, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if cfg.Stdout == "" {
		_, err = os.Stdout.Write(data)
		return err
	}
	return os.WriteFile(cfg.Stdout, data, 0o666)
}
