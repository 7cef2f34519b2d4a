// Package report writes findings and facts in the formats that people and
// tools read: one file a format.
package report

import (
	"io"
	"slices"

	"github.com/audiocheck/audiocheck/finding"
)

// Item is one thing that was judged: a file, or a vendor's answer.
type Item struct {
	Path     string
	Verdict  string // "accept", "warn", "reject"; "error" where audiocheck itself failed; a word of the command's own elsewhere
	Findings []finding.Finding
	Facts    any    // becomes "info" in JSON; nil leaves it out
	Line     string // the facts in one line, for people
}

// toolError is the verdict on an item that audiocheck itself could not judge.
const toolError = "error"

// Meta is what holds for a whole report.
type Meta struct {
	Schema  string         // of the JSON formats
	Profile string         // the limits that were judged against; may be empty
	Version string         // of audiocheck
	Rules   []finding.Rule // every rule that a finding can name
	Colour  bool           // the text is for a terminal
	Quiet   bool           // the text leaves out items without findings, and the summary
}

// Summary counts what was reported.
type Summary struct {
	Files      int `json:"files"`
	Accepted   int `json:"accepted"`
	Warned     int `json:"warned"`
	Rejected   int `json:"rejected"`
	Findings   int `json:"findings"`
	ToolErrors int `json:"tool_errors"`
}

// Count adds it to the summary.
func (s *Summary) Count(it Item) {
	s.Files++
	s.Findings += len(it.Findings)
	switch it.Verdict {
	case "accept":
		s.Accepted++
	case "warn":
		s.Warned++
	case "reject":
		s.Rejected++
	}
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
