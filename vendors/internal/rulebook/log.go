// Package rulebook collects what the vendors' rules find in one answer.
package rulebook

import (
	"fmt"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// perRule bounds the memory of a Log: a broken encoder breaks a rule in each of
// 100,000 pairs, and nobody reads past the first few.
const perRule = 8

// Log collects the findings of one answer. Of each rule the first few are kept
// in full and the rest are counted.
type Log struct {
	rules map[string]finding.Rule
	shape Shape
	items []finding.Finding
	count map[string]int
}

// Shape names the rules about the form of a document, which each vendor has
// under an ID of its own.
type Shape struct {
	WrongType, NotFinite, UnknownKey, DuplicateKey, MissingKey string
}

// NewLog returns a Log for the rules of one vendor.
func NewLog(rules []finding.Rule, shape Shape) *Log {
	l := &Log{rules: make(map[string]finding.Rule), shape: shape, count: make(map[string]int)}
	for _, r := range append(rules, NoAnswer()...) {
		l.rules[r.ID] = r
	}
	return l
}

// Place is where a finding stands and what was found and wanted there.
type Place struct {
	Pointer   string // RFC 6901
	Got, Want any    // printed with %v
	Unit      string
}

// Add records that rule is broken at p.
func (l *Log) Add(rule string, p Place, format string, args ...any) {
	l.count[rule]++
	if l.count[rule] > perRule {
		return
	}
	r := l.rules[rule]
	l.items = append(l.items, finding.Finding{
		Rule: rule, Severity: r.Severity, Pointer: p.Pointer, Offset: finding.NoOffset,
		Message: fmt.Sprintf(format, args...), Got: text(p.Got), Want: text(p.Want), Unit: p.Unit,
	})
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// Keep records a finding that was made elsewhere.
func (l *Log) Keep(f finding.Finding) {
	l.count[f.Rule]++
	if l.count[f.Rule] <= perRule {
		l.items = append(l.items, f)
	}
}

// Problem records what a Decoder met in the value that stands at prefix.
func (l *Log) Problem(prefix string, p jsonobj.Problem) {
	at := Place{Pointer: prefix + p.Pointer, Got: p.Got, Want: p.Want}
	switch p.Sort {
	case jsonobj.WrongType:
		l.Add(l.shape.WrongType, at, "%s is %s, wanted %s", where(at.Pointer), p.Got, p.Want)
	case jsonobj.NotFinite:
		l.Add(l.shape.NotFinite, at, "%s is %s, which is no finite number", where(at.Pointer), p.Got)
	case jsonobj.UnknownKey:
		l.Add(l.shape.UnknownKey, at, "%s is not in the vendor's documents (%s); kept, not judged", where(at.Pointer), p.Got)
	case jsonobj.DuplicateKey:
		l.Add(l.shape.DuplicateKey, at, "%s stands twice in one object; the last value counts", where(at.Pointer))
	}
}

// Needs records the documented keys of o, the object at pointer, that are absent
// or null.
func (l *Log) Needs(o *jsonobj.Keep, pointer string, keys ...string) {
	for _, k := range keys {
		if o.Lacks(k) && !o.IsMisfit(k) {
			l.Missing(pointer, k)
		}
	}
}

// Missing records that the documented key is absent or null in the object at pointer.
func (l *Log) Missing(pointer, key string) {
	at := Place{Pointer: pointer, Got: "absent or null", Want: key}
	l.Add(l.shape.MissingKey, at, "%s has no %q, which the documented answer carries", where(pointer), key)
}

func where(pointer string) string {
	if pointer == "" {
		return "the document"
	}
	return pointer
}

// Findings returns what was recorded, the gravest first and otherwise in the
// order of the document. The last finding of a rule that was cut says how many
// more there are.
func (l *Log) Findings() []finding.Finding {
	var out []finding.Finding
	for _, s := range []finding.Severity{finding.Error, finding.Warning, finding.Note} {
		for _, f := range l.items {
			if f.Severity == s {
				out = append(out, f)
			}
		}
	}
	for i := len(out) - 1; i >= 0; i-- {
		if more := l.count[out[i].Rule] - perRule; more > 0 {
			out[i].Message += fmt.Sprintf(" (and %d more of this rule)", more)
			l.count[out[i].Rule] = 0
		}
	}
	return out
}
