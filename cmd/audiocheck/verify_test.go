package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/report"
)

const localTracks = "--queries testdata/embeddings/queries --candidates testdata/embeddings/candidates"

func TestVerifyExitCodes(t *testing.T) {
	inRoot(t)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"testdata/answers/clean.json", 0, "consistent"},
		{"testdata/answers/pending.json", 0, "cannot say"},
		{"testdata/answers/failed.json", 0, "it failed: audio could not be decoded"},
		{"testdata/answers/recognised.json", 0, "consistent"},
		{"testdata/answers/separated.json", 0, "consistent"},
		{"--catalog testdata/answers/catalog.csv testdata/answers/recognised.json", 0, "confirmed"},
		{localTracks + " testdata/answers/embeddings.json", 0, "confirmed"},
		{"testdata/answers/AC617.json", 0, "suspicious"},
		{"--fail-on warning testdata/answers/AC617.json", 1, "suspicious"},
		{"--fail-on never testdata/answers/AC618.json", 0, "contradicted"},
		{"testdata/answers/AC618.json", 1, "contradicted"},
		{"testdata/answers/AC618.json testdata/answers/clean.json", 1, "consistent"},
		{"testdata/answers/AC690.json", 1, "empty"},
		{"testdata/answers/AC691.json", 1, "HTML"},
		{"testdata/answers/AC692.json", 1, "AC692"},
		{"testdata/answers/AC693.json", 1, "AC693"},
		{"testdata/answers/AC694.json", 1, "null"},
		{"testdata/answers/AC695.json", 1, "weather"},
		{"--vendor camb testdata/answers/clean.json", 1, "no answer of camb"},
		{"missing.json testdata/answers/clean.json", 1, "consistent"},
		{"testdata/answers", 1, "AC002"},
		{"", 2, "no answer is given"},
		{"- -", 2, "once only"},
		{"--vendor acme x", 2, "none of trace"},
		{"--format xml x", 2, "none of text"},
		{"--fail-on maybe x", 2, "none of error"},
		{"--tolerance 0 x", 2, "between 0 and 1"},
		{"--tolerance NaN x", 2, "between 0 and 1"},
		{"--top 0 x", 2, "1 or more"},
		{"--limit -1 x", 2, "negative"},
		{"--queries a x", 2, "both"},
		{"--embeddings a --queries b --candidates c x", 2, "says nothing"},
		{"--audio missing x", 2, "missing"},
		{"--audio testdata/embeddings x", 2, "no audio files"},
		{"--audio testdata/catalog --profile trcae x", 2, "did you mean"},
		{"--catalog missing.csv x", 2, "missing.csv"},
		{"--catalog testdata/answers/clean.json x", 2, "no catalogue"},
		{"--request missing.json x", 2, "missing.json"},
		{"--request testdata/answers/clean.json x", 2, "none of the vendors' requests"},
		{"--embeddings missing x", 1, "missing"},
	} {
		code, out, errOut := command(t, "", append([]string{"verify"}, strings.Fields(c.args)...)...)
		if code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("verify %s: exit %d, want %d, and %q in\n%s%s", c.args, code, c.code, c.want, out, errOut)
		}
		if code == exitUsage && out != "" {
			t.Errorf("verify %s: a usage error wrote to standard output:\n%s", c.args, out)
		}
	}
}

func TestVerifyCodeIsTheSameInEveryFormat(t *testing.T) {
	inRoot(t)
	for _, format := range report.Formats() {
		for path, want := range map[string]int{"clean": 0, "pending": 0, "AC618": 1, "AC690": 1} {
			code, out, errOut := command(t, "", "verify", "--format", format, "testdata/answers/"+path+".json")
			if code != want || errOut != "" {
				t.Errorf("%s of %s: exit %d, want %d\n%s%s", format, path, code, want, out, errOut)
			}
		}
	}
}

// A report in a file is what standard output would have been.
func TestVerifyReportsToFiles(t *testing.T) {
	inRoot(t)
	dir := t.TempDir()
	args := []string{"verify", "testdata/answers/AC618.json", "testdata/answers/clean.json"}
	for _, format := range report.Formats() {
		_, want, _ := command(t, "", append(args, "--format", format)...)
		path := filepath.Join(dir, format)
		code, _, errOut := command(t, "", append(args, "--report", format+"="+path)...)
		got, err := os.ReadFile(path)
		if code != 1 || err != nil || string(got) != want {
			t.Errorf("%s: exit %d, %v %s\n%s\nwant\n%s", format, code, err, errOut, got, want)
		}
	}
}

