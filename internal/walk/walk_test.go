package walk

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func tree(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, n := range names {
		p := filepath.Join(root, filepath.FromSlash(n))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func names(root string, items []Item) []string {
	var out []string
	for _, it := range items {
		rel, _ := filepath.Rel(root, it.Path)
		out = append(out, filepath.ToSlash(rel))
	}
	return out
}

func files(t *testing.T, paths []string, o Options) []Item {
	t.Helper()
	items, err := Files(t.Context(), paths, o)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// The list ends with its context, at whichever file that is.
func TestFilesEndsWithItsContext(t *testing.T) {
	root := tree(t, "a", "b/c", "b/d", "e")
	for most := range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		seen := 0
		items, err := Files(ctx, []string{root, root}, Options{Wanted: func(string) bool {
			if seen++; seen > most {
				cancel()
			}
			return true
		}})
		if !errors.Is(err, context.Canceled) || items != nil || seen != most+1 {
			t.Errorf("ended at file %d: %d were looked at, %v, %v", most+1, seen, items, err)
		}
	}
}

func TestFiles(t *testing.T) {
	root := tree(t, "b.mp3", "a.wav", "sub/c.mp3", "sub/d.txt", ".hidden/e.mp3", "sub/._c.mp3")
	if err := os.Symlink(root, filepath.Join(root, "sub", "loop")); err != nil {
		t.Skip("no symbolic links here:", err)
	}
	wanted := func(p string) bool { return filepath.Ext(p) != ".txt" }
	for _, c := range []struct {
		name string
		o    Options
		want []string
	}{
		{"by default", Options{Wanted: wanted}, []string{"a.wav", "b.mp3", "sub/c.mp3"}},
		{"include", Options{Include: []string{"**/*.mp3"}, Wanted: wanted}, []string{"b.mp3", "sub/c.mp3"}},
		{"include wins over wanted", Options{Include: []string{"*.txt"}, Wanted: wanted}, []string{"sub/d.txt"}},
		{"exclude a folder", Options{Exclude: []string{"sub"}, Wanted: wanted}, []string{"a.wav", "b.mp3"}},
		{"exclude below", Options{Exclude: []string{"sub/*.mp3"}, Wanted: wanted}, []string{"a.wav", "b.mp3"}},
		{"hidden", Options{Hidden: true, Wanted: wanted}, []string{".hidden/e.mp3", "a.wav", "b.mp3", "sub/._c.mp3", "sub/c.mp3"}},
	} {
		if got := names(root, files(t, []string{root}, c.o)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestFilesAreSortedAndEachOnce(t *testing.T) {
	root := tree(t, "b", "a")
	a, b := filepath.Join(root, "a"), filepath.Join(root, "b")
	if got := names(root, files(t, []string{b, a, root, b}, Options{})); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
}

func TestWhatCannotBeLookedAtBecomesAnItem(t *testing.T) {
	root := tree(t, "a.txt")
	missing := filepath.Join(root, "missing")
	items := files(t, []string{missing, root, os.DevNull}, Options{Wanted: func(p string) bool { return strings.HasSuffix(p, ".mp3") }})
	find := func(p string) error {
		for _, it := range items {
			if it.Path == p {
				return it.Err
			}
		}
		return nil
	}
	if err := find(missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
	if err := find(root); !errors.Is(err, ErrNothing) {
		t.Errorf("folder without audio: %v", err)
	}
	if err := find(os.DevNull); !errors.Is(err, ErrNotRegular) {
		t.Errorf("device: %v", err)
	}
}

func TestValidateNamesTheGlob(t *testing.T) {
	o := Options{Exclude: []string{"ok", "[a-"}}
	if err := o.Validate(); err == nil || !strings.Contains(err.Error(), `"[a-"`) {
		t.Errorf("%v", err)
	}
}
