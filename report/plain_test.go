package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/probe"
)

type readItem struct {
	Path     string `json:"path"`
	Escaped  bool   `json:"path_escaped"`
	Verdict  string `json:"verdict"`
	Findings []struct {
		Rule    string  `json:"rule"`
		Message string  `json:"message"`
		Offset  *int64  `json:"offset"`
		Got     *string `json:"got"`
		Mend    *string `json:"mend"`
		Status  *int    `json:"http_status"`
	} `json:"findings"`
}

func (r readItem) name(t *testing.T) string {
	t.Helper()
	if !r.Escaped {
		return r.Path
	}
	name, err := pathname.Unescape(r.Path)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

type readReport struct {
	Schema  string     `json:"schema"`
	Profile *string    `json:"profile"`
	Files   []readItem `json:"files"`
	Summary Summary    `json:"summary"`
}

func readJSON(t *testing.T, out string) readReport {
	t.Helper()
	var r readReport
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestJSON(t *testing.T) {
	r := readJSON(t, written(t, "json", testMeta, nil))
	if r.Schema != testMeta.Schema || *r.Profile != "trace" || r.Files == nil || len(r.Files) != 0 {
		t.Errorf("got %+v, want no files", r)
	}
	r = readJSON(t, written(t, "json", testMeta, hostileItems()))
	if len(r.Files) != len(hostile) || r.Summary.Rejected != len(hostile) || r.Summary.ToolErrors != 0 {
		t.Errorf("got %d files, %+v", len(r.Files), r.Summary)
	}
	if s := readJSON(t, written(t, "json", testMeta, []Item{missing("a")})).Summary; s.ToolErrors != 1 || s.Rejected != 1 {
		t.Errorf("got %+v, want one file that is rejected and could not be judged", s)
	}
	checkItems(t, r.Files)
	if r = readJSON(t, written(t, "json", Meta{}, manyItems(10000))); len(r.Files) != 10000 || r.Profile != nil {
		t.Errorf("got %d files", len(r.Files))
	}
}

// checkItems holds that every name comes back byte for byte.
func checkItems(t *testing.T, items []readItem) {
	t.Helper()
	for i, it := range items {
		if got := it.name(t); got != hostile[i] {
			t.Errorf("got path %q, want %q", got, hostile[i])
		}
		f, note := it.Findings[0], it.Findings[1]
		if *f.Offset != int64(i) || *f.Status != 400 || f.Rule != "AC201" || it.Verdict != "reject" {
			t.Errorf("%q: got %+v", hostile[i], f)
		}
		if note.Offset != nil || note.Got != nil || note.Mend != nil || note.Status != nil {
			t.Errorf("%q: got %+v, want null for what is not known", hostile[i], note)
		}
	}
}

func TestJSONLines(t *testing.T) {
	if got := written(t, "jsonl", testMeta, nil); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
	for _, items := range [][]Item{hostileItems(), manyItems(10000)} {
		var got []readItem
		for line := range strings.Lines(written(t, "jsonl", testMeta, items)) {
			var it readItem
			if err := json.Unmarshal([]byte(line), &it); err != nil {
				t.Fatal(err)
			}
			got = append(got, it)
		}
		if len(got) != len(items) {
			t.Errorf("%d lines, want %d", len(got), len(items))
		}
		if len(items) == len(hostile) {
			checkItems(t, got)
		}
	}
}

func readCSV(t *testing.T, out string, columns int) [][]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(out))
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	// One line a row: a reader that knows nothing of quotes sees them too.
	if n := strings.Count(out, "\n"); n != len(rows) {
		t.Errorf("%d lines for %d rows", n, len(rows))
	}
	return rows
}

func TestCSV(t *testing.T) {
	if rows := readCSV(t, written(t, "csv", testMeta, nil), len(csvHeader)); len(rows) != 1 || !slices.Equal(rows[0], csvHeader) {
		t.Errorf("got %q, want the head alone", rows)
	}
	rows := readCSV(t, written(t, "csv", testMeta, hostileItems()), len(csvHeader))
	if len(rows) != 1+2*len(hostile) {
		t.Fatalf("%d rows", len(rows))
	}
	for i, name := range hostile {
		row := rows[1+2*i]
		if strings.TrimPrefix(row[0], "'") != visible(name) || row[7] != "bytes" || row[10] != "400" {
			t.Errorf("%q: got %q", name, row)
		}
	}
	if n := len(readCSV(t, written(t, "csv", testMeta, manyItems(10000)), len(csvHeader))); n != 10001 {
		t.Errorf("%d rows, want 10001", n)
	}
	rows = readCSV(t, written(t, "csv", testMeta, []Item{{Path: "good", Verdict: "accept"}}), len(csvHeader))
	if want := []string{"good", "accept", "", "", "", "", "", "", "", "", "", "", ""}; !slices.Equal(rows[1], want) {
		t.Errorf("got %q, want %q", rows[1], want)
	}
}

