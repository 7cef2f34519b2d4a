package embed

import (
	"encoding/json"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

const (
	maxNumber = 256     // bytes of a number; Python writes at most 24 for a double
	maxString = 4 << 10 // bytes of a string that is kept
	maxDepth  = 64      // nested values in a key that is passed over
)

// jsonScanner reads JSON piece by piece, so that memory does not grow with the
// file. Its grammar is that of RFC 8259.
type jsonScanner struct {
	in   *readat.Reader
	win  []byte // bytes of the file from base on
	base int64
	i    int // next byte in win
}

func (s *jsonScanner) pos() int64 { return s.base + int64(s.i) }

func (s *jsonScanner) seek(off int64) {
	if d := off - s.base; d >= 0 && d <= int64(len(s.win)) {
		s.i = int(d)
		return
	}
	s.win, s.base, s.i = nil, off, 0
}

// ahead makes at least n bytes of what follows lie in win, fewer at the end of
// the file.
func (s *jsonScanner) ahead(n int) error {
	if len(s.win)-s.i >= n || s.pos() >= s.in.Size() {
		return nil
	}
	off := s.pos()
	if _, err := s.in.Peek(off, n); err != nil {
		return err
	}
	win, err := s.in.Window(off)
	if err != nil {
		return err
	}
	s.win, s.base, s.i = win, off, 0
	return nil
}

// peek returns the next byte that is no blank; 0 at the end of the file.
func (s *jsonScanner) peek() (byte, error) {
	for {
		for ; s.i < len(s.win); s.i++ {
			if c := s.win[s.i]; c > ' ' || c != ' ' && c != '\t' && c != '\n' && c != '\r' {
				return c, nil
			}
		}
		if s.pos() >= s.in.Size() {
			return 0, nil
		}
		if err := s.ahead(1); err != nil {
			return 0, err
		}
	}
}

// accept steps over c if it is the next byte that is no blank.
func (s *jsonScanner) accept(c byte) (bool, error) {
	got, err := s.peek()
	if err != nil || got != c || s.i >= len(s.win) {
		return false, err
	}
	s.i++
	return true, nil
}

func (s *jsonScanner) expect(c byte) error {
	ok, err := s.accept(c)
	if err == nil && !ok {
		err = s.unexpected(string(rune(c)))
	}
	return err
}

// unexpected says what stands here instead of want.
func (s *jsonScanner) unexpected(want string) error {
	if err := s.ahead(9); err != nil {
		return err
	}
	rest := s.win[s.i:]
	if len(rest) == 0 {
		return s.fail(ErrTruncated, "the file ends here, want %s", want)
	}
	for _, word := range []string{"NaN", "Infinity", "-Infinity", "null"} {
		if len(rest) >= len(word) && string(rest[:len(word)]) == word {
			return s.fail(ErrMalformed, "%s, want %s", word, want)
		}
	}
	return s.fail(ErrMalformed, "%q, want %s", rest[0], want)
}

func (s *jsonScanner) fail(kind error, text string, args ...any) error {
	return tensor.Fail(kind, "json", s.pos(), text, args...)
}

// number returns the text of a number. The slice is valid until the next call.
func (s *jsonScanner) number() ([]byte, error) {
	if _, err := s.peek(); err != nil {
		return nil, err
	}
	if err := s.ahead(maxNumber + 1); err != nil {
		return nil, err
	}
	rest := s.win[s.i:min(len(s.win), s.i+maxNumber+1)]
	n := numberLength(rest)
	switch {
	case n == 0 && s.base+int64(len(s.win)) == s.in.Size() && onlyNumber(rest):
		s.i = len(s.win)
		return nil, s.fail(ErrTruncated, "the file ends inside a number")
	case n == 0:
		return nil, s.unexpected("a number")
	case n > maxNumber:
		return nil, s.fail(ErrTooLarge, "a number of more than %d bytes", maxNumber)
	}
	s.i += n
	return rest[:n], nil
}

// onlyNumber reports whether b could be the start of a number.
func onlyNumber(b []byte) bool {
	for _, c := range b {
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			return false
		}
	}
	return true
}

