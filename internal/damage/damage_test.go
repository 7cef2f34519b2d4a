package damage

import (
	"strings"
	"testing"
)

func TestLogIsSortedAndBounded(t *testing.T) {
	var l Log
	for i := range 1000 {
		l.Add(BadCRC, int64(2000-i), "frame %d", i)
	}
	l.Add(JunkBefore, 0, "junk")
	l.Add(LyingTotal, NoOffset, "total")
	got := l.List()
	if len(got) != perKind+2 {
		t.Fatalf("%d entries, want %d", len(got), perKind+2)
	}
	for i := 1; i < len(got)-1; i++ {
		if got[i].Offset < got[i-1].Offset {
			t.Fatalf("entry %d at byte %d stands behind byte %d", i, got[i].Offset, got[i-1].Offset)
		}
	}
	if got[len(got)-1].Offset != NoOffset {
		t.Error("damage without a place is not last")
	}
	if want := "(and 992 more of this kind)"; !strings.Contains(got[len(got)-2].Detail, want) {
		t.Errorf("last BadCRC says %q, want %q in it", got[len(got)-2].Detail, want)
	}
	if l.Count(BadCRC) != 1000 || !l.Lost() {
		t.Errorf("Count %d, Lost %v", l.Count(BadCRC), l.Lost())
	}
}

func TestEachKindHasOneSeverity(t *testing.T) {
	seen := map[Kind]bool{}
	for _, k := range Kinds() {
		if seen[k] {
			t.Errorf("%s is listed twice", k)
		}
		seen[k] = true
	}
	for _, k := range flaws {
		if k.Severity() != Flaw {
			t.Errorf("%s is %s", k, k.Severity())
		}
	}
	for _, k := range lost {
		if k.Severity() != Lost {
			t.Errorf("%s is %s", k, k.Severity())
		}
	}
}
