package report

import (
	"encoding/csv"
	"html"
	"os/exec"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
)

// printed are the formats that people copy commands from, and how each is read.
var printed = map[string]func(t *testing.T, out string) string{
	"text": func(_ *testing.T, out string) string { return between(out, "mend: ", "\n") },
	"csv": func(t *testing.T, out string) string {
		rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1][11]
	},
	"github": func(_ *testing.T, out string) string {
		return strings.ReplaceAll(between(out, "%0Amend: ", "\n"), "%25", "%")
	},
	"markdown": func(_ *testing.T, out string) string {
		return html.UnescapeString(between(out[strings.LastIndex(out, "<code>"):], "<code>", "</code>"))
	},
}

func between(s, front, behind string) string {
	_, s, _ = strings.Cut(s, front)
	s, _, _ = strings.Cut(s, behind)
	return s
}

// TestMendsRunAsShown gives the commands of reports to a shell, which must make
// of the words what they were made of.
func TestMendsRunAsShown(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell to ask")
	}
	names := append([]string{
		"nbsp\u00a0x.mp3", "family\U0001f468\u200d\U0001f469\u200d\U0001f467.mp3", "shy\u00adx", "bom\ufeffx", "line\u2028sep", "private\ue000x",
		"###[x", "wide\u3000space", "unassigned\U000e0080",
	}, hostile...)
	for _, name := range names {
		if strings.Contains(name, "\x00") {
			continue // no file system has it
		}
		f := found("AC104", finding.Error, "x", "x")
		f.Mend = "printf '%s|' " + limits.Quote(name)
		for format, read := range printed {
			shown := read(t, written(t, format, testMeta, []Item{{Path: "x", Verdict: "reject", Findings: []finding.Finding{f}}}))
			if shown != f.Mend {
				t.Errorf("%s shows %q, and the command is %q", format, shown, f.Mend)
			}
		}
		if out, err := exec.Command(sh, "-c", f.Mend).Output(); err != nil || string(out) != name+"|" {
			t.Errorf("%s makes of %s %q, %v; want %q", sh, f.Mend, out, err, name)
		}
	}
}
