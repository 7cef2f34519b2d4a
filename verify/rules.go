package verify

import (
	"fmt"

	"github.com/audiocheck/audiocheck/finding"
)

// IDs of the rules, stable. They stand in the vendors' blocks.
const (
	scoreOdd      = "AC626"
	noAudio       = "AC665"
	startsBehind  = "AC666"
	endsBehind    = "AC667"
	overLimits    = "AC668"
	noDuration    = "AC669"
	noEmbedding   = "AC680"
	unusable      = "AC681"
	scoreRefuted  = "AC682"
	noneFits      = "AC683"
	windowRefuted = "AC684"
	windowsOther  = "AC685"
	ranksDisagree = "AC686"
	offCurve      = "AC687"
	inversion     = "AC688"
	otherEncoder  = "AC689"

	catalogOther   = "AC720"
	notInCatalog   = "AC721"
	outsideIsOurs  = "AC722"
	catalogVariant = "AC723"
)

// Rules returns the rules about an answer and local evidence. The rules about
// the answer by itself are the vendors' own.
func Rules() []finding.Rule { return append([]finding.Rule(nil), rules...) }

var rules = []finding.Rule{
	{ID: scoreOdd, Name: "score-is-none-of-them", Severity: finding.Warning, Summary: "score is none of the three scores throughout the answer, and no payload says which it should be"},

	{ID: noAudio, Name: "no-such-audio", Severity: finding.Warning, Summary: "the answer names a track that has no audio file here"},
	{ID: startsBehind, Name: "starts-behind-track", Severity: finding.Error, Summary: "a window or motif starts behind the end of its track"},
	{ID: endsBehind, Name: "ends-behind-track", Severity: finding.Warning, Summary: "a window or motif ends behind the end of its track"},
	{ID: overLimits, Name: "audio-over-limits", Severity: finding.Warning, Summary: "the vendor answered about a file that breaks its own limits"},
	{ID: noDuration, Name: "audio-duration-unknown", Severity: finding.Note, Summary: "a track's duration is not known, so that its times cannot be checked"},

	{ID: noEmbedding, Name: "no-embeddings", Severity: finding.Note, Summary: "the answer names a track that has no embeddings here"},
	{ID: unusable, Name: "unusable-embeddings", Severity: finding.Warning, Summary: "a track's embeddings cannot be read or compared"},
	{ID: scoreRefuted, Name: "score-refuted", Severity: finding.Error, Summary: "the local embeddings repeat the vendor's other scores, and not this one"},
	{ID: noneFits, Name: "score-under-no-reading", Severity: finding.Warning, Summary: "the local embeddings repeat the vendor's other scores, and none of this kind under any reading"},
	{ID: windowRefuted, Name: "window-refuted", Severity: finding.Error, Summary: "the windows at these indexes have another similarity"},
	{ID: windowsOther, Name: "windows-under-no-reading", Severity: finding.Warning, Summary: "no reading of the indexes gives the similarities of matched_windows"},
	{ID: ranksDisagree, Name: "ranks-disagree", Severity: finding.Warning, Summary: "the vendor's order of the pairs is not that of the local embeddings"},
	{ID: offCurve, Name: "off-calibration", Severity: finding.Warning, Summary: "a score lies far off the monotone curve that the other pairs follow"},
	{ID: inversion, Name: "first-match-not-ours", Severity: finding.Warning, Summary: "the vendor's first match is not among the first of the local embeddings"},
	{ID: otherEncoder, Name: "another-encoder", Severity: finding.Note, Summary: "no reading of the local scores gives the vendor's: the embeddings come from another encoder"},

	{ID: catalogOther, Name: "catalogue-contradicts", Severity: finding.Error, Summary: "the catalogue has another title, artist or ISRC for the recognised track"},
	{ID: notInCatalog, Name: "not-in-catalogue", Severity: finding.Warning, Summary: "a match in the vendor's catalogue is not in the catalogue given"},
	{ID: outsideIsOurs, Name: "outside-match-in-catalogue", Severity: finding.Warning, Summary: "a match outside the vendor's catalogue is in the catalogue given"},
	{ID: catalogVariant, Name: "catalogue-title-differs", Severity: finding.Warning, Summary: "the catalogue has a longer or shorter title or artist for the recognised track"},
}

// local lists the rules that speak of local evidence.
func local(rule string) bool {
	for _, r := range rules {
		if r.ID == rule {
			return true
		}
	}
	return false
}

// perRule bounds the findings of one rule; the rest are counted.
const perRule = 8

// log collects findings.
type log struct {
	items []finding.Finding
	count map[string]int
}

// add records that rule is broken at pointer.
func (l *log) add(rule, pointer string, got, want any, format string, args ...any) {
	if l.count == nil {
		l.count = make(map[string]int)
	}
	if l.count[rule]++; l.count[rule] > perRule {
		return
	}
	f := finding.Finding{
		Rule: rule, Pointer: pointer, Offset: finding.NoOffset, Message: fmt.Sprintf(format, args...),
		Got: text(got), Want: text(want),
	}
	for _, r := range rules {
		if r.ID == rule {
			f.Severity = r.Severity
		}
	}
	l.items = append(l.items, f)
}

// more counts findings of a rule that were not kept elsewhere.
func (l *log) more(rule string, n int64) {
	if l.count == nil {
		l.count = make(map[string]int)
	}
	l.count[rule] += int(n)
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// findings returns what was recorded; the last of a rule that was cut says how
// many more there are.
func (l *log) findings() []finding.Finding {
	last := make(map[string]int)
	kept := make(map[string]int)
	for i, f := range l.items {
		last[f.Rule] = i
		kept[f.Rule]++
	}
	for rule, i := range last {
		if more := l.count[rule] - kept[rule]; more > 0 {
			l.items[i].Message += fmt.Sprintf(" (and %d more of this rule)", more)
		}
	}
	return l.items
}
