package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	stemsDir  = "testdata/stems/"
	stemsGood = "stems --mix " + stemsDir + "mix.flac --foreground " + stemsDir + "speech.flac --background " + stemsDir + "music.flac"
	stemsBad  = "stems --mix " + stemsDir + "mix.flac --foreground " + stemsDir + "speech.flac --background " + stemsDir + "music-inverted.flac"
	stemsWarn = "stems --mix " + stemsDir + "mix-noisy.flac --foreground " + stemsDir + "speech.flac --background " + stemsDir + "music.flac"
)

func TestStemsExitCodes(t *testing.T) {
	inRoot(t)
	for _, c := range []struct {
		args string
		code int
		want string // in standard output or standard error
	}{
		{stemsGood, 0, "confirmed"},
		{stemsBad, 1, "cause: polarity"},
		{stemsBad + " --fail-on never", 0, "cause: polarity"},
		{stemsBad + " --expect-sum=false", 0, "note AC916"},
		{stemsWarn, 0, "warning AC911"},
		{stemsWarn + " --fail-on warning", 1, "warning AC911"},
		{stemsGood + " --references foreground=" + stemsDir + "speech.flac", 0, "SI-SDR 200.00 dB"},
		{stemsGood + " --references foreground=missing.wav", 1, "no such file"},
		{"stems --mix missing.wav --stem a=" + stemsDir + "mix.flac", 1, "no such file"},
		{"stems --mix " + stemsDir + " --stem a=" + stemsDir + "mix.flac", 1, "not a regular file"},
		{"stems --mix /dev/null --stem a=" + stemsDir + "mix.flac", 1, "error AC901"},
		{"stems --mix testdata/catalog/download.mp3 --stem a=" + stemsDir + "mix.flac", 1, "error AC901"},
		{"stems --stem a=" + stemsDir + "mix.flac", 2, "no mix is given"},
		{"stems --mix " + stemsDir + "mix.flac", 2, "no stem is given"},
		{"stems --mix x --stem y", 2, "not of the form name=file"},
		{"stems --mix x --stem =y", 2, "not of the form name=file"},
		{"stems --mix x --stem a=y --stem a=z", 2, `two stems are called "a"`},
		{"stems --mix x --foreground y --stem foreground=z", 2, `two stems are called "foreground"`},
		{"stems --mix x --stem a=y --references b=z", 2, `no stem is called "b"`},
		{"stems --mix x --stem a=y --format xml", 2, "none of text, json"},
		{"stems --mix x --stem a=y --fail-on maybe", 2, "none of error, warning, never"},
		{"stems --mix x" + strings.Repeat(" --stem a=y", 17), 2, "at most 16"},
		{"stems mix.wav", 2, "takes flags alone"},
		{"explain ac912", 0, "AC912 stems-do-not-sum"},
		{"explain STEMS-DO-NOT-SUM", 0, "AC912 stems-do-not-sum"},
		{"explain stem-inverte", 2, "did you mean AC916"},
		{"rules", 0, "AC912"},
	} {
		code, out, errOut := command(t, "", strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("audiocheck %s: exit %d, want %d, and %q in\n%s%s", c.args, code, c.code, c.want, out, errOut)
		}
		if code == exitUsage && out != "" {
			t.Errorf("audiocheck %s: a usage error wrote to standard output:\n%s", c.args, out)
		}
	}
}

func TestStemsInEveryFormat(t *testing.T) {
	inRoot(t)
	for _, format := range []string{"text", "json", "jsonl", "csv", "sarif", "junit", "github", "markdown"} {
		for args, want := range map[string]int{stemsGood: 0, stemsBad: 1} {
			code, out, _ := command(t, "", append(strings.Fields(args), "--format", format)...)
			if code != want || (want == 1) != strings.Contains(out, "AC916") && format != "sarif" {
				t.Errorf("%s of %s: exit %d, want %d\n%s", format, args, code, want, out)
			}
			switch format {
			case "json", "jsonl", "sarif":
				if !json.Valid([]byte(out)) {
					t.Errorf("%s is no JSON", format)
				}
			case "junit":
				if err := xml.Unmarshal([]byte(out), new(struct{})); err != nil {
					t.Errorf("junit is no XML: %v", err)
				}
			}
		}
	}
}

