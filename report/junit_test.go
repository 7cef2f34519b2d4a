package report

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"

	"github.com/joshdk/go-junit"

	"github.com/audiocheck/audiocheck/finding"
)

func readJUnit(t *testing.T, out string) junit.Suite {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(out))
	for {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatalf("no well-formed XML: %v", err)
		}
	}
	suites, err := junit.Ingest([]byte(out))
	if err != nil {
		t.Fatal(err)
	}
	// go-junit takes both elements, testsuites and testsuite, for suites.
	for len(suites) == 1 && len(suites[0].Tests) == 0 && len(suites[0].Suites) > 0 {
		suites = suites[0].Suites
	}
	if len(suites) != 1 {
		t.Fatalf("%d suites, want 1", len(suites))
	}
	return suites[0]
}

// counts reads the attributes of the suite, which go-junit counts itself.
func counts(t *testing.T, out string) (c struct {
	Tests    int `xml:"tests,attr"`
	Failures int `xml:"failures,attr"`
	Errors   int `xml:"errors,attr"`
}) {
	t.Helper()
	_, rest, _ := strings.Cut(out, "<testsuites ")
	if err := xml.Unmarshal([]byte("<testsuites "+rest), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestJUnitEmpty(t *testing.T) {
	out := written(t, "junit", testMeta, nil)
	if s := readJUnit(t, out); len(s.Tests) != 0 || s.Name != "audiocheck.trace" {
		t.Errorf("got %+v", s)
	}
	if c := counts(t, out); c.Tests+c.Failures+c.Errors != 0 {
		t.Errorf("got %+v, want zeros", c)
	}
}

func TestJUnitStatuses(t *testing.T) {
	cut := found("AC201", finding.Error, "bad.mp3", "ends early")
	cut.Offset, cut.Mend, cut.HTTPStatus = 77, "ffmpeg -i bad.mp3 out.flac", 400
	long := found("AC301", finding.Error, "bad.mp3", "301 s are over 300 s")
	junk := found("AC253", finding.Warning, "odd.mp3", "12 bytes of junk")
	out := written(t, "junit", testMeta, []Item{
		{Path: "good.mp3", Verdict: "accept"},
		{Path: "odd.mp3", Verdict: "warn", Findings: []finding.Finding{junk}},
		{Path: "bad.mp3", Verdict: "reject", Findings: []finding.Finding{cut, junk, long}},
		missing("gone.mp3"),
	})
	s := readJUnit(t, out)
	want := []junit.Status{junit.StatusPassed, junit.StatusPassed, junit.StatusFailed, junit.StatusError}
	if len(s.Tests) != len(want) {
		t.Fatalf("%d test cases, want %d", len(s.Tests), len(want))
	}
	for i, test := range s.Tests {
		if test.Status != want[i] {
			t.Errorf("%s: status %s, want %s", test.Name, test.Status, want[i])
		}
	}
	if got := s.Tests[1].SystemOut; got != "warning AC253 junk-after: 12 bytes of junk\n" {
		t.Errorf("system-out is %q", got)
	}
	bad := s.Tests[2].Error.(junit.Error)
	if bad.Message != "ends early (and 1 more)" || bad.Type != "AC201" || bad.Body != "error AC201 truncated: ends early (at byte 77) [vendor: HTTP 400]\n"+
		"  mend: ffmpeg -i bad.mp3 out.flac\nerror AC301 too-long: 301 s are over 300 s\n" {
		t.Errorf("failure is %+v", bad)
	}
	if got := s.Tests[3].Message; got != "no such file or folder" {
		t.Errorf("the error is %q", got)
	}
	if c := counts(t, out); c.Tests != 4 || c.Failures != 1 || c.Errors != 1 {
		t.Errorf("got %+v, want 4 tests, 1 failure, 1 error", c)
	}
}

func TestJUnitHostile(t *testing.T) {
	s := readJUnit(t, written(t, "junit", testMeta, hostileItems()))
	if len(s.Tests) != len(hostile) {
		t.Fatalf("%d test cases, want %d", len(s.Tests), len(hostile))
	}
	for i, test := range s.Tests {
		if want := visible(hostile[i]); test.Name != want || test.Properties["file"] != want {
			t.Errorf("name %q and file %q, want %q", test.Name, test.Properties["file"], want)
		}
		if !strings.Contains(test.SystemOut, visible(hostile[i])) || test.Message != "got "+visible(hostile[i])+" here" {
			t.Errorf("message %q", test.Message)
		}
	}
}

func TestJUnitMany(t *testing.T) {
	out := written(t, "junit", testMeta, manyItems(10000))
	s := readJUnit(t, out)
	s.Aggregate()
	if s.Totals.Tests != 10000 || s.Totals.Failed != 5000 || s.Totals.Passed != 5000 {
		t.Errorf("got %+v", s.Totals)
	}
	if c := counts(t, out); c.Tests != 10000 || c.Failures != 5000 {
		t.Errorf("got %+v", c)
	}
}
