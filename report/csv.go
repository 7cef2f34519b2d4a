package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"
)

// csvReport writes a row a finding, and one with an empty rule for an item
// without findings; RFC 4180.
type csvReport struct {
	w       *csv.Writer
	started bool
}

func newCSV(w io.Writer, _ Meta) Report { return &csvReport{w: csv.NewWriter(w)} }

var csvHeader = []string{"path", "verdict", "rule", "severity", "message", "got", "want", "unit", "offset", "pointer", "http_status", "mend", "known"}

func (c *csvReport) Add(it Item) error {
	c.start()
	for _, f := range rows(it) {
		offset, status, known := "", "", ""
		if f.Offset >= 0 {
			offset = strconv.FormatInt(f.Offset, 10)
		}
		if f.HTTPStatus != 0 {
			status = strconv.Itoa(f.HTTPStatus)
		}
		if f.Known {
			known = "true"
		}
		if err := c.w.Write([]string{cell(it.Path), cell(it.Verdict), cell(f.Rule), string(f.Severity), cell(f.Message),
			cell(f.Got), cell(f.Want), cell(f.Unit), offset, cell(f.Pointer), status, cell(f.Mend), known}); err != nil {
			return err
		}
	}
	c.w.Flush()
	return c.w.Error()
}

func (c *csvReport) start() {
	if !c.started {
		c.started = true
		c.w.Write(csvHeader) //nolint:errcheck // csv.Writer keeps its error for Flush
	}
}

func (c *csvReport) Close(Summary) error {
	c.start()
	c.w.Flush()
	return c.w.Error()
}

// cell returns s as one line that a spreadsheet takes for text and a log of
// GitHub Actions for no command: what would start a formula or a command has an
// apostrophe in front. Numbers stay as they are.
//
// Source: OWASP, CSV Injection.
func cell(s string) string {
	s = visible(s)
	if s == "" || !strings.ContainsAny(s[:1], "=+-@'") && !strings.HasPrefix(strings.TrimSpace(s), "::") {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}
