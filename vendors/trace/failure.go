package trace

import (
	"encoding/json"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// Failure says why a job failed. The documents show null only, so that any form
// is read: Text is the string, or the JSON of what is no string.
type Failure struct {
	Text string

	raw json.RawMessage // as it was read, when it was no string
}

// DecodeJSON fills f from any value.
func (f *Failure) DecodeJSON(_ *jsonobj.Decoder, v jsonobj.Value) {
	*f = Failure{Text: v.Text()}
	if v.Kind() != jsonobj.String {
		f.raw = v.Copy()
		f.Text = string(f.raw)
	}
}

// AppendJSON appends what was read, or Text as a string.
func (f *Failure) AppendJSON(w *jsonobj.Writer) {
	if f.raw != nil && string(f.raw) == f.Text {
		w.Raw(f.Text)
		return
	}
	w.Value(f.Text)
}

// Says reports whether f says anything: "", {}, [] and false do not.
func (f *Failure) Says() bool {
	if f == nil {
		return false
	}
	switch f.Text {
	case "", "{}", "[]", "false", "null":
		return false
	}
	return true
}
