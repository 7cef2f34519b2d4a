package jsonobj

import (
	"bytes"
	"encoding/json"
	"iter"
	"math"
	"strconv"
	"strings"
)

// Doc holds one JSON value whole: its text without spaces, and a node for each
// value and key in it. It is used again and again without allocating anew; the
// zero value is ready.
type Doc struct {
	text  []byte
	nodes []node

	inMemory bool // the document is held already: its own size bounds what it grows to
}

// node is a value or a key. The members of an object are pairs of a key's node
// and the value's nodes; next is the index behind the last node inside.
type node struct {
	start, end int32 // in text
	next       int32
	kind       Kind
}

// Value is a place in a Doc, valid until the Doc is read anew. The zero Value
// is absent.
type Value struct {
	doc *Doc
	i   int32
}

// Read consumes the next value of s into d and returns it.
func (d *Doc) Read(s *Scanner) (Value, error) {
	d.text, d.nodes = d.text[:0], d.nodes[:0]
	if err := d.read(s); err != nil {
		return Value{}, err
	}
	return Value{doc: d}, nil
}

// Parse returns the value that data holds, which must be all there is. data may
// be over MaxBytes, up to 1 GiB. The error is an *Error.
func Parse(data []byte, allowNaN bool) (Value, error) {
	s, err := NewScanner(bytes.NewReader(data))
	if err != nil {
		return Value{}, err
	}
	s.AllowNaN = allowNaN
	d := &Doc{inMemory: true}
	v, err := d.Read(s)
	if err != nil {
		return Value{}, err
	}
	return v, s.End()
}

func (d *Doc) read(s *Scanner) error {
	k, err := s.Peek()
	if err != nil {
		return err
	}
	if err := d.bound(s); err != nil {
		return err
	}
	i := len(d.nodes)
	d.nodes = append(d.nodes, node{kind: k, start: int32(len(d.text))})
	switch k {
	case Object:
		err = d.object(s)
	case Array:
		err = d.array(s)
	default:
		d.text, err = s.scalar(d.text, k)
	}
	d.nodes[i].end, d.nodes[i].next = int32(len(d.text)), int32(len(d.nodes))
	return err
}

// bound stops a value from growing without end; node's fields hold 1 GiB.
func (d *Doc) bound(s *Scanner) error {
	const most = 1 << 30
	if d.inMemory && len(d.text) <= most {
		return nil
	}
	if len(d.text) > MaxBytes || len(d.nodes) > MaxNodes {
		return s.fail(TooLarge, "one value holds over %d bytes or %d values", MaxBytes, MaxNodes)
	}
	return nil
}

func (d *Doc) object(s *Scanner) error {
	empty, err := s.enter('{', '}')
	d.text = append(d.text, '{')
	for more := !empty; more && err == nil; {
		start := int32(len(d.text))
		if d.text, err = s.rawKey(d.text); err != nil {
			return err
		}
		n := int32(len(d.nodes)) + 1
		d.nodes = append(d.nodes, node{kind: String, start: start, end: int32(len(d.text)), next: n})
		d.text = append(d.text, ':')
		more, err = d.element(s, '}')
	}
	d.text = append(d.text, '}')
	return err
}

func (d *Doc) array(s *Scanner) error {
	empty, err := s.enter('[', ']')
	d.text = append(d.text, '[')
	for more := !empty; more && err == nil; {
		more, err = d.element(s, ']')
	}
	d.text = append(d.text, ']')
	return err
}

func (d *Doc) element(s *Scanner, shut byte) (more bool, err error) {
	if err := d.read(s); err != nil {
		return false, err
	}
	if more, err = s.more(shut); more {
		d.text = append(d.text, ',')
	}
	return more, err
}

// Kind returns what v is.
func (v Value) Kind() Kind {
	if v.doc == nil {
		return Absent
	}
	return v.doc.nodes[v.i].kind
}

// Raw returns v's text without spaces, valid as long as v is.
func (v Value) Raw() []byte {
	if v.doc == nil {
		return nil
	}
	n := v.doc.nodes[v.i]
	return v.doc.text[n.start:n.end]
}

// Copy returns a copy of v's text.
func (v Value) Copy() json.RawMessage { return append(json.RawMessage(nil), v.Raw()...) }

// Text returns the string that v is, "" when it is none.
func (v Value) Text() string {
	if v.Kind() != String {
		return ""
	}
	return unquote(v.Raw())
}

// Float returns the number that v is. It is NaN or infinite where the document
// says so or the number is beyond float64's range; ok is false when v is no number.
func (v Value) Float() (f float64, ok bool) {
	if v.Kind() != Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(v.Raw()), 64)
	return f, err == nil || math.IsInf(f, 0)
}

// Members yields the keys and values of an object in their order.
func (v Value) Members() iter.Seq2[Value, Value] {
	return func(yield func(k, v Value) bool) {
		if v.Kind() != Object {
			return
		}
		nodes := v.doc.nodes
		for i := v.i + 1; i < nodes[v.i].next; i = nodes[i+1].next {
			if !yield(Value{v.doc, i}, Value{v.doc, i + 1}) {
				return
			}
		}
	}
}

// Elements yields the elements of an array.
func (v Value) Elements() iter.Seq2[int, Value] {
	return func(yield func(n int, v Value) bool) {
		if v.Kind() != Array {
			return
		}
		nodes, n := v.doc.nodes, 0
		for i := v.i + 1; i < nodes[v.i].next; i = nodes[i].next {
			if !yield(n, Value{v.doc, i}) {
				return
			}
			n++
		}
	}
}

// Get returns the value of a key, the last when it stands there twice, and the
// zero Value when it does not stand there.
func (v Value) Get(key string) (found Value) {
	for k, val := range v.Members() {
		if k.is(key) {
			found = val
		}
	}
	return found
}

// is reports whether the string v is want, without allocating in the usual case.
func (v Value) is(want string) bool {
	raw := v.Raw()
	if body := raw[1 : len(raw)-1]; string(body) == want {
		return !strings.Contains(want, `\`)
	} else if strings.IndexByte(string(body), '\\') < 0 {
		return false
	}
	return unquote(raw) == want
}

// unquote returns the string whose text, proved by the Scanner, is raw.
func unquote(raw []byte) string {
	body := raw[1 : len(raw)-1]
	plain := true
	for _, b := range body {
		plain = plain && b != '\\' && b < 0x80
	}
	if plain {
		return string(body)
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return string(body)
	}
	return s
}
