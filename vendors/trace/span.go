package trace

import (
	"time"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// Span is a stretch of a track in seconds. The vendor writes a window's span
// [[start], [end]] and a motif's [start, end]; each is read in either form and
// written in the one that Flat names.
type Span struct {
	Start, End float64
	Flat       bool
}

// Seconds returns how long the span lasts.
func (s *Span) Seconds() float64 { return s.End - s.Start }

// DecodeJSON fills s from [[start], [end]] or [start, end].
func (s *Span) DecodeJSON(d *jsonobj.Decoder, v jsonobj.Value) {
	var ends []jsonobj.Value
	for _, e := range v.Elements() {
		if ends = append(ends, e); len(ends) > 2 {
			break
		}
	}
	if len(ends) != 2 {
		d.Wrong(v, "[[start], [end]] or [start, end] in seconds")
		return
	}
	s.Flat = ends[0].Kind() != jsonobj.Array
	d.DecodeAt(0, inside(ends[0], s.Flat), &s.Start)
	d.DecodeAt(1, inside(ends[1], s.Flat), &s.End)
}

// inside returns v, or the only element of the array v.
func inside(v jsonobj.Value, flat bool) jsonobj.Value {
	if flat {
		return v
	}
	var only jsonobj.Value
	for i, e := range v.Elements() {
		if i > 0 {
			return v
		}
		only = e
	}
	if only.Kind() == jsonobj.Absent {
		return v
	}
	return only
}

// AppendJSON appends s in the form that Flat names.
func (s *Span) AppendJSON(w *jsonobj.Writer) {
	open, mid, shut := "[[", "],[", "]]"
	if s.Flat {
		open, mid, shut = "[", ",", "]"
	}
	w.Raw(open)
	w.Float(s.Start)
	w.Raw(mid)
	w.Float(s.End)
	w.Raw(shut)
}

// timeLayouts are the forms in which the documents write times.
var timeLayouts = []string{time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00"}

// ParseTime reads a time as the vendor writes it: ISO 8601, or
// "2026-06-19 22:45:00" without a zone, which is taken as UTC.
func ParseTime(s string) (time.Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
