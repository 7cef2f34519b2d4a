// Package jsonobj reads and writes JSON objects without losing what is in them:
// unknown keys, null beside absent, values of an unexpected type.
//
// A Scanner walks a document of any size in bounded memory; a Doc holds one value
// of it as a flat list of nodes; a Decoder fills Go structs from a Doc, and Marshal
// writes them back.
//
// Source: RFC 8259.
package jsonobj

import (
	"io"
	"strconv"
)

// Bounds of what is read: a vendor's answer is nested some twelve deep, and one
// match of it with every window pair of two five-minute tracks is under 2 MB.
const (
	MaxDepth = 64        // arrays and objects inside each other
	MaxBytes = 32 << 20  // of one value that is held whole
	MaxNodes = 512 << 10 // of one value that is held whole
)

// Kind says what a JSON value is.
type Kind byte

// Kinds. Absent is the kind of the zero Value.
const (
	Absent Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"nothing", "null", "a boolean", "a number", "a string", "an array", "an object"}

// String returns k with its article: "a number", "an object".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "nothing"
}

// Scanner reads one JSON document from start to end. It is strict but for two
// things: a byte order mark in front is skipped, and with AllowNaN the words
// NaN, Infinity and -Infinity stand for numbers, as Python's encoder writes them.
type Scanner struct {
	AllowNaN bool

	r        io.Reader
	buf      []byte
	pos, end int
	base     int64 // offset of buf[0] in the document
	depth    int
	scratch  []byte
	key      []byte
}

const bufferSize = 64 << 10

// NewScanner returns a Scanner at the first value of r. The error is an *Error
// when r is empty or holds no JSON at all, else what reading r returned.
func NewScanner(r io.Reader) (*Scanner, error) {
	s := &Scanner{r: r, buf: make([]byte, bufferSize)}
	if err := s.fill(); err != nil && err != io.EOF {
		return nil, err
	}
	if s.end-s.pos >= 3 && string(s.buf[s.pos:s.pos+3]) == "\xef\xbb\xbf" {
		s.pos += 3
	}
	return s, s.checkStart()
}

func (s *Scanner) checkStart() error {
	b, err := s.peek()
	if err == io.EOF {
		return s.fail(Empty, "no JSON: there is nothing but %d bytes of space", s.Offset())
	}
	if err == nil && b == '<' {
		return s.fail(Markup, "not JSON but markup: %s", s.sample())
	}
	return err
}

// Offset returns the position in the document in bytes.
func (s *Scanner) Offset() int64 { return s.base + int64(s.pos) }

// fill reads until there is at least one more byte or an error, keeping what was
// not consumed.
func (s *Scanner) fill() error {
	s.base += int64(s.pos)
	s.end = copy(s.buf, s.buf[s.pos:s.end])
	s.pos = 0
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if n > 0 && (s.base > 0 || s.end >= 3 || err != nil) {
			return nil
		}
		if err != nil && s.end > 0 {
			return nil // the next call meets the error again
		}
		if err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// peek returns the next byte that is no space, without consuming it. The error
// is io.EOF at the end.
func (s *Scanner) peek() (byte, error) {
	for {
		for s.pos < s.end {
			switch b := s.buf[s.pos]; b {
			case ' ', '\t', '\n', '\r':
				s.pos++
			default:
				return b, nil
			}
		}
		if err := s.fill(); err != nil {
			return 0, err
		}
	}
}

// next returns the next byte that is no space, in the midst of a document.
func (s *Scanner) next() (byte, error) {
	b, err := s.peek()
	if err == io.EOF {
		return 0, s.cut()
	}
	return b, err
}

// Peek returns the kind of the value that comes next.
func (s *Scanner) Peek() (Kind, error) {
	b, err := s.next()
	if err != nil {
		return Absent, err
	}
	switch {
	case b == '{':
		return Object, nil
	case b == '[':
		return Array, nil
	case b == '"':
		return String, nil
	case b == 't' || b == 'f':
		return Bool, nil
	case b == 'n':
		return Null, nil
	case b == '-' || b >= '0' && b <= '9' || s.AllowNaN && (b == 'N' || b == 'I'):
		return Number, nil
	}
	return Absent, s.unexpected("a value")
}

// End returns nil when nothing but space is left.
func (s *Scanner) End() error {
	_, err := s.peek()
	if err == io.EOF {
		return nil
	}
	if err != nil {
		return err
	}
	return s.fail(Trailing, "more follows behind the end of the JSON value: %s", s.sample())
}

// Object consumes an object and calls f for each key; f must consume the value.
// key is valid until f reads on.
func (s *Scanner) Object(f func(key string) error) error {
	return s.list('{', '}', func(int) error {
		key, err := s.readKey()
		if err != nil {
			return err
		}
		return f(key)
	})
}

// Array consumes an array and calls f for each element; f must consume it.
func (s *Scanner) Array(f func(i int) error) error { return s.list('[', ']', f) }

func (s *Scanner) list(open, shut byte, f func(i int) error) error {
	empty, err := s.enter(open, shut)
	if err != nil || empty {
		return err
	}
	for i := 0; ; i++ {
		if err := f(i); err != nil {
			return err
		}
		more, err := s.more(shut)
		if err != nil || !more {
			return err
		}
	}
}

// enter consumes the opening bracket, and the closing one when it follows.
func (s *Scanner) enter(open, shut byte) (empty bool, err error) {
	b, err := s.next()
	if err != nil {
		return false, err
	}
	if b != open {
		return false, s.unexpected(strconv.QuoteRune(rune(open)))
	}
	if s.depth >= MaxDepth {
		return false, s.fail(TooDeep, "arrays and objects are nested over %d deep", MaxDepth)
	}
	s.pos++
	b, err = s.next()
	if err != nil {
		return false, err
	}
	if b == shut {
		s.pos++
		return true, nil
	}
	s.depth++
	return false, nil
}

// more consumes what stands behind an element: a comma or the closing bracket.
func (s *Scanner) more(shut byte) (bool, error) {
	b, err := s.next()
	switch {
	case err != nil:
		return false, err
	case b == ',':
		s.pos++
		return true, nil
	case b == shut:
		s.pos++
		s.depth--
		return false, nil
	}
	return false, s.unexpected("',' or " + strconv.QuoteRune(rune(shut)))
}

func (s *Scanner) readKey() (string, error) {
	raw, err := s.rawKey(s.key[:0])
	s.key = raw
	if err != nil {
		return "", err
	}
	return unquote(raw), nil
}

// rawKey appends a key with its quotes to dst and consumes the colon.
func (s *Scanner) rawKey(dst []byte) ([]byte, error) {
	b, err := s.next()
	if err != nil {
		return dst, err
	}
	if b != '"' {
		return dst, s.unexpected("a key in quotes")
	}
	if dst, err = s.text(dst); err != nil {
		return dst, err
	}
	if b, err = s.next(); err != nil {
		return dst, err
	}
	if b != ':' {
		return dst, s.unexpected("':' behind a key")
	}
	s.pos++
	return dst, nil
}

// Skip consumes the next value whatever it is, in bounded memory.
func (s *Scanner) Skip() error {
	k, err := s.Peek()
	if err != nil {
		return err
	}
	switch k {
	case Object:
		return s.Object(func(string) error { return s.Skip() })
	case Array:
		return s.Array(func(int) error { return s.Skip() })
	}
	s.scratch, err = s.scalar(s.scratch[:0], k)
	return err
}
