package rulebook

import (
	"io"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// ReadSmall reads a document that is held whole. The error is a *jsonobj.Error
// or the reader's.
func ReadSmall(r io.Reader) (jsonobj.Value, error) {
	s, err := jsonobj.NewScanner(r)
	if err != nil {
		return jsonobj.Value{}, err
	}
	s.AllowNaN = true
	v, err := new(jsonobj.Doc).Read(s)
	if err != nil {
		return v, err
	}
	return v, s.End()
}

// NoDocument records that an answer is none of vendor's documents: it says
// nothing, or it is somebody else's.
func (l *Log) NoDocument(vendor string, o *jsonobj.Outline) {
	switch {
	case o.Kind == jsonobj.Null:
		l.Hollow("null")
	case o.Kind == jsonobj.Object && len(o.Keys) == 0:
		l.Hollow("{}")
	case o.Kind == jsonobj.Array && len(o.Keys) == 0:
		l.Hollow("an array without objects")
	default:
		l.Foreign(vendor, o.Describe())
	}
}