// numberLength returns the bytes of the number that b starts with; 0 if it
// starts with none.
//
// Source: RFC 8259, 6.
func numberLength(b []byte) int {
	i := 0
	if i < len(b) && b[i] == '-' {
		i++
	}
	lead := i
	n := digits(b[i:])
	if i += n; n == 0 || n > 1 && b[lead] == '0' {
		return 0
	}
	if i < len(b) && b[i] == '.' {
		n := digits(b[i+1:])
		if n == 0 {
			return 0
		}
		i += 1 + n
	}
	if i < len(b) && b[i]|0x20 == 'e' {
		i++
		if i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		n := digits(b[i:])
		if n == 0 {
			return 0
		}
		i += n
	}
	return i
}

func digits(b []byte) int {
	n := 0
	for n < len(b) && b[n]-'0' <= 9 {
		n++
	}
	return n
}

// float reads a number that float32 or float64 can hold.
func (s *jsonScanner) float(bits int) (float64, error) {
	text, err := s.number()
	if err != nil {
		return 0, err
	}
	v, err := strconv.ParseFloat(string(text), bits)
	if err != nil {
		s.i -= len(text)
		return 0, s.fail(ErrMalformed, "%.40s exceeds float%d", text, bits)
	}
	return v, nil
}

// str reads a string of at most maxString bytes.
func (s *jsonScanner) str() (string, error) {
	at := s.pos()
	raw, err := s.rawString(true)
	if err != nil {
		return "", err
	}
	var v string
	if err := json.Unmarshal(raw, &v); err != nil {
		return "", tensor.Fail(ErrMalformed, "json", at, "%v", err)
	}
	return v, nil
}

// rawString steps over a string and returns it with its quotes if keep is set.
func (s *jsonScanner) rawString(keep bool) ([]byte, error) {
	if err := s.expect('"'); err != nil {
		return nil, err
	}
	raw, escaped := []byte{'"'}, false
	for {
		if err := s.ahead(1); err != nil {
			return nil, err
		}
		if s.i >= len(s.win) {
			return nil, s.fail(ErrTruncated, "the file ends inside a string")
		}
		c := s.win[s.i]
		s.i++
		if keep {
			if raw = append(raw, c); len(raw) > maxString {
				return nil, s.fail(ErrTooLarge, "a string of more than %d bytes", maxString)
			}
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			return raw, nil
		case c < ' ':
			return nil, s.fail(ErrMalformed, "the control character 0x%02x inside a string", c)
		}
	}
}

// word reads true, false or null if one of them stands here.
func (s *jsonScanner) word(words ...string) (string, error) {
	if _, err := s.peek(); err != nil {
		return "", err
	}
	if err := s.ahead(len("false")); err != nil {
		return "", err
	}
	rest := s.win[s.i:]
	for _, w := range words {
		if len(rest) >= len(w) && string(rest[:len(w)]) == w {
			s.i += len(w)
			return w, nil
		}
	}
	return "", nil
}

// skip steps over a value.
func (s *jsonScanner) skip(depth int) error {
	c, err := s.peek()
	switch {
	case err != nil:
		return err
	case depth > maxDepth:
		return s.fail(ErrTooLarge, "values nested more than %d deep", maxDepth)
	case c == '"':
		_, err = s.rawString(false)
		return err
	case c == '{':
		return s.list('{', '}', func(int) error {
			if _, err := s.rawString(false); err != nil {
				return err
			}
			if err := s.expect(':'); err != nil {
				return err
			}
			return s.skip(depth + 1)
		})
	case c == '[':
		return s.list('[', ']', func(int) error { return s.skip(depth + 1) })
	}
	if w, err := s.word("true", "false", "null"); w != "" || err != nil {
		return err
	}
	_, err = s.number()
	return err
}

// list reads a comma-separated list between open and end; item reads one
// element and is told its number.
func (s *jsonScanner) list(open, end byte, item func(i int) error) error {
	if err := s.expect(open); err != nil {
		return err
	}
	if done, err := s.accept(end); done || err != nil {
		return err
	}
	for i := 0; ; i++ {
		if err := item(i); err != nil {
			return err
		}
		if more, err := s.accept(','); err != nil {
			return err
		} else if more {
			continue
		}
		return s.expect(end)
	}
}
