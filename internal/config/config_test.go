package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const example = `# what this catalogue is held to
profile: trace
overrides:
  duration: {max_seconds: 240}
  extensions: [.flac]
include: ["**/*.flac"]
exclude: [drafts]
depth: samples
fail_on: warning
severity:
  AC106: off
  junk-after: error
ignore:
  - path: old/**
    rule: AC104
    reason: the label delivered them so
`

type sizes struct {
	Max   int64 `yaml:"max_bytes"`
	Clear bool  `yaml:"clear"`
}

type profile struct {
	Name       string   `yaml:"name"`
	Size       sizes    `yaml:"size"`
	Duration   duration `yaml:"duration"`
	Extensions []string `yaml:"extensions"`
	Bits       []int    `yaml:"bits"`
}

type duration struct {
	Min float64 `yaml:"min_seconds"`
	Max float64 `yaml:"max_seconds"`
}

func parse(t *testing.T, text string) *File {
	t.Helper()
	f, err := Parse("c.yaml", "/repo", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestParse(t *testing.T) {
	f := parse(t, example)
	if f.Profile != "trace" || f.Depth != "samples" || f.FailOn != "warning" || f.Include[0] != "**/*.flac" || f.Exclude[0] != "drafts" {
		t.Errorf("got %+v", f)
	}
	if !reflect.DeepEqual(f.Severity, map[string]string{"AC106": "off", "junk-after": "error"}) {
		t.Errorf("severity: got %v", f.Severity)
	}
	if !reflect.DeepEqual(f.Ignore, []Ignore{{"old/**", "AC104", "the label delivered them so"}}) {
		t.Errorf("ignore: got %+v", f.Ignore)
	}
	for key, want := range map[string][2]int{
		"profile": {2, 10}, "depth": {8, 8}, "severity.AC106": {11, 3}, "ignore[0]": {14, 5}, "ignore[0].rule": {15, 11},
	} {
		if got, ok := f.At(key); !ok || [2]int{got.Line, got.Column} != want {
			t.Errorf("%s: at %v, want %v", key, got, want)
		}
	}
	if _, ok := f.At("profile_file"); ok {
		t.Error("profile_file has a place, and is not there")
	}
}

func TestNothingIsAConfiguration(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n", "~\n", "{}\n"} {
		if f := parse(t, text); f.Profile != "" || len(f.Ignore) != 0 {
			t.Errorf("%q: got %+v", text, f)
		}
	}
}

func TestOverrideLeavesTheRest(t *testing.T) {
	p := profile{Name: "trace", Size: sizes{Max: 5}, Duration: duration{1, 300}, Extensions: []string{".mp3", ".wav"}}
	f := parse(t, example)
	if err := f.Override(&p, "name"); err != nil {
		t.Fatal(err)
	}
	want := profile{Name: "trace", Size: sizes{Max: 5}, Duration: duration{1, 240}, Extensions: []string{".flac"}}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v, want %+v", p, want)
	}
	if got, _ := f.At("overrides.duration.max_seconds"); got != (Pos{Line: 4, Column: 27}) {
		t.Errorf("at %v", got)
	}
	if err := parse(t, "").Override(&p); err != nil || !reflect.DeepEqual(p, want) {
		t.Errorf("no overrides: %v, %+v", err, p)
	}
}

// TestErrorsNameTheirPlace holds each mistake against the line and column that
// a person counts.
func TestErrorsNameTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"profil: trace":                            `c.yaml:1:1: unknown key "profil"; did you mean "profile"?`,
		"depth: packets\n\n  \nserverity: {}":      `c.yaml:4:1: unknown key "serverity"; did you mean "severity"?`,
		"depth: a\ndepth: b":                       `c.yaml:2:1: key "depth" is there already in line 1`,
		"include: x":                               `c.yaml:1:10: include: want a list, got "x"`,
		"include: [a, [b]]":                        `c.yaml:1:14: include[1]: want text, got a list`,
		"include: ['[a-']":                         `c.yaml:1:11: "[a-" is no valid glob`,
		"severity: [a]":                            `c.yaml:1:11: severity: want keys with values, got a list`,
		"depth:":                                   `c.yaml:1:7: depth has no value`,
		"- a":                                      `c.yaml:1:1: the file: want keys with values, got a list`,
		"ignore:\n  - path: a\n    reson: b":       `c.yaml:3:5: unknown key "reson"; did you mean "reason"?`,
		"ignore:\n  - {path: a, rule: AC1}":        `c.yaml:2:5: an ignore without a reason`,
		"ignore:\n  - {rule: AC1, reason: b}":      `c.yaml:2:5: an ignore without a path; ** is every file`,
		"ignore:\n  - {path: a, reason: b}":        `c.yaml:2:5: an ignore without a rule`,
		"profile: a\nprofile_file: b":              `c.yaml:2:15: profile and profile_file cannot both be given`,
		"include: &a [x]\nexclude: *a":             `c.yaml:1:10: include: anchors and aliases are not taken`,
		"a: b\n---\nc: d":                          `c.yaml:2:1: a second document; one is read`,
		"depth: a\n---\n[":                         `c.yaml:3: did not find expected node content`,
		"depth: [":                                 `c.yaml:1: did not find expected node content`,
		"overrides: {size: {max_byte: 1}}":         `c.yaml:1:20: unknown key "max_byte"; did you mean "max_bytes"?`,
		"overrides: {name: x}":                     `c.yaml:1:13: unknown key "name"; did you mean "size"?`,
		"overrides: {size: {max_bytes: big}}":      `c.yaml:1:31: overrides.size.max_bytes: want a whole number, got "big"`,
		"overrides: {size: {clear: 3}}":            `c.yaml:1:27: overrides.size.clear: want true or false, got "3"`,
		"overrides: {duration: {max_seconds: 5m}}": `c.yaml:1:37: overrides.duration.max_seconds: want a number, got "5m"`,
		"overrides: {bits: [16, x]}":               `c.yaml:1:24: overrides.bits[1]: want a whole number, got "x"`,
		"overrides: 5":                             `c.yaml:1:12: overrides: want keys with values, got "5"`,
	} {
		f, err := Parse("c.yaml", "/repo", []byte(text))
		if err == nil {
			err = f.Override(&profile{}, "name")
		}
		if err == nil || err.Error() != want {
			t.Errorf("%q:\n got %v\nwant %s", text, err, want)
		}
		if !errors.As(err, new(*Error)) {
			t.Errorf("%q: %T is no *Error", text, err)
		}
	}
}

