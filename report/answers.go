package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/verify"
)

// VerifySchema names the form of a judged answer in JSON;
// docs/verify.schema.json describes it.
const VerifySchema = "audiocheck.verify/1"

// JudgedAnswer is one vendor's answer with what became of it.
type JudgedAnswer struct {
	Path   string
	Result *verify.Result
}

// Answers takes judged answers one after the other and writes them in its
// format. Close writes what comes at the end; it does not close the writer.
type Answers interface {
	Add(JudgedAnswer) error
	Close() error
}

// NewAnswers returns the writer of judged answers in the format with that name,
// one of Formats, and false when there is none. many says that there is more
// than one answer: json then holds an array of them.
func NewAnswers(name string, w io.Writer, m Meta, many bool) (Answers, bool) {
	switch name {
	case "text":
		return &answerText{textReport: textReport{bufio.NewWriter(w), m}}, true
	case "json":
		return &answerJSON{w: bufio.NewWriter(w), many: many}, true
	case "jsonl":
		return &answerJSON{w: bufio.NewWriter(w), lines: true}, true
	}
	f, ok := Lookup(name)
	if !ok {
		return nil, false
	}
	return &answerFindings{report: f.New(w, m)}, true
}

// answerFindings writes the findings alone, in a format that knows no more.
type answerFindings struct {
	report  Report
	summary Summary
}

func (a *answerFindings) Add(x JudgedAnswer) error {
	it := Item{Path: x.Path, Verdict: standing(x.Result.Findings), Findings: x.Result.Findings, Line: string(x.Result.Verdict)}
	a.summary.Count(it)
	return a.report.Add(it)
}

func (a *answerFindings) Close() error { return a.report.Close(a.summary) }

// standing is what findings come to in the words of the formats that count files.
func standing(fs []finding.Finding) string {
	switch finding.Worst(fs) {
	case finding.Error:
		return "reject"
	case finding.Warning:
		return "warn"
	}
	return "accept"
}

type answerJSON struct {
	w           *bufio.Writer
	many, lines bool
	n           int
}

func (a *answerJSON) Add(x JudgedAnswer) error {
	lead := ""
	if a.many {
		lead = ",\n"
		if a.n == 0 {
			lead = "[\n"
		}
	}
	a.n++
	a.w.WriteString(lead)
	if err := encode(a.w, toAnswerJSON(x)); err != nil {
		return err
	}
	if a.lines {
		return a.w.Flush()
	}
	return nil
}

func (a *answerJSON) Close() error {
	if a.many {
		if a.n == 0 {
			a.w.WriteString("[\n")
		}
		a.w.WriteString("]\n")
	}
	return a.w.Flush()
}

type answerDoc struct {
	Schema      string          `json:"schema"`
	Vendor      *string         `json:"vendor"`
	File        string          `json:"file"`
	FileEscaped bool            `json:"file_escaped,omitempty"`
	Document    *string         `json:"document"`
	Status      *string         `json:"status"`
	Failure     *string         `json:"failure"`
	SearchType  *string         `json:"search_type"`
	Queries     int64           `json:"queries"`
	Matches     int64           `json:"matches"`
	Verdict     string          `json:"verdict"`
	Reasons     []string        `json:"reasons"`
	Findings    []answerFinding `json:"findings"`
	Possible    []possibleDoc   `json:"possible"`
	Windows     *windowsDoc     `json:"windows"`
	Compared    int64           `json:"compared"`
	Missing     []string        `json:"missing"`
	Readings    []readingDoc    `json:"readings"`
	Agreement   *agreementDoc   `json:"agreement"`
}

type answerFinding struct {
	Rule     string  `json:"rule"`
	Severity string  `json:"severity"`
	File     *string `json:"file,omitempty"` // where it is not the answer
	Pointer  string  `json:"pointer"`
	Offset   *int64  `json:"offset"`
	Message  string  `json:"message"`
	Got      *string `json:"got"`
	Want     *string `json:"want"`
}

type possibleDoc struct {
	Question string  `json:"question"`
	Name     string  `json:"name"`
	Possible bool    `json:"possible"`
	Why      *string `json:"why"`
	Pointer  *string `json:"pointer"`
}

// windowsDoc is what the times and indexes of the listed windows tell.
type windowsDoc struct {
	Count             int64   `json:"count"` // with times, both sides
	MinSeconds        float64 `json:"min_seconds"`
	MaxSeconds        float64 `json:"max_seconds"`
	LatestEnd         float64 `json:"latest_end"`
	QueryAtLeast      int64   `json:"query_at_least"`     // windows, when indexes start at 0
	CandidatesAtLeast int64   `json:"candidate_at_least"` // of the longest candidate
}

func toWindows(d *verify.Diagnosis) *windowsDoc {
	if d.Windows == 0 {
		return nil
	}
	return &windowsDoc{d.Windows, rounded(d.MinSeconds), rounded(d.MaxSeconds), rounded(d.LatestEnd), d.LastQueryIndex + 1, d.LastCandidateIndex + 1}
}

