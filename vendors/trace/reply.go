// Package trace holds the documents of Soundverse Trace as Go types, and the
// rules that any of its answers must keep.
//
// Every type keeps what it has no field for, and tells null from absent, so that
// writing what was read gives an equal document. Wrong types are errors when a
// document is read into a type, and findings when Check reads it.
package trace

import "github.com/audiocheck/audiocheck/internal/jsonobj"

// Object is embedded in the types of this package: Extra holds the keys that the
// documents do not show.
type Object = jsonobj.Keep

// Reply is the envelope around most answers: {"success", "message", "data"}.
//
// Some answers come without it; Bare is then true, and Data is the whole document.
type Reply[T any] struct {
	Object

	Success bool   `json:"success"`
	Message string `json:"message,omitzero"`
	Data    *T     `json:"data,omitzero"`

	Bare bool `json:"-"`
}

// envelope is Reply without its methods.
type envelope[T any] struct {
	Object

	Success bool   `json:"success"`
	Message string `json:"message,omitzero"`
	Data    *T     `json:"data,omitzero"`
}

// DecodeJSON fills r from a document with or without the envelope.
func (r *Reply[T]) DecodeJSON(d *jsonobj.Decoder, v jsonobj.Value) {
	if !enveloped(v) {
		r.Bare, r.Success, r.Data = true, true, new(T)
		d.Decode(v, r.Data)
		return
	}
	var e envelope[T]
	d.Decode(v, &e)
	*r = Reply[T]{Object: e.Object, Success: e.Success, Message: e.Message, Data: e.Data}
}

// enveloped reports whether v has a key that only the envelope has.
func enveloped(v jsonobj.Value) bool {
	return v.Get("success").Kind() != jsonobj.Absent || v.Get("data").Kind() != jsonobj.Absent
}

// AppendJSON appends r with its envelope, or Data alone when r is Bare.
func (r *Reply[T]) AppendJSON(w *jsonobj.Writer) {
	if r.Bare {
		w.Value(r.Data)
		return
	}
	w.Value(&envelope[T]{Object: r.Object, Success: r.Success, Message: r.Message, Data: r.Data})
}
