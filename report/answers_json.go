package report

import (
	"bufio"
	"math"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/verify"
)

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
