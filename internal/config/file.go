package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/internal/strict"
)

// Pos is a place in the file; both count from 1. The zero Pos is no place.
type Pos = strict.Pos

// Error is what is wrong with a configuration, and where.
type Error = strict.Error

// File is what a configuration says. A value that it does not say is zero, and
// At has no place for it.
type File struct {
	Profile     string            `yaml:"profile"`      // the name of a built-in profile
	ProfileFile string            `yaml:"profile_file"` // below the folder of the configuration
	Overrides   yaml.Node         `yaml:"overrides"`    // single limits; see Override
	Include     []string          `yaml:"include"`
	Exclude     []string          `yaml:"exclude"`
	Depth       string            `yaml:"depth"`
	FailOn      string            `yaml:"fail_on"`
	Severity    map[string]string `yaml:"severity"` // of rules by ID or name
	Ignore      []Ignore          `yaml:"ignore"`

	path string // as the user would write it
	dir  string // absolute
	at   map[string]Pos
}

// Ignore is findings that are not reported.
type Ignore struct {
	Path   string `yaml:"path"` // a glob; see Matches
	Rule   string `yaml:"rule"` // an ID or a name
	Reason string `yaml:"reason"`
}

// maxBytes bounds a configuration.
const maxBytes = 1 << 20

// Load reads the configuration at path. An error about its content is an
// *Error.
func Load(path string) (*File, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	st, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: path, Err: errors.New("not a regular file")}
	}
	r, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	if err != nil {
		return nil, err
	}
	return Parse(shortest(abs), filepath.Dir(abs), data)
}

// shortest returns the path below the current folder, where it is there.
func shortest(abs string) string {
	wd, err := os.Getwd()
	if err != nil {
		return abs
	}
	rel, err := filepath.Rel(wd, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return abs
	}
	return rel
}

// Parse reads a configuration. path is how errors name it; dir is the absolute
// folder that its paths and globs begin at. Its errors are of type *Error.
func Parse(path, dir string, data []byte) (*File, error) {
	f := &File{path: path, dir: dir, at: map[string]Pos{}}
	if len(data) > maxBytes {
		return nil, &Error{File: path, Text: fmt.Sprintf("over %d bytes", maxBytes)}
	}
	doc, err := strict.Document(path, data)
	switch {
	case err != nil:
		return nil, err
	case doc == nil:
		return f, nil // empty, or comments alone
	}
	s := &strict.Filler{File: path, At: f.at}
	if err := s.Fill(doc, f, ""); err != nil {
		return nil, err
	}
	if err := f.validate(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *File) validate() error {
	if f.Profile != "" && f.ProfileFile != "" {
		return f.Errorf("profile_file", "profile and profile_file cannot both be given")
	}
	for _, l := range []struct {
		key   string
		globs []string
	}{{"include", f.Include}, {"exclude", f.Exclude}} {
		for i, g := range l.globs {
			if !doublestar.ValidatePattern(g) {
				return f.Errorf(fmt.Sprintf("%s[%d]", l.key, i), "%q is no valid glob", g)
			}
		}
	}
	return f.validateIgnores()
}

func (f *File) validateIgnores() error {
	for i, g := range f.Ignore {
		at := fmt.Sprintf("ignore[%d]", i)
		switch {
		case g.Path == "":
			return f.Errorf(at, "an ignore without a path; ** is every file")
		case !doublestar.ValidatePattern(g.Path):
			return f.Errorf(at+".path", "%q is no valid glob", g.Path)
		case g.Rule == "":
			return f.Errorf(at, "an ignore without a rule")
		case strings.TrimSpace(g.Reason) == "":
			return f.Errorf(at, "an ignore without a reason")
		}
	}
	return nil
}

// Path returns the configuration's own path, to be shown.
func (f *File) Path() string { return f.path }

// Dir returns the absolute folder of the configuration.
func (f *File) Dir() string { return f.dir }

// At returns where a value stands, by its keys joined with dots, and false
// when the configuration does not say it: "overrides.size.max_bytes",
// "ignore[0].rule".
func (f *File) At(key string) (Pos, bool) {
	p, ok := f.at[key]
	return p, ok
}

// Errorf returns an error about the value of a key.
func (f *File) Errorf(key, format string, args ...any) error {
	return &Error{File: f.path, Pos: f.at[key], Text: fmt.Sprintf(format, args...)}
}

// Override sets in dst, a pointer to a struct with yaml tags, the fields that
// the configuration overrides, and leaves the others as they are. except are
// keys that may not be set. Its errors are of type *Error.
func (f *File) Override(dst any, except ...string) error {
	if f.Overrides.IsZero() {
		return nil
	}
	s := &strict.Filler{File: f.path, At: f.at, Except: except}
	return s.Fill(&f.Overrides, dst, "overrides")
}

// Matches reports whether the ignore is about the file at path, which is
// absolute. A glob without a slash is about the name in any folder; any other
// about the path below the folder of the configuration.
func (f *File) Matches(g Ignore, path string) bool {
	if !strings.Contains(g.Path, "/") {
		ok, _ := doublestar.Match(g.Path, filepath.Base(path))
		return ok
	}
	rel, err := filepath.Rel(f.dir, path)
	if err != nil {
		return false
	}
	ok, _ := doublestar.Match(strings.TrimPrefix(g.Path, "/"), filepath.ToSlash(rel))
	return ok
}

// Base returns the deepest absolute path that holds everything that the ignore
// can be about.
func (f *File) Base(g Ignore) string {
	if !strings.Contains(g.Path, "/") {
		return f.dir
	}
	pattern := strings.TrimPrefix(g.Path, "/")
	if !strings.ContainsAny(pattern, `*?[{\`) {
		return filepath.Join(f.dir, filepath.FromSlash(pattern))
	}
	base, _ := doublestar.SplitPattern(pattern)
	return filepath.Join(f.dir, filepath.FromSlash(base))
}
