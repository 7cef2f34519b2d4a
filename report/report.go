// Package report writes findings and facts in the formats that people and
// tools read: one file a format.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
)

// Item is one thing that was judged: a file, or a vendor's answer.
type Item struct {
	Path     string
	Verdict  string // "accept", "warn", "reject"; a word of the command's own elsewhere
	Unjudged bool   // what it holds could not be judged, and that is what the findings say
	Findings []finding.Finding
	Facts    any    // becomes "info" in JSON; nil leaves it out
	Line     string // the facts in one line, for people
}

// Meta is what holds for a whole report.
type Meta struct {
	Schema  string         // of the JSON formats
	Profile string         // the limits that were judged against; may be empty
	Version string         // of audiocheck
	Rules   []finding.Rule // every rule that a finding can name
	Colour  bool           // the text is for a terminal
	Quiet   bool           // the text leaves out items without findings, and the summary
	Against bool           // the findings were compared with a baseline
}

// Summary counts what was reported.
type Summary struct {
	Files      int `json:"files"`
	Accepted   int `json:"accepted"`
	Warned     int `json:"warned"`
	Rejected   int `json:"rejected"`
	Findings   int `json:"findings"`
	ToolErrors int `json:"tool_errors"`              // files whose content could not be judged; they have a verdict too
	Known      int `json:"known,omitempty"`          // findings that stand in the baseline
	Ignored    int `json:"ignored,omitempty"`        // findings that the configuration ignores; none of Findings
	Stale      int `json:"stale_baseline,omitempty"` // entries of the baseline that no finding matches any more
}

// Count adds it to the summary.
func (s *Summary) Count(it Item) {
	s.Files++
	s.Findings += len(it.Findings)
	for _, f := range it.Findings {
		if f.Known {
			s.Known++
		}
	}
	if it.Unjudged {
		s.ToolErrors++
	}
	switch it.Verdict {
	case "accept":
		s.Accepted++
	case "warn":
		s.Warned++
	case "reject":
		s.Rejected++
	}
}

// besides returns in words what the summary counts beside verdicts; "" for
// nothing.
func (s Summary) besides() string {
	var b strings.Builder
	if s.ToolErrors > 0 {
		fmt.Fprintf(&b, "; %d could not be judged", s.ToolErrors)
	}
	if s.Known > 0 {
		b.WriteString("; " + plural(s.Known, "finding") + " known from the baseline")
	}
	if s.Ignored > 0 {
		b.WriteString("; " + plural(s.Ignored, "finding") + " ignored by the configuration")
	}
	switch {
	case s.Stale == 1:
		b.WriteString("; 1 entry of the baseline is stale")
	case s.Stale > 1:
		fmt.Fprintf(&b, "; %d entries of the baseline are stale", s.Stale)
	}
	return b.String()
}

// Report takes items one after the other and writes them in its format. Close
// writes what comes at the end; it does not close the writer.
type Report interface {
	Add(Item) error
	Close(Summary) error
}

// Format is one way to write a report.
type Format struct {
	Name string
	New  func(w io.Writer, m Meta) Report
}

var formats = []Format{
	{"text", newText},
	{"json", newJSON},
	{"jsonl", newJSONLines},
	{"csv", newCSV},
	{"sarif", newSARIF},
	{"junit", newJUnit},
	{"github", newGitHub},
	{"markdown", newMarkdown},
}

// Formats returns the names of all formats in order.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.Name
	}
	return names
}

// Lookup returns the format with that name, and false when there is none.
func Lookup(name string) (Format, bool) {
	i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == name })
	if i < 0 {
		return Format{}, false
	}
	return formats[i], true
}
