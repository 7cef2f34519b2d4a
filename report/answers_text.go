package report

import (
	"fmt"
	"strings"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/verify"
)

// answerText writes for a person who has to decide: the verdict, then why, at
// most a screen an answer.
type answerText struct {
	textReport
	n int
}

// mostFindings are shown of an answer; the other formats show all.
const mostFindings = 10

var answerColour = map[verify.Verdict]string{
	verify.Confirmed: green, verify.Consistent: green, verify.Suspicious: yellow, verify.Contradicted: red,
}

func (t *answerText) Add(x JudgedAnswer) error {
	r := x.Result
	if t.n++; t.n > 1 {
		fmt.Fprintln(t.w)
	}
	fmt.Fprintf(t.w, "%s  %s", t.paint(answerColour[r.Verdict], string(r.Verdict)), t.paint(bold, pathname.Terminal(x.Path)))
	if about := aboutAnswer(r); about != "" {
		fmt.Fprintf(t.w, "  %s", t.paint(faint, pathname.Terminal(about)))
	}
	fmt.Fprintln(t.w)
	for _, s := range r.Reasons {
		fmt.Fprintf(t.w, "        %s\n", pathname.Terminal(s))
	}
	for _, f := range r.Findings[:min(len(r.Findings), mostFindings)] {
		if f.Path != "" && f.Path != x.Path {
			f.Message = f.Path + ": " + f.Message
		}
		t.finding(f)
	}
	if more := len(r.Findings) - mostFindings; more > 0 {
		fmt.Fprintf(t.w, "        and %s; --format json shows all\n", plural(more, "more finding"))
	}
	if !t.m.Quiet {
		t.open(r)
	}
	return t.w.Flush()
}

func (t *answerText) Close() error { return t.w.Flush() }

// aboutAnswer says in a line what the answer is.
func aboutAnswer(r *verify.Result) string {
	if r.Vendor == "" {
		return ""
	}
	parts := []string{string(r.Vendor) + " " + r.Document}
	if r.SearchType != "" {
		parts = append(parts, r.SearchType)
	}
	if r.Status != "" {
		parts = append(parts, r.Status)
	}
	if r.Queries > 0 {
		parts = append(parts, many(r.Queries, "query", "queries"), many(r.Listed, "match", "matches"))
	}
	return strings.Join(parts, ", ")
}

func many(n int64, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, more)
}

// open says, a line a question, what the answer by itself tells about what the
// vendor's documents leave open.
func (t *answerText) open(r *verify.Result) {
	if r.Compared > 0 {
		t.readings(r)
		return
	}
	if r.Listed == 0 {
		return
	}
	for _, q := range questions(r.Diagnosis.Readings) {
		fmt.Fprintf(t.w, "        %s %s\n", t.paint(faint, q.name+":"), pathname.Terminal(q.words()))
	}
	if w := toWindows(&r.Diagnosis); w != nil {
		fmt.Fprintf(t.w, "        %s they last %s; a query has at least %d, a candidate at least %d (or one less, counted from 1)\n",
			t.paint(faint, "windows:"), lasting(w), w.QueryAtLeast, w.CandidatesAtLeast)
	}
}

func lasting(w *windowsDoc) string {
	if w.MaxSeconds-w.MinSeconds < 0.05 {
		return fmt.Sprintf("%.1f s", w.MinSeconds)
	}
	return fmt.Sprintf("%.1f to %.1f s", w.MinSeconds, w.MaxSeconds)
}

type openQuestion struct {
	name          string
	left, refuted []string
	why           string
}

// questions groups readings by their question. A question that the answer says
// nothing about is left out.
func questions(all []verify.Possibility) (out []openQuestion) {
	for _, r := range all {
		if len(out) == 0 || out[len(out)-1].name != r.Question {
			out = append(out, openQuestion{name: r.Question})
		}
		q := &out[len(out)-1]
		if r.Possible {
			q.left = append(q.left, r.Name)
			continue
		}
		q.refuted = append(q.refuted, r.Name)
		q.why = r.Why
	}
	told := out[:0]
	for _, q := range out {
		if len(q.refuted) > 0 {
			told = append(told, q)
		}
	}
	return told
}

func (q *openQuestion) words() string {
	switch len(q.left) {
	case 0:
		return "none of the readings known here (" + q.why + ")"
	case 1:
		return q.left[0]
	}
	if len(q.left) > 4 {
		return fmt.Sprintf("%d of %d readings possible", len(q.left), len(q.left)+len(q.refuted))
	}
	return strings.Join(q.left, ", or ")
}

// readings says which readings the embeddings allow.
func (t *answerText) readings(r *verify.Result) {
	var fits []string
	refuted := 0
	for _, x := range r.Readings {
		if x.Fits {
			fits = append(fits, x.Name)
		} else {
			refuted++
		}
	}
	if len(fits) == 0 {
		return
	}
	fmt.Fprintf(t.w, "        %s %s (%d are refuted; --format json names the pairs)\n", t.paint(faint, "readings that fit:"), strings.Join(fits, ", "), refuted)
}
