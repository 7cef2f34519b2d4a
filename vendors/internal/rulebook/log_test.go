package rulebook

import (
	"errors"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

var table = []finding.Rule{
	{ID: "T1", Severity: finding.Note}, {ID: "T2", Severity: finding.Error}, {ID: "T3", Severity: finding.Warning},
}

func TestFindingsAreSortedAndBounded(t *testing.T) {
	l := NewLog(table, Shape{})
	l.Add("T1", Place{Pointer: "/a"}, "note")
	for i := range 20 {
		l.Add("T3", Place{Pointer: "/b", Got: i, Want: 0}, "warning %d", i)
	}
	l.Add("T2", Place{Pointer: "/c"}, "error")
	fs := l.Findings()
	if len(fs) != 10 || fs[0].Rule != "T2" || fs[9].Rule != "T1" {
		t.Fatalf("%+v", fs)
	}
	if got, want := fs[8].Message, "warning 7 (and 12 more of this rule)"; got != want || fs[8].Got != "7" || fs[8].Want != "0" {
		t.Errorf("%+v", fs[8])
	}
}

func TestUnreadable(t *testing.T) {
	l := NewLog(table, Shape{})
	l.Add("T2", Place{}, "first")
	other := errors.New("disk")
	if err := l.Unreadable(other); err != other {
		t.Errorf("got %v", err)
	}
	_, bad := jsonobj.Parse([]byte(`{"a": `), false)
	if err := l.Unreadable(bad); err != nil {
		t.Errorf("got %v", err)
	}
	if f := l.Findings()[0]; f.Rule != "AC693" || f.Offset != 6 || !strings.Contains(f.Message, "cut short") {
		t.Errorf("%+v", f)
	}
}

// Every reason for which a document cannot be read has a rule.
func TestEveryReasonHasARule(t *testing.T) {
	known := map[string]bool{}
	for _, r := range NoAnswer() {
		known[r.ID] = true
	}
	for _, r := range []jsonobj.Reason{jsonobj.Empty, jsonobj.Markup, jsonobj.Cut, jsonobj.Syntax, jsonobj.Trailing, jsonobj.TooDeep, jsonobj.TooLarge} {
		if !known[syntaxRules[r]] {
			t.Errorf("%s has no rule", r)
		}
	}
}