func TestVerifyStandardInput(t *testing.T) {
	inRoot(t)
	doc, err := os.ReadFile("testdata/answers/AC618.json")
	if err != nil {
		t.Fatal(err)
	}
	if code, out, _ := command(t, string(doc), "verify", "-"); code != 1 || !strings.HasPrefix(out, "contradicted  -  trace") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := command(t, `"PENDING"`, "verify", "-"); code != 0 || !strings.Contains(out, `its status is "PENDING"`) {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestVerifyJSONConformsToItsSchema(t *testing.T) {
	inRoot(t)
	answers, err := filepath.Glob("testdata/answers/*.json")
	if err != nil || len(answers) < 100 {
		t.Fatal(err, len(answers))
	}
	s := schema(t, "verify.schema.json")
	for _, with := range []string{"", localTracks + " --top 2", "--audio testdata/catalog", "--catalog testdata/answers/catalog.csv",
		"--request testdata/answers/AC671.request.json", "--queries verify/testdata/queries.npz --candidates verify/testdata/candidates.npz verify/testdata/other.json"} {
		args := append([]string{"verify", "--format", "json"}, strings.Fields(with)...)
		_, all, _ := command(t, "", append(args, append(answers, hostileAnswer(t))...)...)
		conforms(t, s, all)
		var list []json.RawMessage
		if err := json.Unmarshal([]byte(all), &list); err != nil || len(list) < len(answers) {
			t.Fatal(err, len(list))
		}
		args[2] = "jsonl"
		_, lines, _ := command(t, "", append(args, append(answers, hostileAnswer(t))...)...)
		if n := strings.Count(lines, "\n"); n != len(list) {
			t.Errorf("%q: %d lines, %d answers", with, n, len(list))
		}
	}
	_, one, _ := command(t, "", "verify", "--format", "json", "testdata/answers/clean.json")
	conforms(t, s, one)
	if !strings.HasPrefix(one, "{") {
		t.Errorf("one answer is written as %.20s", one)
	}
}

// hostileAnswer writes an answer whose texts and name are hard to print.
func hostileAnswer(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "esc\x1b[31m.json")
	doc := "{\"data\":{\"job_id\":\"j\",\"status\":\"failed\",\"search_type\":\"a\x1b[31m\xff\",\"error\":\"\\u001b[2J::error::##[x] \xfe\",\"a\\u0007b\":1}}"
	if err := os.WriteFile(path, []byte(doc), 0o644); err != nil {
		t.Skip("no such name here:", err)
	}
	return path
}

func TestVerifyPrintsNoControlCharacter(t *testing.T) {
	inRoot(t)
	for _, format := range report.Formats() {
		_, out, errOut := command(t, "", "verify", "--format", format, hostileAnswer(t))
		for i, r := range out + errOut {
			if r < ' ' && r != '\n' && r != '\r' && r != '\t' {
				t.Errorf("%s prints control character %q at byte %d", format, r, i)
			}
		}
	}
}

// What compare writes in the vendor's shape is confirmed by the embeddings that
// it was made from, whatever the reading; and not after a score was changed.
func TestCompareIsConfirmed(t *testing.T) {
	inRoot(t)
	for _, reading := range []string{"", "--direction candidate --divisor longer", "--direction mean --divisor query", "--clamp", "--shift --divisor candidate", "--direction larger"} {
		for _, kind := range []string{"", "--windows -1", "--windows -1 --pairs best --window-seconds 8 --hop-seconds 4", "--metric hungarian_mean", "--metric max"} {
			args := append([]string{"compare", "--format", "trace"}, strings.Fields(localTracks+" "+reading+" "+kind)...)
			code, doc, errOut := command(t, "", args...)
			if code != 0 {
				t.Fatalf("%v: %s", args, errOut)
			}
			verifyArgs := append([]string{"verify", "-"}, strings.Fields(localTracks)...)
			if code, out, _ := command(t, doc, verifyArgs...); code != 0 || !strings.HasPrefix(out, "confirmed") {
				t.Errorf("%s %s: exit %d\n%s", reading, kind, code, out)
			}
		}
	}
	code, doc, _ := command(t, "", append([]string{"compare", "--format", "trace"}, strings.Fields(localTracks)...)...)
	changed := strings.Replace(doc, `"max": 0.551`, `"max": 0.561`, 1)
	if code != 0 || changed == doc {
		t.Fatal("nothing to change in", doc)
	}
	if code, out, _ := command(t, changed, append([]string{"verify", "-"}, strings.Fields(localTracks)...)...); code != 1 || !strings.Contains(out, "error AC682") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// The pair that make.py moved off the line by 0.2 is the outlier, and the line
// says what was there before.
func TestVerifyFindsTheMovedPair(t *testing.T) {
	inRoot(t)
	_, out, _ := command(t, "", "verify", "--format", "json", "--queries", "verify/testdata/queries.npz",
		"--candidates", "verify/testdata/candidates.npz", "testdata/answers/AC687.json")
	var got struct {
		Agreement struct {
			Outliers []struct {
				Candidate        string
				Vendor, Expected float64
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil {
		t.Fatal(err)
	}
	o := got.Agreement.Outliers
	if len(o) != 1 || o[0].Candidate != "candidate_03" || math.Abs(o[0].Expected-o[0].Vendor-0.2) > 0.03 {
		t.Errorf("%+v", o)
	}
}

func TestVerifyInSeveralReports(t *testing.T) {
	inRoot(t)
	const answer = "testdata/answers/AC601.json"
	code, want, _ := command(t, "", "verify", "--format", "json", answer)
	_, text, _ := command(t, "", "verify", answer)
	dir := t.TempDir()
	again, out, _ := command(t, "", "verify", answer, "--report", "json="+dir+"/a.json", "--report", "sarif="+dir+"/a.sarif")
	if again != code || out != text || read(t, dir+"/a.json") != want || !strings.Contains(read(t, dir+"/a.sarif"), "2.1.0") {
		t.Errorf("exit %d, want %d\n%s\n%s", again, code, out, read(t, dir+"/a.json"))
	}
}
