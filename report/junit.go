package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
)

// junitReport writes one test suite with a test case an item. There is no
// standard; what it writes is what the readers of Ant's, Jenkins's and GitLab's
// dialects share. The counts stand in front, so that the cases are kept until
// Close: the memory grows with the report.
type junitReport struct {
	w                       io.Writer
	m                       Meta
	names                   map[string]string
	full                    [][]byte // cases that are written, in pieces of about junitPiece
	cases                   bytes.Buffer
	encoder                 *xml.Encoder // to cases
	tests, failures, errors int
}

// junitPiece is small beside a report that matters, so that growing costs no
// second copy of all.
const junitPiece = 1 << 20

func newJUnit(w io.Writer, m Meta) Report {
	j := &junitReport{w: w, m: m, names: ruleNames(m.Rules)}
	j.encoder = xml.NewEncoder(&j.cases)
	return j
}

// ruleNames maps the ID of a rule to its name.
func ruleNames(rules []finding.Rule) map[string]string {
	names := make(map[string]string, len(rules))
	for _, r := range rules {
		names[r.ID] = r.Name
	}
	return names
}

type junitCase struct {
	XMLName   xml.Name     `xml:"testcase"`
	Name      string       `xml:"name,attr"`
	Class     string       `xml:"classname,attr"`
	File      string       `xml:"file,attr,omitempty"`
	Time      string       `xml:"time,attr"`
	Failure   *junitResult `xml:"failure"`
	Error     *junitResult `xml:"error"`
	SystemOut *junitText   `xml:"system-out"`
}

type junitResult struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitText struct {
	Text string `xml:",chardata"`
}

// Add writes one test case. Readers take one failure a case, so that all
// errors of an item stand in one.
func (j *junitReport) Add(it Item) error {
	c := junitCase{Name: visible(it.Path), Class: j.class(), File: visible(it.Path), Time: "0"}
	grave, rest := split(it.Findings)
	switch {
	case len(grave) > 0 && it.Unjudged:
		c.Error = j.result(grave)
	case len(grave) > 0:
		c.Failure = j.result(grave)
	case it.Verdict == "reject" && finding.Worst(it.Findings) != finding.Error:
		c.Failure = &junitResult{Message: "rejected", Type: "rejected"}
	}
	if len(rest) > 0 {
		c.SystemOut = &junitText{j.lines(rest)}
	}
	return j.write(c)
}

func (j *junitReport) class() string {
	if j.m.Profile == "" {
		return "audiocheck"
	}
	return "audiocheck." + visible(j.m.Profile)
}

// split returns the errors among fs that are not known, and the others.
func split(fs []finding.Finding) (grave, rest []finding.Finding) {
	for _, f := range fs {
		if f.Severity == finding.Error && !f.Known {
			grave = append(grave, f)
		} else {
			rest = append(rest, f)
		}
	}
	return grave, rest
}

// result returns what went wrong: the first of fs in its head, all in its text.
func (j *junitReport) result(fs []finding.Finding) *junitResult {
	head := visible(fs[0].Message)
	if len(fs) > 1 {
		head += fmt.Sprintf(" (and %d more)", len(fs)-1)
	}
	return &junitResult{Message: head, Type: visible(fs[0].Rule), Text: j.lines(fs)}
}

func (j *junitReport) lines(fs []finding.Finding) string {
	var b strings.Builder
	for _, f := range fs {
		if f.Known {
			b.WriteString("known ")
		}
		fmt.Fprintf(&b, "%s %s %s: %s%s\n", f.Severity, visible(f.Rule), j.names[f.Rule], visible(f.Message), place(f))
		if f.Mend != "" {
			fmt.Fprintf(&b, "  mend: %s\n", visible(f.Mend))
		}
	}
	return b.String()
}

// place says where f is and what the vendor answers, in brackets.
func place(f finding.Finding) string {
	var b strings.Builder
	if f.Offset >= 0 {
		fmt.Fprintf(&b, " (at byte %d)", f.Offset)
	}
	if f.Pointer != "" {
		fmt.Fprintf(&b, " (at %s)", visible(f.Pointer))
	}
	if f.HTTPStatus != 0 {
		fmt.Fprintf(&b, " [vendor: HTTP %d]", f.HTTPStatus)
	}
	return b.String()
}

func (j *junitReport) write(c junitCase) error {
	j.tests++
	switch {
	case c.Error != nil:
		j.errors++
	case c.Failure != nil:
		j.failures++
	}
	if err := j.encoder.Encode(c); err != nil {
		return err
	}
	j.cases.WriteByte('\n')
	if j.cases.Len() >= junitPiece {
		j.full = append(j.full, bytes.Clone(j.cases.Bytes()))
		j.cases.Reset()
	}
	return nil
}

func (j *junitReport) Close(Summary) error {
	counts := fmt.Sprintf(`tests="%d" failures="%d" errors="%d" skipped="0" time="0"`, j.tests, j.failures, j.errors)
	_, err := fmt.Fprintf(j.w, "%s<testsuites %s>\n<testsuite name=\"%s\" %s>\n", xml.Header, counts, attribute(j.class()), counts)
	if err != nil {
		return err
	}
	for _, piece := range append(j.full, j.cases.Bytes()) {
		if _, err := j.w.Write(piece); err != nil {
			return err
		}
	}
	_, err = io.WriteString(j.w, "</testsuite>\n</testsuites>\n")
	return err
}

func attribute(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) //nolint:errcheck // a strings.Builder takes everything
	return b.String()
}
