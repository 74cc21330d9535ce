package vetrun

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"slices"
	"strconv"

	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/go/gcexportdata"
)

// The file that a unit leaves for its importers: this word, the lengths of
// the two parts as 32-bit little-endian numbers, export data, facts.
const (
	vetxMagic  = "vetx"
	vetxHeader = len(vetxMagic) + 8
)

// writeTypes writes a unit's exported types and no facts, which is all that
// importers need of the standard library. It spares the comments, the
// resolution of identifiers by the parser and, above all, the type-checking
// of function bodies: more than half of what unitchecker spends on such a
// unit, and they are most of the units of a small module.
//
// The file's form is unitchecker's own. The tests of this package read what it
// writes back through unitchecker, so that a change of the form is noticed
// when x/tools is updated.
func writeTypes(cfg *unitchecker.Config) error {
	if cfg.VetxOutput == "" {
		return nil
	}
	fset := token.NewFileSet()
	files, err := parseFiles(cfg, fset, 0)
	if err != nil {
		return err
	}
	conf := types.Config{
		Importer:         newVetxImporter(cfg, fset),
		Sizes:            sizes(),
		GoVersion:        cfg.GoVersion,
		IgnoreFuncBodies: true,
	}
	pkg, err := conf.Check(cfg.ImportPath, fset, files, nil)
	if err != nil {
		return err
	}
	return WriteVetx(cfg.VetxOutput, fset, pkg)
}

func sizes() types.Sizes { return types.SizesFor("gc", build.Default.GOARCH) }

func parseFiles(cfg *unitchecker.Config, fset *token.FileSet, mode parser.Mode) (files []*ast.File, err error) {
	for _, name := range cfg.GoFiles {
		f, err := parser.ParseFile(fset, name, nil, mode|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return files, nil
}

// WriteVetx writes the file of a unit that has a package's types and no facts.
func WriteVetx(file string, fset *token.FileSet, pkg *types.Package) error {
	return writeVetx(file, fset, pkg, nil)
}

func writeVetx(file string, fset *token.FileSet, pkg *types.Package, facts []byte) error {
	var buf bytes.Buffer
	buf.Write(make([]byte, vetxHeader-1))
	if err := gcexportdata.Write(&buf, fset, pkg); err != nil {
		return err
	}
	size := buf.Len() - vetxHeader
	buf.Write(facts)
	// gcexportdata begins with a letter that names its form, which vetx files
	// leave out: the header's last byte takes its place.
	data := buf.Bytes()
	copy(data, vetxMagic)
	binary.LittleEndian.PutUint32(data[4:], uint32(size))
	binary.LittleEndian.PutUint32(data[8:], uint32(len(facts)))
	return os.WriteFile(file, data, 0o666)
}

// A vetxImporter imports packages from the files that their units left.
type vetxImporter struct {
	cfg     *unitchecker.Config
	fset    *token.FileSet
	imports map[string]*types.Package // those that were imported, and those that their types lead to
	facts   map[string][]byte         // of those that were imported, as [factSet] reads them
}

func newVetxImporter(cfg *unitchecker.Config, fset *token.FileSet) vetxImporter {
	return vetxImporter{cfg, fset, make(map[string]*types.Package), make(map[string][]byte)}
}

func (imp vetxImporter) Import(name string) (*types.Package, error) {
	path, ok := imp.cfg.ImportMap[name]
	if !ok {
		return nil, fmt.Errorf("cannot resolve import %q", name)
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := imp.imports[path]; pkg != nil && pkg.Complete() {
		return pkg, nil
	}
	data, err := os.ReadFile(imp.cfg.PackageVetx[path])
	if err != nil {
		return nil, err
	}
	if len(data) < vetxHeader || string(data[:4]) != vetxMagic {
		return nil, fmt.Errorf("no types of %q", path)
	}
	size, facts := binary.LittleEndian.Uint32(data[4:]), binary.LittleEndian.Uint32(data[8:])
	if int64(size)+int64(facts) > int64(len(data)-vetxHeader) {
		return nil, fmt.Errorf("what is known of %q is cut short", path)
	}
	imp.facts[path] = data[vetxHeader+int(size):][:facts]
	// The byte before the types is the last of the header and not needed any
	// more: it takes the letter by which gcexportdata knows the form.
	data = data[vetxHeader-1 : vetxHeader+int(size)]
	data[0] = 'i'
	return gcexportdata.Read(bytes.NewReader(data), imp.fset, imp.imports, path)
}

// importAll imports what some files do.
func (imp vetxImporter) importAll(files []*ast.File) (pkgs []*types.Package, err error) {
	for _, f := range files {
		for _, spec := range f.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, err
			}
			pkg, err := imp.Import(name)
			if err != nil {
				return nil, err
			}
			if pkg != types.Unsafe && !slices.Contains(pkgs, pkg) {
				pkgs = append(pkgs, pkg)
			}
		}
	}
	return pkgs, nil
}
