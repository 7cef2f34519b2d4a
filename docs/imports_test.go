package docs

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/audiocheck/audiocheck/"

// table reads the rows "| package | may import |" of architecture.md.
func table(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "| package | may import |\n")
	if !ok {
		t.Fatal("architecture.md has no table of imports")
	}
	rows := map[string][]string{}
	row := regexp.MustCompile(`(?m)^\| ([a-z]+) \| ?([a-z, *]*)\|$`)
	for _, m := range row.FindAllStringSubmatch(section, -1) {
		rows[m[1]] = strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' || r == ' ' })
	}
	if len(rows) < 10 {
		t.Fatalf("only %d rows in the table of imports", len(rows))
	}
	return rows
}

// TestImports holds the table of architecture.md against the code.
func TestImports(t *testing.T) {
	allowed := table(t)
	eachFile(t, func(file string, imports []string) {
		from, _, _ := strings.Cut(file, "/")
		for _, imp := range imports {
			to, _, _ := strings.Cut(strings.TrimPrefix(imp, module), "/")
			if to == from || slices.Contains(allowed[from], "*") {
				continue
			}
			if !slices.Contains(allowed[from], to) {
				t.Errorf("%s imports %s, which the table does not allow", file, imp)
			}
		}
	})
}

// TestCopyleftStaysOutside keeps the LGPL decoder out of every library package.
func TestCopyleftStaysOutside(t *testing.T) {
	eachFile(t, func(file string, imports []string) {
		if strings.HasPrefix(file, "cmd/") {
			return
		}
		if slices.Contains(imports, module+"decode/goaac") {
			t.Errorf("%s imports decode/goaac", file)
		}
	})
}

// eachFile calls visit for each Go file that is no test, with its imports of
// this module.
func eachFile(t *testing.T, visit func(file string, imports []string)) {
	t.Helper()
	root := ".."
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if name := d.Name(); p != root && (strings.HasPrefix(name, ".") || name == "testdata") || rel == "bench" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(rel) != ".go" || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		var imports []string
		for _, s := range f.Imports {
			if v, err := strconv.Unquote(s.Path.Value); err == nil && strings.HasPrefix(v, module) {
				imports = append(imports, v)
			}
		}
		visit(rel, imports)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