type pairDoc struct {
	Query     string `json:"query"`
	Candidate string `json:"candidate"`
	Pointer   string `json:"pointer"`
}

type readingDoc struct {
	Name    string  `json:"name"`
	Metric  string  `json:"metric"`
	Fits    bool    `json:"fits"`
	Pairs   int64   `json:"pairs"`
	Fitting int64   `json:"fitting"`
	Worst   pairDoc `json:"worst_pair"`
	Off     float64 `json:"worst_difference"`
}

type agreementDoc struct {
	Pairs      int64                  `json:"pairs"`
	Metric     string                 `json:"metric"`
	Spearman   *float64               `json:"spearman"`
	Kendall    *float64               `json:"kendall"`
	TopK       *float64               `json:"top_k_overlap"`
	K          int                    `json:"k"`
	Queries    int64                  `json:"queries"`
	Intervals  map[string]*[2]float64 `json:"intervals"`
	Outliers   []outlierDoc           `json:"outliers"`
	Inversions []inversionDoc         `json:"inversions"`
}

type outlierDoc struct {
	pairDoc
	Vendor   float64 `json:"vendor"`
	Local    float64 `json:"local"`
	Expected float64 `json:"expected"`
}

type inversionDoc struct {
	pairDoc
	Rank int `json:"rank"`
}

func toAnswerJSON(x JudgedAnswer) answerDoc {
	r := x.Result
	d := answerDoc{
		Schema: VerifySchema, Vendor: nonZero(string(r.Vendor)), Document: nonZero(r.Document),
		Status: nonZero(plain(r.Status)), Failure: nonZero(plain(r.Failure)), SearchType: nonZero(plain(r.SearchType)),
		Queries: r.Queries, Matches: r.Listed, Verdict: string(r.Verdict), Reasons: []string{}, Findings: []answerFinding{},
		Possible: []possibleDoc{}, Compared: r.Compared, Missing: []string{}, Readings: []readingDoc{},
	}
	d.File, d.FileEscaped = pathname.JSON(x.Path)
	for _, s := range r.Reasons {
		d.Reasons = append(d.Reasons, plain(s))
	}
	for _, f := range r.Findings {
		d.Findings = append(d.Findings, toAnswerFinding(f, x.Path))
	}
	for _, p := range r.Diagnosis.Readings {
		d.Possible = append(d.Possible, possibleDoc{p.Question, p.Name, p.Possible, nonZero(plain(p.Why)), nonZero(p.Pointer)})
	}
	for _, id := range r.Missing {
		d.Missing = append(d.Missing, plain(id))
	}
	for _, y := range r.Readings {
		d.Readings = append(d.Readings, readingDoc{y.Name, string(y.Metric), y.Fits, y.Pairs, y.Fitting, toPair(y.Worst), rounded(y.WorstOff)})
	}
	d.Windows = toWindows(&r.Diagnosis)
	if r.Agreement != nil {
		d.Agreement = toAgreement(r.Agreement)
	}
	return d
}

// plain returns s as text that JSON can hold.
func plain(s string) string {
	text, _ := pathname.JSON(s)
	return text
}

func toAnswerFinding(f finding.Finding, path string) answerFinding {
	out := answerFinding{
		Rule: f.Rule, Severity: string(f.Severity), Pointer: plain(f.Pointer), Message: plain(f.Message),
		Got: nonZero(plain(f.Got)), Want: nonZero(plain(f.Want)),
	}
	if f.Path != "" && f.Path != path {
		out.File = nonZero(plain(f.Path))
	}
	if f.Offset >= 0 {
		out.Offset = &f.Offset
	}
	return out
}

func toPair(p verify.Place) pairDoc {
	return pairDoc{plain(p.Query), plain(p.Candidate), plain(p.Pointer)}
}

func toAgreement(a *verify.Agreement) *agreementDoc {
	d := &agreementDoc{
		Pairs: a.Pairs, Metric: string(a.Metric), Spearman: orNull(a.Spearman.Value), Kendall: orNull(a.Kendall.Value),
		TopK: orNull(a.TopK.Value), K: a.K, Queries: a.Queries, Outliers: []outlierDoc{}, Inversions: []inversionDoc{},
		Intervals: map[string]*[2]float64{"spearman": ends(a.Spearman), "kendall": ends(a.Kendall), "top_k_overlap": ends(a.TopK)},
	}
	for _, x := range a.Outliers {
		d.Outliers = append(d.Outliers, outlierDoc{toPair(x.Place), rounded(x.Vendor), rounded(x.Local), rounded(x.Expected)})
	}
	for _, x := range a.Inversions {
		d.Inversions = append(d.Inversions, inversionDoc{toPair(x.Place), x.Rank})
	}
	return d
}

// orNull returns x for JSON, nil where it is none.
func orNull(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	x = rounded(x)
	return &x
}

func ends(e verify.Estimate) *[2]float64 {
	low, high := orNull(e.Low), orNull(e.High)
	if low == nil || high == nil {
		return nil
	}
	return &[2]float64{*low, *high}
}

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
