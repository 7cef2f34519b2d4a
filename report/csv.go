package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/pathname"
)

// csvReport writes a row a finding, and one with an empty rule for an item
// without findings; RFC 4180.
type csvReport struct {
	w       *csv.Writer
	started bool
}

func newCSV(w io.Writer, _ Meta) Report { return &csvReport{w: csv.NewWriter(w)} }

var csvHeader = []string{"path", "verdict", "rule", "severity", "message", "got", "want", "unit", "offset", "pointer", "http_status", "mend"}

func (c *csvReport) Add(it Item) error {
	c.start()
	path, _ := pathname.JSON(it.Path)
	for _, f := range rows(it) {
		offset, status := "", ""
		if f.Offset >= 0 {
			offset = strconv.FormatInt(f.Offset, 10)
		}
		if f.HTTPStatus != 0 {
			status = strconv.Itoa(f.HTTPStatus)
		}
		if err := c.w.Write([]string{path, it.Verdict, f.Rule, string(f.Severity), f.Message,
			f.Got, f.Want, f.Unit, offset, f.Pointer, status, f.Mend}); err != nil {
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