// A spreadsheet takes what starts with one of these for a formula; OWASP, CSV
// Injection.
func TestCSVHasNoFormula(t *testing.T) {
	var facts bytes.Buffer
	f, _ := NewFacts("csv", &facts)
	for _, name := range hostile {
		if err := f.Add(probe.Info{Path: name, Problem: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, rows := range [][][]string{
		readCSV(t, written(t, "csv", testMeta, hostileItems()), len(csvHeader)), readCSV(t, facts.String(), len(factHeader)),
	} {
		for _, row := range rows {
			for _, field := range row {
				if field != "" && strings.ContainsAny(field[:1], "=+-@\t\r") && field != "-1.5" {
					t.Errorf("%q is a formula", field)
				}
			}
		}
	}
}

func TestText(t *testing.T) {
	want := "\n0 files: 0 accepted, 0 warned, 0 rejected by profile trace\n"
	if got := written(t, "text", testMeta, nil); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f := found("AC201", finding.Error, "a.mp3", "ends early")
	f.Offset, f.Mend, f.HTTPStatus = 9, "ffmpeg -i a.mp3 b.flac", 400
	it := Item{Path: "a.mp3", Verdict: "reject", Findings: []finding.Finding{f}, Line: "mp3, mono"}
	want = "reject  a.mp3  mp3, mono\n        error AC201: ends early (at byte 9) [vendor answers HTTP 400]\n          mend: ffmpeg -i a.mp3 b.flac\n"
	if got := written(t, "text", Meta{Quiet: true}, []Item{{Path: "good", Verdict: "accept"}, it}); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	lines := 0
	for line := range strings.Lines(written(t, "text", Meta{Quiet: true}, hostileItems())) {
		lines++
		if start := strings.Fields(line)[0]; start != "reject" && start != "error" && start != "note" && start != "mend:" {
			t.Errorf("line %q is the work of a name", line)
		}
	}
	if want := 4 * len(hostile); lines != want {
		t.Errorf("%d lines, want %d", lines, want)
	}
	if n := strings.Count(written(t, "text", testMeta, manyItems(10000)), "\n"); n != 20002 {
		t.Errorf("%d lines, want 20002", n)
	}
}

func TestFacts(t *testing.T) {
	for format, want := range map[string]string{"table": "", "json": "[]\n", "jsonl": "", "csv": strings.Join(factHeader, ",") + "\n"} {
		var b bytes.Buffer
		f, _ := NewFacts(format, &b)
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if got := strings.ReplaceAll(b.String(), "[\n", "["); got != want {
			t.Errorf("%s without files: got %q, want %q", format, got, want)
		}
	}
	for _, format := range []string{"json", "jsonl"} {
		var b bytes.Buffer
		f, _ := NewFacts(format, &b)
		for _, name := range hostile {
			if err := f.Add(probe.Info{Path: name, Problem: "unknown"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		checkFactNames(t, b.Bytes(), format == "json")
	}
	if _, ok := NewFacts("sarif", nil); ok {
		t.Error("facts have no sarif")
	}
}

func checkFactNames(t *testing.T, out []byte, array bool) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(out))
	if array {
		if _, err := d.Token(); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range hostile {
		var it readItem
		if err := d.Decode(&it); err != nil {
			t.Fatal(err)
		}
		if got := it.name(t); got != name {
			t.Errorf("got path %q, want %q", got, name)
		}
	}
	if d.More() {
		t.Error("there are more files than were added")
	}
}

func TestTableNamesTheProblemBesideTheFacts(t *testing.T) {
	var b strings.Builder
	facts, _ := NewFacts("table", &b)
	info := probe.Info{Path: "a.flac", Problem: "not judged within the time"}
	info.Container = probe.Fact[string]{Value: "flac", Basis: probe.FromHeader}
	if err := facts.Add(info); err != nil {
		t.Fatal(err)
	}
	if want := "  error: not judged within the time\n"; !strings.Contains(b.String(), want) {
		t.Errorf("%q, want %q in it", b.String(), want)
	}
}

// TestLineOfASlowStream: less than half a kilobit is not nothing.
func TestLineOfASlowStream(t *testing.T) {
	for rate, want := range map[int64]string{84: ", 84 bit/s, ", 999: ", 999 bit/s, ", 1000: ", 1 kbit/s, ", 1411200: ", 1411 kbit/s, "} {
		i := probe.Info{Container: probe.Fact[string]{Value: "flac", Basis: probe.FromHeader}, BitRate: probe.Fact[int64]{Value: rate, Basis: probe.FromHeader}}
		if got := Line(i); !strings.Contains(got, want) {
			t.Errorf("%d bits a second: %q", rate, got)
		}
	}
}
