package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
)

type itemJSON struct {
	Path        string         `json:"path"`
	PathEscaped bool           `json:"path_escaped,omitempty"`
	Verdict     string         `json:"verdict"`
	Info        any            `json:"info,omitempty"`
	Findings    []finding.JSON `json:"findings"`
}

// nonZero returns v, or nil for the zero value.
func nonZero[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func toJSON(it Item) itemJSON {
	out := itemJSON{Verdict: it.Verdict, Info: it.Facts, Findings: []finding.JSON{}}
	out.Path, out.PathEscaped = pathname.JSON(it.Path)
	for _, f := range it.Findings {
		out.Findings = append(out.Findings, findingToJSON(f))
	}
	return out
}

// findingToJSON escapes the path that a message or a mend holds.
func findingToJSON(f finding.Finding) finding.JSON {
	f.Message, f.Mend = plain(f.Message), plain(f.Mend)
	return f.JSON()
}

// jsonReport writes one object. The summary counts what the array holds, so
// that it stands behind it and nothing is kept in memory.
type jsonReport struct {
	w     *bufio.Writer
	m     Meta
	items int
}

func newJSON(w io.Writer, m Meta) Report { return &jsonReport{w: bufio.NewWriter(w), m: m} }

func (j *jsonReport) Add(it Item) error {
	lead := ",\n"
	if j.items == 0 {
		lead = j.head()
	}
	j.items++
	j.w.WriteString(lead)
	return encode(j.w, toJSON(it))
}

func (j *jsonReport) head() string {
	schema, _ := json.Marshal(j.m.Schema) // strings always marshal
	profile, _ := json.Marshal(nonZero(j.m.Profile))
	return `{"schema":` + string(schema) + `,"profile":` + string(profile) + ",\n\"files\":[\n"
}

func (j *jsonReport) Close(s Summary) error {
	if j.items == 0 {
		j.w.WriteString(j.head())
	}
	j.w.WriteString("],\n\"summary\":")
	if err := encode(j.w, s); err != nil {
		return err
	}
	j.w.WriteString("}\n")
	return j.w.Flush()
}

// encode writes v as JSON on one line, as it is: no HTML escapes, but what a
// terminal or a log would take for a command is escaped, as JSON allows.
func encode(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := io.WriteString(w, harmless(b.String()))
	return err
}

// harmless escapes in JSON what encoding/json leaves as it is: DEL, the C1
// control characters, and what starts a command in a log of GitHub Actions.
// They can stand in strings alone.
func harmless(line string) string {
	control := func(r rune) bool { return r >= 0x7f && r < 0xa0 }
	line = strings.ReplaceAll(line, pathname.RunnerCommand, `#\u0023[`)
	if strings.IndexFunc(line, control) < 0 {
		return line
	}
	var b strings.Builder
	for _, r := range line {
		if control(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

type jsonLines struct{ w *bufio.Writer }

func newJSONLines(w io.Writer, _ Meta) Report { return jsonLines{bufio.NewWriter(w)} }

func (j jsonLines) Add(it Item) error {
	if err := encode(j.w, toJSON(it)); err != nil {
		return err
	}
	return j.w.Flush()
}

func (j jsonLines) Close(Summary) error { return j.w.Flush() }