func TestTooLarge(t *testing.T) {
	if _, err := Parse("c.yaml", "/repo", []byte(strings.Repeat("#", maxBytes+1))); err == nil {
		t.Error("no error")
	}
}

func TestMatches(t *testing.T) {
	f := parse(t, "")
	dir := filepath.FromSlash("/repo")
	f.dir = dir
	for _, c := range []struct {
		glob, path string
		want       bool
	}{
		{"*.mp3", "a/b/c.mp3", true},
		{"c.mp3", "a/b/c.mp3", true},
		{"a/*.mp3", "a/b/c.mp3", false},
		{"a/**", "a/b/c.mp3", true},
		{"/a/**", "a/b/c.mp3", true},
		{"b/**", "a/b/c.mp3", false},
		{"**/b/*", "a/b/c.mp3", true},
		{"a/b/c.mp3", "a/b/c.mp3", true},
		{"**", "a", true},
	} {
		if got := f.Matches(Ignore{Path: c.glob}, filepath.Join(dir, filepath.FromSlash(c.path))); got != c.want {
			t.Errorf("%s and %s: got %v", c.glob, c.path, got)
		}
	}
	for glob, want := range map[string]string{
		"*.mp3": "", "a/b/*.mp3": "a/b", "**/x": "", "a/b.mp3": "a/b.mp3", "/a/{b,c}/d": "a", "name.mp3": "",
	} {
		if got := f.Base(Ignore{Path: glob}); got != filepath.Join(dir, filepath.FromSlash(want)) {
			t.Errorf("base of %s is %s, want %s below the folder", glob, got, want)
		}
	}
}

func TestFind(t *testing.T) {
	top := t.TempDir()
	for _, d := range []string{"repo/.git", "repo/a/b", "repo/c"} {
		if err := os.MkdirAll(filepath.Join(top, filepath.FromSlash(d)), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write := func(path string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(top, filepath.FromSlash(path)), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	look := func(start, want string) {
		t.Helper()
		got, err := Find(filepath.Join(top, filepath.FromSlash(start)))
		if want != "" {
			want = filepath.Join(top, filepath.FromSlash(want))
		}
		if err != nil || got != want {
			t.Errorf("from %s: got %q, %v; want %q", start, got, err, want)
		}
	}
	write(Name) // above the repository
	write("repo/a/b/x.mp3")
	look("repo/a/b/x.mp3", "")
	look("repo", "")
	write("repo/" + Name)
	look("repo/a/b/x.mp3", "repo/"+Name)
	look("repo/a/missing/y.mp3", "repo/"+Name)
	look("repo", "repo/"+Name)
	write("repo/a/" + Name)
	look("repo/a/b", "repo/a/"+Name)
	look("repo/c", "repo/"+Name)
	if root, err := Root(filepath.Join(top, "repo", "a", "b", "x.mp3")); err != nil || root != filepath.Join(top, "repo") {
		t.Errorf("root is %q, %v", root, err)
	}
}

func TestLoad(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile(Name, []byte(example), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := Load(filepath.Join(dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	wd, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if f.Path() != Name || f.Dir() != wd && f.Dir() != dir {
		t.Errorf("path %q in %q", f.Path(), f.Dir())
	}
	if _, err := Load(dir); err == nil {
		t.Error("a folder is no configuration")
	}
	if _, err := Load("missing"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: %v", err)
	}
}

// FuzzParse asks that anything is either read or refused with a place, twice
// alike.
func FuzzParse(f *testing.F) {
	for _, s := range []string{example, "a: &a [*a]", "overrides: {size: 1}", "? [x]\n: y", "\t", "ignore: [{path: a}]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		one, err := Parse("c", "/repo", []byte(text))
		two, again := Parse("c", "/repo", []byte(text))
		if (err == nil) != (again == nil) || err != nil && err.Error() != again.Error() {
			t.Fatalf("%v and then %v", err, again)
		}
		if err != nil {
			if !errors.As(err, new(*Error)) {
				t.Fatalf("%T", err)
			}
			return
		}
		if !reflect.DeepEqual(one.Severity, two.Severity) {
			t.Fatal("two severities")
		}
		if err := one.Override(&profile{}); err != nil && !errors.As(err, new(*Error)) {
			t.Fatalf("%T", err)
		}
	})
}