// TestStemsJSONConformsToItsSchema runs good and bad stems, files that cannot
// be read, and names that are hard to print.
func TestStemsJSONConformsToItsSchema(t *testing.T) {
	inRoot(t)
	s := schema(t, "stems.schema.json")
	files, err := filepath.Glob(stemsDir + "*.*")
	if err != nil {
		t.Fatal(err)
	}
	hostile, err := filepath.Glob(hostileNames(t) + "/*")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, hostile...)
	for _, f := range append(files, "missing.wav", "testdata/catalog/unfinished.flac", "testdata/rules/AC210.wav") {
		for _, args := range [][]string{
			{"--mix", stemsDir + "mix.flac", "--foreground", f, "--stem", "caf\xe9\n=" + stemsDir + "music.flac", "--references", "foreground=" + stemsDir + "speech.flac"},
			{"--mix", f, "--stem", "all=" + f, "--expect-sum=false", "--references", "all=" + f},
		} {
			_, out, _ := command(t, "", append([]string{"stems", "--format", "json"}, args...)...)
			conforms(t, s, out)
			if strings.ContainsFunc(strings.TrimSuffix(out, "\n"), func(r rune) bool { return r < ' ' }) {
				t.Errorf("%q: a control character in %q", args, out)
			}
			_, out, _ = command(t, "", append([]string{"stems"}, args...)...)
			if strings.ContainsFunc(out, func(r rune) bool { return r < ' ' && r != '\n' }) {
				t.Errorf("%q: a control character in %q", args, out)
			}
		}
	}
}

// TestStemsJSONHoldsTheFigures looks for what a program would read.
func TestStemsJSONHoldsTheFigures(t *testing.T) {
	inRoot(t)
	_, out, _ := command(t, "", append(strings.Fields(stemsBad), "--format", "json", "--references", "foreground="+stemsDir+"speech-leaky.flac")...)
	var doc struct {
		Schema, Verdict, Cause string
		Stems                  []struct {
			Name      string
			InMix     bool `json:"in_mix"`
			Placement struct {
				Lag      int     `json:"lag_frames"`
				Gain     float64 `json:"gain_db"`
				Inverted bool
			}
			Reference *struct {
				SDR     float64 `json:"sdr_db"`
				Windows int
			}
		}
		Residual struct{ Raw, Aligned float64 } `json:"residual_db"`
		Findings []struct{ Rule string }
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil {
		t.Fatal(err)
	}
	bg := doc.Stems[1]
	if doc.Schema != "audiocheck.stems/1" || doc.Verdict != "contradicted" || doc.Cause != "polarity" || len(doc.Findings) != 2 ||
		!bg.InMix || !bg.Placement.Inverted || bg.Placement.Lag != 0 || bg.Placement.Gain != 0 || bg.Reference != nil {
		t.Errorf("%s", out)
	}
	if doc.Residual.Raw < 2.8 || doc.Residual.Raw > 3.2 || doc.Stems[0].Reference == nil || doc.Stems[0].Reference.Windows != 5 {
		t.Errorf("%s", out)
	}
}

// TestStemsSayTheSameInAnyOrder swaps foreground and background.
func TestStemsSayTheSameInAnyOrder(t *testing.T) {
	inRoot(t)
	swapped := strings.NewReplacer("--foreground", "--background", "--background", "--foreground").Replace(stemsBad)
	_, a, _ := command(t, "", append(strings.Fields(stemsBad), "--format", "json")...)
	_, b, _ := command(t, "", append(strings.Fields(swapped), "--format", "json")...)
	figures := func(text string) string {
		var doc map[string]json.RawMessage
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		return string(doc["residual_db"]) + string(doc["cause"]) + string(doc["verdict"])
	}
	if figures(a) != figures(b) {
		t.Errorf("%s, swapped %s", figures(a), figures(b))
	}
}

func TestStemsDoNotWaitForAPipe(t *testing.T) {
	inRoot(t)
	if _, err := os.Stat("/dev/zero"); err != nil {
		t.Skip("no /dev/zero here")
	}
	code, out, _ := command(t, "", "stems", "--mix", stemsDir+"mix.flac", "--stem", "a=/dev/zero")
	if code != 1 || !strings.Contains(out, "not a regular file") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

func TestStemsInSeveralReports(t *testing.T) {
	inRoot(t)
	_, want, _ := command(t, "", append(strings.Fields(stemsBad), "--format", "json")...)
	dir := t.TempDir()
	code, _, _ := command(t, "", append(strings.Fields(stemsBad), "--report", "json="+dir+"/a.json", "--report", "junit="+dir+"/a.xml")...)
	if code != exitFindings || read(t, dir+"/a.json") != want || !strings.Contains(read(t, dir+"/a.xml"), `failures="1"`) {
		t.Errorf("exit %d\n%s\n%s", code, read(t, dir+"/a.json"), read(t, dir+"/a.xml"))
	}
	if code, _, _ := command(t, "", append(strings.Fields(stemsBad), "--report", "json")...); code != exitUsage {
		t.Errorf("a report without a file: exit %d", code)
	}
}
