package docs

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// paths reads the paths in the first column of the table of packages: in
// backquotes, several in braces, and with … for all that is below.
func paths(t *testing.T) map[string]bool {
	t.Helper()
	quoted := regexp.MustCompile("`([^`]+)`")
	all := map[string]bool{}
	for _, line := range table(t, "| package | one idea |") {
		cell, _, _ := strings.Cut(strings.TrimPrefix(line, "| "), " | ")
		for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
			for _, p := range expand(m[1]) {
				if all[p] {
					t.Errorf("%s has two rows", p)
				}
				all[p] = true
			}
		}
	}
	return all
}

// expand returns a/b and a/c for a/{b,c}.
func expand(s string) []string {
	head, rest, ok := strings.Cut(s, "{")
	if !ok {
		return []string{s}
	}
	var out []string
	for _, name := range strings.Split(strings.TrimSuffix(rest, "}"), ",") {
		out = append(out, head+name)
	}
	return out
}

// TestPackagesHaveRows holds the table of packages against the folders: each
// with Go code has a row, and each row has something that it is about.
func TestPackagesHaveRows(t *testing.T) {
	rows := paths(t)
	for p := range rows {
		if _, err := os.Stat(filepath.Join("..", filepath.FromSlash(strings.TrimSuffix(p, "/…")))); err != nil {
			t.Errorf("the row %s is about nothing: %v", p, err)
		}
	}
	missed := map[string]bool{}
	eachGoFile(t, func(file string) {
		dir := path.Dir(file)
		if !covered(rows, dir) && !missed[dir] {
			missed[dir] = true
			t.Errorf("package %s has no row", dir)
		}
	})
}

func covered(rows map[string]bool, dir string) bool {
	if rows[dir] {
		return true
	}
	for d := dir; d != "."; d = path.Dir(d) {
		if rows[d+"/…"] {
			return true
		}
	}
	return false
}

// eachGoFile calls visit for each Go file of this module that is no test.
func eachGoFile(t *testing.T, visit func(file string)) {
	t.Helper()
	const root = ".."
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(root, p)
		rel = filepath.ToSlash(rel)
		if d.IsDir() && p != root {
			_, err := os.Stat(filepath.Join(p, "go.mod")) // of a module of its own
			if err == nil || strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" {
				return fs.SkipDir
			}
		}
		if path.Ext(rel) == ".go" && !strings.HasSuffix(rel, "_test.go") {
			visit(rel)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
