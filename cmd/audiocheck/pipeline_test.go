package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// workplace copies testdata/catalog to catalog/ in a repository of its own,
// enters it, and makes its files an hour old.
func workplace(t *testing.T) string {
	t.Helper()
	if _, err := os.Stat("testdata/catalog"); err != nil {
		inRoot(t)
	}
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "catalog"), os.DirFS("testdata/catalog")); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, ".git"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	old(t, "catalog")
	return dir
}

// old makes everything under root an hour old.
func old(t *testing.T, root string) {
	t.Helper()
	hour := time.Now().Add(-time.Hour)
	err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chtimes(path, hour, hour)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// expect runs a command line and looks for words in all that it prints.
func expect(t *testing.T, line string, code int, words ...string) string {
	t.Helper()
	got, out, errOut := command(t, "", strings.Fields(line)...)
	if got != code {
		t.Errorf("audiocheck %s: exit %d, want %d\n%s%s", line, got, code, out, errOut)
	}
	for _, w := range words {
		if !strings.Contains(out+errOut, w) {
			t.Errorf("audiocheck %s: no %q in\n%s%s", line, w, out, errOut)
		}
	}
	return out + errOut
}

func TestSeveralReports(t *testing.T) {
	workplace(t)
	const others = " --report sarif=out.sarif --report junit=out.xml --report github=out.txt --report json=out.json --report text=out.log --report csv=a=b.csv"
	_, alone, _ := command(t, "", "check", "catalog")
	got := expect(t, "check catalog"+others, 1)
	if got != alone {
		t.Errorf("beside other reports it prints\n%s", got)
	}
	for path, want := range map[string]string{"out.sarif": `"version":"2.1.0"`, "out.xml": "<testsuites", "out.txt": "::error ", "a=b.csv": "path,verdict"} {
		if !strings.Contains(read(t, path), want) {
			t.Errorf("%s does not hold %q", path, want)
		}
	}
	if text := read(t, "out.log"); text != alone {
		t.Errorf("the text in a file is\n%s", text)
	}
	_, want, _ := command(t, "", "check", "--format", "json", "catalog")
	if read(t, "out.json") != want {
		t.Error("JSON in a file is other JSON")
	}
	expect(t, "check --quiet catalog/ballad.flac"+others, 0)
	if !strings.Contains(read(t, "out.log"), "1 accepted") {
		t.Error("--quiet is about standard output alone")
	}
}

func TestReportUsage(t *testing.T) {
	workplace(t)
	for flag, want := range map[string]string{
		"sarif":                     "names no file",
		"xml=a":                     "does not begin with FORMAT=",
		"json=":                     "names no file",
		"json=-":                    "standard output",
		"json=no/such/a":            "no such",
		"json=a --report csv=./a":   "given twice",
		"json=good --report csv=./": "folder",
		"json=good --profile trcae": "did you mean",
	} {
		expect(t, "check catalog --report "+flag, 2, want)
	}
	entries, err := filepath.Glob("*")
	if err != nil || !slices.Equal(entries, []string{".git", "catalog"}) {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

// TestAReportIsReplacedWhole keeps an old report when the new one cannot be
// finished.
func TestAReportIsReplacedWhole(t *testing.T) {
	workplace(t)
	write(t, "out.json", "old")
	expect(t, "check catalog --report json=out.json --report csv=no/such", 2)
	if got := read(t, "out.json"); got != "old" {
		t.Errorf("it holds %q", got)
	}
}

func TestBaseline(t *testing.T) {
	dir := workplace(t)
	expect(t, "check catalog", 1)
	expect(t, "check catalog --write-baseline base.json", 0, "findings known from the baseline", "known error AC104")
	first := read(t, "base.json")
	expect(t, "check catalog --write-baseline again.json --jobs 8", 0)
	if read(t, "again.json") != first {
		t.Error("the same findings give another baseline")
	}
	expect(t, "check catalog --baseline base.json", 0, "known from the baseline")
	expect(t, "check --baseline base.json "+filepath.Join(dir, "catalog"), 0)
	expect(t, "check --baseline base.json --fail-on warning catalog", 0)

	// a new finding fails, and the known ones do not hide it
	write(t, "catalog/new.mp3", read(t, "catalog/jingle.wav"))
	got := expect(t, "check --baseline base.json --quiet catalog", 1, "\n        error AC104")
	if strings.Count(got, " error AC104") != 2 || strings.Count(got, "known error AC104") != 1 {
		t.Errorf("not one new and one known AC104 in\n%s", got)
	}
	expect(t, "check --baseline base.json --write-baseline next.json catalog", 1)
	expect(t, "check --baseline next.json catalog", 0)

	// another folder to stand in, and another place of the file
	if err := os.Rename("next.json", filepath.Join("catalog", "next.json")); err != nil {
		t.Fatal(err)
	}
	t.Chdir("catalog")
	expect(t, "check --baseline next.json .", 0)
}

// TestBaselineSurvivesAMovedOffset puts a tag in front of a file, so that all
// its damage moves.
func TestBaselineSurvivesAMovedOffset(t *testing.T) {
	workplace(t)
	const path = "catalog/scratched.flac"
	expect(t, "check --write-baseline base.json "+path, 0, "at byte 11440")
	const tag = "ID3\x04\x00\x00\x00\x00\x00\x00" // an empty ID3v2.4 tag; id3.org, id3v2.4.0-structure, 3.1
	write(t, path, tag+read(t, path))
	expect(t, "check --baseline base.json "+path, 0, "at byte 11450", "known error AC204")
}

func TestAStaleBaseline(t *testing.T) {
	workplace(t)
	expect(t, "check catalog --write-baseline base.json", 0)
	if err := os.Rename("catalog/renamed.mp3", "catalog/renamed.wav"); err != nil {
		t.Fatal(err)
	}
	expect(t, "check catalog --baseline base.json", 0, "1 entry of the baseline is stale")
	expect(t, "check --format json catalog --baseline base.json", 0, `"stale_baseline":1`)
	// a run that does not look there cannot know
	if got := expect(t, "check catalog/ballad.flac --baseline base.json", 0); strings.Contains(got, "stale") {
		t.Errorf("stale in a run over another file:\n%s", got)
	}
}

// TestWhatCannotBeReadIsNeverKnown keeps a missing file out of the baseline.
func TestWhatCannotBeReadIsNeverKnown(t *testing.T) {
	workplace(t)
	expect(t, "check catalog missing.mp3 --write-baseline base.json", 1, "error AC001")
	expect(t, "check catalog missing.mp3 --baseline base.json", 1, "error AC001")
	if strings.Contains(read(t, "base.json"), "AC001") {
		t.Error("AC001 is known")
	}
}

func TestBaselineUsage(t *testing.T) {
	workplace(t)
	write(t, "bad.json", `{"schema":"audiocheck.baseline/9"}`)
	expect(t, "check catalog --baseline missing.json", 2, "missing.json")
	expect(t, "check catalog --baseline bad.json", 2, "bad.json", "audiocheck.baseline/9")
	expect(t, "check catalog/ballad.flac --write-baseline no/such.json", 3, "no/such.json")
}

// TestKnownInEveryFormat holds each format's own word for a known finding.
func TestKnownInEveryFormat(t *testing.T) {
	workplace(t)
	expect(t, "check catalog --write-baseline base.json", 0)
	for format, want := range map[string]string{
		"text": "known error AC104", "json": `"known":true`, "jsonl": `"known":true`, "csv": ",true\n",
		"sarif": `"baselineState":"unchanged"`, "junit": `failures="0"`, "markdown": "| known error |", "github": "",
	} {
		got := expect(t, "check catalog --baseline base.json --format "+format, 0, want)
		if format == "github" && strings.Contains(got, "::error") {
			t.Errorf("annotations of what is known:\n%s", got)
		}
	}
	_, out, _ := command(t, "", "check", "--baseline", "base.json", "--format", "json", "catalog")
	var doc struct {
		Summary struct{ Findings, Known int }
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || doc.Summary.Known == 0 || doc.Summary.Known != doc.Summary.Findings {
		t.Errorf("summary %+v, %v", doc.Summary, err)
	}
	write(t, "catalog/new.mp3", read(t, "catalog/jingle.wav"))
	expect(t, "check catalog --baseline base.json --format sarif", 1, `"baselineState":"new"`)
	expect(t, "check catalog --baseline base.json --format junit", 1, `failures="1"`)
}
