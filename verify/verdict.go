package verify

import (
	"fmt"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/vendors/detect"
)

// Verdict says what an answer is worth.
type Verdict string

// Verdicts. The first that fits is drawn:
//
//	cannot say    it is no answer at all, and nothing that could be read of it breaks a rule
//	contradicted  a rule of severity error is broken, by the answer itself or by local evidence
//	cannot say    the job is not completed, or failed; or the document carries no result
//	confirmed     local evidence gives every score of the full mix, or the recognised track
//	suspicious    a rule of severity warning is broken, other than one that tells of the documents rather than the answer,
//	              and no local evidence explains it
//	consistent    nothing speaks against the answer
const (
	CannotSay    Verdict = "cannot say"
	Contradicted Verdict = "contradicted"
	Confirmed    Verdict = "confirmed"
	Suspicious   Verdict = "suspicious"
	Consistent   Verdict = "consistent"
)

// harmless are the warnings that tell of what the documents leave open, and not
// of an answer that is wrong: most answers of the vendor may have them.
var harmless = []string{
	"AC602", "AC702", "AC802", // missing-field
	"AC621", // hungarian-mean-above-max-then-mean: so it is wherever the query is the longer track
}

// explained are the warnings about the answer by itself that scores which local
// embeddings repeat take the doubt from: what is unusual there is then true.
var explained = []string{
	"AC617", // negative-score
	"AC620", // negative-max-below-hungarian-mean
	"AC636", // window-length
}

// judge joins the findings and draws the verdict.
func (a *answer) judge() {
	fs := append(a.out.Findings, a.log.findings()...)
	slices.SortStableFunc(fs, func(x, y finding.Finding) int { return y.Severity.Rank() - x.Severity.Rank() })
	a.out.Findings = fs
	noAnswer, broken := first(fs, isNoAnswer), first(fs, isError)
	doubt := first(fs, func(f finding.Finding) bool {
		return f.Severity == finding.Warning && !slices.Contains(harmless, f.Rule) && !(a.confirmed && slices.Contains(explained, f.Rule))
	})
	switch {
	case noAnswer != nil && first(fs, func(f finding.Finding) bool { return isError(f) && !isNoAnswer(f) }) == nil:
		a.verdict(CannotSay, summaryOf(noAnswer.Rule))
	case broken != nil:
		a.verdict(Contradicted, counted(fs, finding.Error))
	case a.out.Failure != "":
		a.verdict(CannotSay, "it failed: "+a.out.Failure)
	case !a.claims && a.out.Status != "":
		a.verdict(CannotSay, fmt.Sprintf("its status is %q: there is no result yet", a.out.Status))
	case !a.claims:
		a.verdict(CannotSay, "the document carries no result")
	case a.confirmed && doubt == nil:
		a.verdict(Confirmed, "")
	case doubt != nil:
		a.verdict(Suspicious, counted(fs, finding.Warning))
	default:
		a.verdict(Consistent, a.nothingAgainst())
	}
}

func (a *answer) nothingAgainst() string {
	if a.partly || a.out.Agreement != nil {
		return ""
	}
	return "nothing in the answer contradicts itself or the vendor's documents"
}

func (a *answer) verdict(v Verdict, reason string) {
	a.out.Verdict = v
	if reason != "" {
		a.out.Reasons = append(a.out.Reasons, reason)
	}
	a.out.Reasons = append(a.out.Reasons, a.reasons...)
}

func first(fs []finding.Finding, is func(finding.Finding) bool) *finding.Finding {
	if i := slices.IndexFunc(fs, is); i >= 0 {
		return &fs[i]
	}
	return nil
}

func isError(f finding.Finding) bool { return f.Severity == finding.Error }

func isNoAnswer(f finding.Finding) bool {
	return slices.ContainsFunc(detect.Rules(), func(r finding.Rule) bool { return r.ID == f.Rule })
}

// summaryOf says what is no answer.
func summaryOf(rule string) string {
	for _, r := range detect.Rules() {
		if r.ID == rule {
			return r.Summary
		}
	}
	return rule
}

// counted names the rules of a severity that are broken, those of local
// evidence apart.
func counted(fs []finding.Finding, s finding.Severity) string {
	var own, here []string
	for _, f := range fs {
		list := &own
		if local(f.Rule) {
			list = &here
		}
		if f.Severity == s && !slices.Contains(*list, f.Rule) && !slices.Contains(harmless, f.Rule) {
			*list = append(*list, f.Rule)
		}
	}
	word := "breaks"
	if s == finding.Warning {
		word = "is unusual by"
	}
	var parts []string
	if len(own) > 0 {
		parts = append(parts, fmt.Sprintf("the answer by itself %s %s", word, strings.Join(own, ", ")))
	}
	if len(here) > 0 {
		parts = append(parts, "local evidence speaks against it: "+strings.Join(here, ", "))
	}
	return strings.Join(parts, "; ")
}
