package report

import (
	"bufio"
	"io"

	"github.com/audiocheck/audiocheck/finding"
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

// NewAnswers returns the writer of judged answers in format f. many says that
// there is more than one answer: json then holds an array of them.
func NewAnswers(f Format, w io.Writer, m Meta, many bool) Answers {
	switch f.Name {
	case "text":
		return &answerText{textReport: textReport{bufio.NewWriter(w), m}}
	case "json":
		return &answerJSON{w: bufio.NewWriter(w), many: many}
	case "jsonl":
		return &answerJSON{w: bufio.NewWriter(w), lines: true}
	}
	return &answerFindings{report: f.New(w, m)}
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
