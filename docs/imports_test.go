package docs

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/audiocheck/audiocheck/"

// table returns the lines of the table in architecture.md that has this head.
func table(t *testing.T, head string) []string {
	t.Helper()
	text, err := os.ReadFile("architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, ok := strings.Cut(string(text), "\n"+head+"\n|---|---|\n")
	if !ok {
		t.Fatalf("architecture.md has no table %s", head)
	}
	rows, _, _ := strings.Cut(section, "\n\n")
	return strings.Split(rows, "\n")
}

// mayImport reads the table of imports.
func mayImport(t *testing.T) map[string][]string {
	t.Helper()
	allowed := map[string][]string{}
	row := regexp.MustCompile(`^\| ([a-z]+) \| ?([a-z, *]*)\|$`)
	for _, line := range table(t, "| package | may import |") {
		m := row.FindStringSubmatch(line)
		if m == nil {
			t.Fatalf("no row of packages: %s", line)
		}
		if _, twice := allowed[m[1]]; twice {
			t.Errorf("%s has two rows", m[1])
		}
		allowed[m[1]] = strings.FieldsFunc(m[2], func(r rune) bool { return r == ',' || r == ' ' })
	}
	return allowed
}

// TestImports holds the table of architecture.md against the code.
func TestImports(t *testing.T) {
	allowed := mayImport(t)
	eachFile(t, func(file string, imports []string) {
		from, _, _ := strings.Cut(file, "/")
		for _, imp := range imports {
			to, _, _ := strings.Cut(strings.TrimPrefix(imp, module), "/")
			if !slices.Contains(allowed[from], to) && !slices.Contains(allowed[from], "*") {
				t.Errorf("%s imports %s, which the table does not allow", file, imp)
			}
		}
	})
}

// eachFile calls visit for each Go file outside bench that is no test, with its
// imports of this module.
func eachFile(t *testing.T, visit func(file string, imports []string)) {
	t.Helper()
	eachGoFile(t, func(file string) {
		if strings.HasPrefix(file, "bench/") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", filepath.FromSlash(file)), nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		var imports []string
		for _, s := range f.Imports {
			if v, err := strconv.Unquote(s.Path.Value); err == nil && strings.HasPrefix(v, module) {
				imports = append(imports, v)
			}
		}
		visit(file, imports)
	})
}
