package report

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

func TestSummaryInWords(t *testing.T) {
	for want, s := range map[string]Summary{
		"":                                     {},
		"; 1 could not be judged":              {ToolErrors: 1},
		"; 1 finding known from the baseline":  {Known: 1},
		"; 2 findings known from the baseline": {Known: 2},
		"; 1 finding ignored by the configuration": {Ignored: 1},
		"; 1 entry of the baseline is stale":       {Stale: 1},
		"; 2 entries of the baseline are stale":    {Stale: 2},
	} {
		if got := s.besides(); got != want {
			t.Errorf("%+v: %q, want %q", s, got, want)
		}
	}
}

// The first byte of a file is a place, and what is only warned about may pass.
func TestTextSaysWhereAndWhat(t *testing.T) {
	e := found("AC201", finding.Error, "a.wav", "cut")
	e.Offset, e.HTTPStatus = 0, 400
	w := found("AC253", finding.Warning, "a.wav", "junk")
	w.HTTPStatus = 413
	out := written(t, "text", testMeta, []Item{{Path: "a.wav", Verdict: "reject", Findings: []finding.Finding{e, w}}})
	for _, want := range []string{
		"error AC201: cut (at byte 0) [vendor answers HTTP 400]\n",
		"warning AC253: junk [vendor may answer HTTP 413]\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// Names such as a<b>&c.wav stand in JSON as they are.
func TestJSONIsNoHTML(t *testing.T) {
	out := written(t, "jsonl", testMeta, []Item{{Path: "a<b>&c.wav", Verdict: "accept"}})
	if !strings.Contains(out, `"path":"a<b>&c.wav"`) {
		t.Error(out)
	}
}

// facts returns what NewFacts writes of i.
func facts(t *testing.T, format string, i probe.Info) string {
	t.Helper()
	var b strings.Builder
	w, ok := NewFacts(format, &b)
	if !ok {
		t.Fatal(format)
	}
	if err := w.Add(i); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFactsInWords(t *testing.T) {
	f := func(v int64, b probe.Basis) probe.Fact[int64] { return probe.Fact[int64]{Value: v, Basis: b} }
	info := probe.Info{
		Path: "a.mp3", Size: 2_340_000_000, Integrity: probe.Damaged, DepthReached: probe.Header,
		Container: probe.Fact[string]{Value: "mpeg", Basis: probe.FromHeader},
		Rate:      probe.Fact[int]{Value: 44100, Basis: probe.FromHeader},
		Frames:    f(44100, probe.Estimate), CodedFrames: f(44100, probe.Estimate),
		Damage: []probe.Damage{
			{Kind: "junk_before", Severity: probe.SeverityFlaw, Offset: 0, Detail: "x"}, {Kind: "junk_before", Severity: probe.SeverityFlaw, Offset: 9, Detail: "y"},
			{Kind: "bad_tag", Severity: probe.SeverityFlaw, Offset: -1, Detail: "z"},
		},
	}
	table := facts(t, "table", info)
	for _, want := range []string{"about 1.000 s", "2.34 GB", "flaw: junk_before at byte 0: x\n", "flaw: bad_tag: z\n"} {
		if !strings.Contains(table, want) {
			t.Errorf("no %q in\n%s", want, table)
		}
	}
	if strings.Contains(table, "padding") {
		t.Errorf("as many frames are coded as are played:\n%s", table)
	}
	info.CodedFrames, info.Frames = f(66150, probe.FromPackets), f(44100, probe.FromPackets)
	if table := facts(t, "table", info); !strings.Contains(table, "with encoder delay and padding: 1.500 s\n") || strings.Contains(table, "about") {
		t.Error(table)
	}
	if row := facts(t, "csv", info); !strings.Contains(row, ",junk_before bad_tag,") {
		t.Errorf("each kind once: %s", row)
	}
	if row := facts(t, "csv", probe.Info{Path: "a", Integrity: probe.NotChecked}); !strings.Contains(row, ",none,not_checked,") {
		t.Error(row)
	}
}

// A spreadsheet takes numbers as they are, negative ones too.
func TestCellsOfNumbers(t *testing.T) {
	for s, want := range map[string]string{"-1.5": "-1.5", "+2": "+2", "-1e9": "-1e9", "-x": "'-x", "=1": "'=1", "'": "''", "": ""} {
		if got := cell(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// What a baseline knows fails nothing, wherever it is reported.
func TestWhatIsKnown(t *testing.T) {
	known, fresh := found("AC201", finding.Error, "a.wav", "old"), found("AC301", finding.Error, "a.wav", "fresh")
	known.Known = true
	items := []Item{
		{Path: "a.wav", Verdict: "reject", Findings: []finding.Finding{known, fresh}},
		{Path: "b.wav", Verdict: "reject", Findings: []finding.Finding{known}},
	}
	meta := testMeta
	meta.Against = true
	for format, c := range map[string]struct{ want, not []string }{
		"github": {[]string{"fresh"}, []string{"old"}},
		"junit":  {[]string{`tests="2" failures="1"`, "known error AC201 truncated: old"}, []string{`message="old"`}},
		"sarif":  {[]string{`"baselineState":"unchanged"`, `"baselineState":"new"`}, nil},
		"text":   {[]string{"known error AC201: old", " error AC301: fresh"}, nil},
		"csv":    {[]string{",true\n", ",\n"}, nil},
	} {
		out := written(t, format, meta, items)
		for _, w := range c.want {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q in\n%s", format, w, out)
			}
		}
		for _, w := range c.not {
			if strings.Contains(out, w) {
				t.Errorf("%s: %q in\n%s", format, w, out)
			}
		}
	}
}

// A report of pieces has every case once, in order.
func TestJUnitInPieces(t *testing.T) {
	var items []Item
	long := strings.Repeat("x", junitPiece/8)
	for i := range 40 {
		items = append(items, Item{Path: fmt.Sprintf("%02d.wav", i), Verdict: "reject", Findings: []finding.Finding{found("AC201", finding.Error, "a", long)}})
	}
	var names []string
	for part := range strings.SplitSeq(written(t, "junit", testMeta, items), `<testcase name="`) {
		if name, _, ok := strings.Cut(part, `.wav"`); ok {
			names = append(names, name)
		}
	}
	if len(names) != 40 || !slices.IsSorted(names) {
		t.Errorf("%q", names)
	}
}
