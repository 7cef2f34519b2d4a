package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
)

type textReport struct {
	w *bufio.Writer
	m Meta
}

func newText(w io.Writer, m Meta) Report { return &textReport{bufio.NewWriter(w), m} }

// ANSI SGR codes; ECMA-48, 8.3.117.
const (
	bold   = "1"
	red    = "31"
	green  = "32"
	yellow = "33"
	faint  = "2"
)

var verdictColour = map[string]string{"accept": green, "warn": yellow, "reject": red}

var severityColour = map[finding.Severity]string{finding.Error: red, finding.Warning: yellow, finding.Note: faint}

func (t *textReport) paint(code, s string) string {
	if !t.m.Colour || code == "" {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t *textReport) Add(it Item) error {
	if t.m.Quiet && len(it.Findings) == 0 {
		return nil
	}
	verdict := t.paint(verdictColour[it.Verdict], fmt.Sprintf("%-6s", it.Verdict))
	fmt.Fprintf(t.w, "%s  %s", verdict, t.paint(bold, shown(it.Path)))
	if it.Line != "" {
		fmt.Fprintf(t.w, "  %s", t.paint(faint, pathname.Terminal(it.Line)))
	}
	fmt.Fprintln(t.w)
	for _, f := range it.Findings {
		t.finding(f)
	}
	return t.w.Flush()
}

// shown returns path for a terminal, where an empty one is to be seen.
func shown(path string) string {
	if path == "" {
		return `""`
	}
	return pathname.Terminal(path)
}

func (t *textReport) finding(f finding.Finding) {
	colour, known := severityColour[f.Severity], ""
	if f.Known {
		colour, known = faint, "known "
	}
	fmt.Fprintf(t.w, "        %s%s %s: %s", known, t.paint(colour, string(f.Severity)), f.Rule, pathname.Terminal(f.Message))
	if f.Offset >= 0 {
		fmt.Fprintf(t.w, " (at byte %d)", f.Offset)
	}
	if f.Pointer != "" {
		fmt.Fprintf(t.w, " (at %s)", pathname.Terminal(f.Pointer))
	}
	if f.HTTPStatus != 0 {
		answers := "answers"
		if f.Severity != finding.Error {
			answers = "may answer"
		}
		fmt.Fprintf(t.w, " [vendor %s HTTP %d]", answers, f.HTTPStatus)
	}
	fmt.Fprintln(t.w)
	if f.Mend != "" {
		fmt.Fprintf(t.w, "          %s %s\n", t.paint(faint, "mend:"), visible(f.Mend))
	}
}

func (t *textReport) Close(s Summary) error {
	if t.m.Quiet {
		return t.w.Flush()
	}
	fmt.Fprintf(t.w, "\n%s: %d accepted, %d warned, %d rejected", plural(s.Files, "file"), s.Accepted, s.Warned, s.Rejected)
	if t.m.Profile != "" {
		fmt.Fprintf(t.w, " by profile %s", t.m.Profile)
	}
	fmt.Fprintln(t.w, s.besides())
	return t.w.Flush()
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// rows returns the findings of it, or one that breaks nothing.
func rows(it Item) []finding.Finding {
	if len(it.Findings) == 0 {
		return []finding.Finding{{Path: it.Path, Offset: finding.NoOffset}}
	}
	return slices.Clone(it.Findings)
}
