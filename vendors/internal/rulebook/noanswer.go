package rulebook

import (
	"errors"
	"slices"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// NoAnswer returns the rules about bytes that are no vendor's answer at all.
func NoAnswer() []finding.Rule {
	return []finding.Rule{
		{ID: "AC690", Name: "empty-answer", Severity: finding.Error, Summary: "the answer is empty"},
		{ID: "AC691", Name: "markup-answer", Severity: finding.Error, Summary: "the answer is an HTML or XML page, usually a proxy's error page"},
		{ID: "AC692", Name: "not-json", Severity: finding.Error, Summary: "the answer is not JSON"},
		{ID: "AC693", Name: "cut-answer", Severity: finding.Error, Summary: "the answer is JSON that ends too early"},
		{ID: "AC694", Name: "hollow-answer", Severity: finding.Error, Summary: "the answer is JSON that says nothing: null, {} or []"},
		{ID: "AC695", Name: "foreign-answer", Severity: finding.Error, Summary: "the answer is JSON, but none of this vendor's documents"},
		{ID: "AC696", Name: "oversized-value", Severity: finding.Error, Summary: "a value in the answer is nested too deep or too large to be read"},
	}
}

var syntaxRules = map[jsonobj.Reason]string{
	jsonobj.Empty:    "AC690",
	jsonobj.Markup:   "AC691",
	jsonobj.Syntax:   "AC692",
	jsonobj.Trailing: "AC692",
	jsonobj.Cut:      "AC693",
	jsonobj.TooDeep:  "AC696",
	jsonobj.TooLarge: "AC696",
}

// Unreadable records, in front of all else, why the answer could not be read to
// its end. It returns err when that is not the answer's fault, but the reader's.
func (l *Log) Unreadable(err error) error {
	var e *jsonobj.Error
	if !errors.As(err, &e) {
		return err
	}
	l.items = slices.Insert(l.items, 0, finding.Finding{
		Rule: syntaxRules[e.Reason], Severity: finding.Error, Offset: e.Offset,
		Message: e.Detail, Got: string(e.Reason), Want: "one JSON value",
	})
	return nil
}

// Hollow records that the answer is got: null, {} or [].
func (l *Log) Hollow(got string) {
	l.Add("AC694", Place{Got: got, Want: "an answer"}, "the answer is %s: it says nothing", got)
}

// Foreign records that the answer is no document of vendor.
func (l *Log) Foreign(vendor, got string) {
	l.Add("AC695", Place{Got: got, Want: "an answer of " + vendor}, "this is no answer of %s: it is %s", vendor, got)
}
