// Package walk turns the paths that a user gives into the list of files to
// look at.
package walk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Item is a file to look at, or a path that cannot be looked at and why.
type Item struct {
	Path string
	Err  error
}

// What may be wrong with a path beside the errors of package io/fs.
var (
	ErrNotRegular = errors.New("not a regular file")
	ErrPipe       = fmt.Errorf("%w: it is a named pipe", ErrNotRegular)
	ErrNothing    = errors.New("nothing in the folder is wanted")
)

// Options say which files of a folder are wanted. A path that is given itself
// is always wanted.
type Options struct {
	Include []string // globs; a file must match one, unless there are none
	Exclude []string // globs; a file or folder that matches one is passed over
	Hidden  bool     // names that begin with a dot are wanted too
	Base    string   // globs fit paths below this absolute folder too; none if empty

	// Wanted says whether a file of a folder is looked at, behind the globs.
	Wanted func(path string) bool
}

// Validate returns an error that names the first glob that is none.
func (o *Options) Validate() error {
	for _, g := range slices.Concat(o.Include, o.Exclude) {
		if !doublestar.ValidatePattern(g) {
			return fmt.Errorf("%q is no valid glob", g)
		}
	}
	return nil
}

// Files returns the files under paths, sorted, each once. Folders are walked;
// symbolic links and what is no regular file are passed over inside them. A
// path that is not there, that is no regular file, or a folder in which
// nothing is wanted becomes an Item with an error, and the rest goes on. The
// error is that of ctx, when it ends before all is listed.
func Files(ctx context.Context, paths []string, o Options) ([]Item, error) {
	var items []Item
	for _, p := range paths {
		items = append(items, expand(ctx, p, &o)...)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(items, func(a, b Item) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(items, func(a, b Item) bool { return a.Path == b.Path }), nil
}

func expand(ctx context.Context, path string, o *Options) []Item {
	st, err := os.Stat(path)
	switch {
	case err != nil:
		return []Item{{path, err}}
	case st.Mode().IsRegular():
		return []Item{{Path: path}}
	case st.Mode()&fs.ModeNamedPipe != 0:
		return []Item{{path, ErrPipe}}
	case !st.IsDir():
		return []Item{{path, fmt.Errorf("%w: it is %s", ErrNotRegular, describe(st.Mode()))}}
	}
	items := folder(ctx, path, o)
	if len(items) == 0 {
		return []Item{{path, ErrNothing}}
	}
	return items
}

func describe(m fs.FileMode) string {
	switch {
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "neither a file nor a folder"
}

func folder(ctx context.Context, root string, o *Options) []Item {
	var items []Item
	visit := func(path string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return fs.SkipAll
		}
		if err != nil {
			items = append(items, Item{path, err})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if path != root && o.passes(root, path) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() && o.takes(root, path) {
			items = append(items, Item{Path: path})
		}
		return nil
	}
	// A symbolic link that was given itself is followed: the trailing separator
	// makes WalkDir see the folder behind it.
	walkRoot := root
	if st, err := os.Lstat(root); err == nil && st.Mode()&fs.ModeSymlink != 0 {
		walkRoot += string(filepath.Separator)
	}
	if err := filepath.WalkDir(walkRoot, visit); err != nil {
		items = append(items, Item{root, err})
	}
	return items
}

// passes reports whether path, a file or a folder under root, is passed over.
func (o *Options) passes(root, path string) bool {
	if !o.Hidden && strings.HasPrefix(filepath.Base(path), ".") {
		return true
	}
	return o.matches(o.Exclude, root, path)
}

func (o *Options) takes(root, path string) bool {
	if len(o.Include) > 0 {
		return o.matches(o.Include, root, path)
	}
	return o.Wanted == nil || o.Wanted(path)
}

// matches reports whether a glob fits the path, the path below root or below
// o.Base, or the name alone.
func (o *Options) matches(globs []string, root, path string) bool {
	if len(globs) == 0 {
		return false
	}
	below, err := filepath.Rel(root, path)
	if err != nil {
		below = path
	}
	names := []string{filepath.ToSlash(path), filepath.ToSlash(below), filepath.Base(path)}
	if abs, err := filepath.Abs(path); err == nil && o.Base != "" {
		if below, err := filepath.Rel(o.Base, abs); err == nil {
			names = append(names, filepath.ToSlash(below))
		}
	}
	for _, g := range globs {
		for _, n := range names {
			if ok, _ := doublestar.Match(g, n); ok {
				return true
			}
		}
	}
	return false
}
