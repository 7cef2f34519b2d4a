package audioverify

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// Refusal is an error answer in any of its three forms: {"detail": "..."},
// {"field": ["...", ...]}, and {"success": false, "error": {"code", "message"}}.
type Refusal struct {
	Detail  string              // of the first form
	Fields  map[string][]string // of the second form
	Code    string              // of the third form
	Message string

	raw json.RawMessage
}

// refusalForms are what the three forms look like together.
type refusalForms struct {
	Object

	Detail  string        `json:"detail,omitzero"`
	Success bool          `json:"success,omitzero"`
	Error   *refusalError `json:"error,omitzero"`
}

type refusalError struct {
	Object

	Code    string `json:"code"`
	Message string `json:"message"`
}

// DecodeJSON fills r from any of the forms and keeps the document.
func (r *Refusal) DecodeJSON(d *jsonobj.Decoder, v jsonobj.Value) {
	var f refusalForms
	var quiet jsonobj.Decoder
	quiet.Decode(v, &f)
	*r = Refusal{Detail: f.Detail, raw: v.Copy()}
	if f.Error != nil {
		r.Code, r.Message = f.Error.Code, f.Error.Message
	}
	for key, e := range v.Members() {
		if list := texts(e); len(list) > 0 {
			if r.Fields == nil {
				r.Fields = make(map[string][]string)
			}
			r.Fields[key.Text()] = list
		}
	}
	if r.Text() == "" {
		d.Wrong(v, "an error answer")
	}
}

// texts returns the strings of a list, nil when v is none.
func texts(v jsonobj.Value) (list []string) {
	for _, e := range v.Elements() {
		if e.Kind() == jsonobj.String {
			list = append(list, e.Text())
		}
	}
	return list
}

// AppendJSON appends the document that was read, or the form that fits r.
func (r *Refusal) AppendJSON(w *jsonobj.Writer) {
	switch {
	case r.raw != nil:
		w.Raw(string(r.raw))
	case r.Fields != nil:
		w.Value(r.Fields)
	case r.Detail != "":
		w.Value(&refusalForms{Detail: r.Detail})
	default:
		w.Value(map[string]any{"success": false, "error": &refusalError{Code: r.Code, Message: r.Message}})
	}
}

// Text returns the refusal in one line, "" when it says nothing.
func (r *Refusal) Text() string {
	var parts []string
	for _, s := range []string{r.Detail, r.Code, r.Message} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(r.Fields)) {
		parts = append(parts, key+": "+strings.Join(r.Fields[key], " "))
	}
	return strings.Join(parts, ": ")
}
