package vetrun

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"fmt"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A record is a fact as the file of a unit has it. Its form is unitchecker's own (package facts of
// x/tools): what one writes, the other reads.
type record struct {
	PkgPath string
	Object  objectpath.Path // relative to the package; "" if the fact is about the package itself
	Fact    analysis.Fact
}

// compare orders records as unitchecker does: the same facts make the same file.
func (r record) compare(s record) int {
	return cmp.Or(cmp.Compare(r.PkgPath, s.PkgPath), cmp.Compare(r.Object, s.Object), cmp.Compare(reflect.TypeOf(r.Fact).String(), reflect.TypeOf(s.Fact).String()))
}

// A subject is what a fact is about.
type subject struct {
	pkg *types.Package
	obj types.Object // nil for the package itself
	typ reflect.Type // of the fact
}

// A factSet has the facts that one package reads and writes.
type factSet struct {
	pkg    *types.Package // is there once it is type-checked
	facts  map[subject]analysis.Fact
	passed []record // facts of imports that importers of the package need as well
}

// readFacts reads the facts that come with the direct imports of a package. Those about packages that
// the importer did not come across are of no use: no type leads there.
func readFacts(imports []*types.Package, imp vetxImporter) (*factSet, error) {
	type place struct {
		pkg  string
		path objectpath.Path
		typ  reflect.Type
	}
	set := &factSet{facts: make(map[subject]analysis.Fact)}
	seen := make(map[place]bool) // many imports pass the same facts on
	for _, pkg := range imports {
		data := imp.facts[pkg.Path()]
		if len(data) == 0 {
			continue
		}
		var records []record
		if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&records); err != nil {
			return nil, fmt.Errorf("decoding the facts of %s: %w", pkg.Path(), err)
		}
		for _, r := range records {
			of := imp.imports[r.PkgPath]
			at := place{r.PkgPath, r.Object, reflect.TypeOf(r.Fact)}
			if of == nil || seen[at] {
				continue
			}
			seen[at] = true
			about := subject{pkg: of, typ: at.typ}
			if r.Object != "" {
				var err error
				if about.obj, err = objectpath.Object(of, r.Object); err != nil {
					continue // of a type that the package does not come to see
				}
			}
			set.facts[about] = r.Fact
			if about.isPassedOn() {
				set.passed = append(set.passed, r)
			}
		}
	}
	return set, nil
}

// isPassedOn reports whether importers of a package that imports the subject may come to it without
// importing it themselves: a type does, and its fields and methods.
func (s subject) isPassedOn() bool {
	if s.obj == nil {
		return false
	}
	_, isType := s.obj.(*types.TypeName)
	return isType || s.obj.Parent() != s.pkg.Scope()
}

// encode returns what a unit's file has of the facts. Those about objects that importers cannot name are left out.
func (s *factSet) encode() ([]byte, error) {
	records := slices.Clone(s.passed)
	var paths objectpath.Encoder
	for about, f := range s.facts {
		if about.pkg != s.pkg {
			continue
		}
		r := record{PkgPath: s.pkg.Path(), Fact: f}
		if about.obj != nil {
			var err error
			if r.Object, err = paths.For(about.obj); err != nil {
				continue
			}
		}
		records = append(records, r)
	}
	if len(records) == 0 {
		return nil, nil
	}
	slices.SortFunc(records, record.compare)
	var buf bytes.Buffer
	if err := gob.NewEncoder(&buf).Encode(records); err != nil {
		return nil, fmt.Errorf("encoding the facts of %s: %w", s.pkg.Path(), err)
	}
	return buf.Bytes(), nil
}

// give lets a pass read and write the facts.
func (s *factSet) give(pass *analysis.Pass) {
	get := func(about subject, to analysis.Fact) bool {
		about.typ = reflect.TypeOf(to)
		f, ok := s.facts[about]
		if ok {
			reflect.ValueOf(to).Elem().Set(reflect.ValueOf(f).Elem())
		}
		return ok
	}
	pass.ImportObjectFact = func(obj types.Object, to analysis.Fact) bool { return get(subject{pkg: obj.Pkg(), obj: obj}, to) }
	pass.ImportPackageFact = func(pkg *types.Package, to analysis.Fact) bool { return get(subject{pkg: pkg}, to) }
	pass.ExportObjectFact = func(obj types.Object, f analysis.Fact) {
		s.facts[subject{s.pkg, obj, reflect.TypeOf(f)}] = f
	}
	pass.ExportPackageFact = func(f analysis.Fact) { s.facts[subject{s.pkg, nil, reflect.TypeOf(f)}] = f }
	pass.AllObjectFacts = func() (all []analysis.ObjectFact) {
		for about, f := range s.facts {
			if about.obj != nil {
				all = append(all, analysis.ObjectFact{Object: about.obj, Fact: f})
			}
		}
		return all
	}
	pass.AllPackageFacts = func() (all []analysis.PackageFact) {
		for about, f := range s.facts {
			if about.obj == nil {
				all = append(all, analysis.PackageFact{Package: about.pkg, Fact: f})
			}
		}
		return all
	}
}
