// Package finding is the shared vocabulary of judgement: a Rule, and a Finding
// that says where a file or an answer breaks it.
package finding

import (
	"slices"
	"strings"
)

// Severity says how much a finding matters.
type Severity string

// Severities, from the gravest. An Error rejects, a Warning does not, a Note
// only tells.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Note    Severity = "note"
)

// Rank orders severities: 3 for an Error, 2 for a Warning, 1 for a Note, 0 for
// anything else.
func (s Severity) Rank() int {
	switch s {
	case Error:
		return 3
	case Warning:
		return 2
	case Note:
		return 1
	}
	return 0
}

// Rule is one thing that a finding can be about.
type Rule struct {
	ID       string   // stable: "AC301"
	Name     string   // stable, kebab-case: "too-long"
	Severity Severity // unless a profile says otherwise
	Summary  string   // one line: what is wrong when the rule is broken
}

// NoOffset marks a finding that has no place in a file.
const NoOffset = -1

// Finding is a broken rule: where, what was found, what was wanted, and how to
// mend it.
type Finding struct {
	Rule       string // the ID of a Rule
	Severity   Severity
	Path       string // the file
	Pointer    string // a JSON pointer into it, where it is JSON; RFC 6901
	Offset     int64  // in bytes; NoOffset where there is no place
	Message    string // one sentence with the numbers in it
	Got, Want  string // the measured value and the limit, in Unit
	Unit       string // "s", "bytes", "Hz"; empty for words
	Mend       string // a command line that would mend it; empty where there is none
	HTTPStatus int    // what the vendor is expected to answer; 0 where none is known
	Known      bool   // stands in a baseline: it is shown, and fails no run
}

// Worst returns the gravest severity among fs, "" when there is none.
func Worst(fs []Finding) Severity {
	var worst Severity
	for _, f := range fs {
		if f.Severity.Rank() > worst.Rank() {
			worst = f.Severity
		}
	}
	return worst
}

// Sort orders fs by path, offset (findings without a place last), rule and
// message, so that the same findings are always printed in the same order.
func Sort(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		if c := compareOffset(a.Offset, b.Offset); c != 0 {
			return c
		}
		if c := strings.Compare(a.Rule, b.Rule); c != 0 {
			return c
		}
		return strings.Compare(a.Message, b.Message)
	})
}

func compareOffset(a, b int64) int {
	switch {
	case a == b:
		return 0
	case a < 0:
		return 1
	case b < 0 || a < b:
		return -1
	}
	return 1
}
