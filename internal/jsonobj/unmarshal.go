package jsonobj

import "fmt"

// Unmarshal fills dst, a pointer, from the JSON document data. The error is an
// *Error for what is no JSON, a *TypeError for a value of another type than its
// field; unknown and repeated keys are none.
func Unmarshal(data []byte, dst any) error {
	v, err := Parse(data, false)
	if err != nil {
		return err
	}
	var first *TypeError
	d := Decoder{Report: func(p Problem) {
		if first == nil && (p.Sort == WrongType || p.Sort == NotFinite) {
			first = &TypeError{p}
		}
	}}
	d.Decode(v, dst)
	if first != nil {
		return first
	}
	return nil
}

// TypeError says which value is of another type than its Go field.
type TypeError struct{ Problem }

// Error returns the place, what stands there, and what should.
func (e *TypeError) Error() string {
	where := e.Pointer
	if where == "" {
		where = "the document"
	}
	return fmt.Sprintf("json: %s is %s, wanted %s", where, e.Got, e.Want)
}
