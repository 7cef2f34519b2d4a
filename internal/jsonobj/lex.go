package jsonobj

import "io"

// scalar appends the text of a value of kind k, which is neither array nor
// object, to dst.
func (s *Scanner) scalar(dst []byte, k Kind) ([]byte, error) {
	switch k {
	case String:
		return s.text(dst)
	case Number:
		return s.number(dst)
	case Null:
		return s.word(dst, "null")
	}
	if s.buf[s.pos] == 't' {
		return s.word(dst, "true")
	}
	return s.word(dst, "false")
}

// at returns the next byte, be it a space, and false at the end of the document.
func (s *Scanner) at() (byte, bool, error) {
	if s.pos == s.end {
		if err := s.fill(); err != nil {
			if err == io.EOF {
				err = nil
			}
			return 0, false, err
		}
	}
	return s.buf[s.pos], true, nil
}

// word appends the word that must stand here.
func (s *Scanner) word(dst []byte, want string) ([]byte, error) {
	if rest := s.buf[s.pos:s.end]; len(rest) >= len(want) && string(rest[:len(want)]) != want {
		return dst, s.unexpected("a value")
	}
	for i := range len(want) {
		b, ok, err := s.at()
		switch {
		case err != nil:
			return dst, err
		case !ok:
			return dst, s.cut()
		case b != want[i]:
			return dst, s.unexpected(want)
		}
		s.pos++
	}
	return append(dst, want...), nil
}

// text appends a string with its quotes as it stands.
func (s *Scanner) text(dst []byte) ([]byte, error) {
	start := len(dst)
	dst = append(dst, '"')
	s.pos++
	for {
		if len(dst)-start > MaxBytes {
			return dst, s.fail(TooLarge, "a string is over %d bytes long", MaxBytes)
		}
		i := s.pos
		for i < s.end && s.buf[i] >= ' ' && s.buf[i] != '"' && s.buf[i] != '\\' {
			i++
		}
		dst = append(dst, s.buf[s.pos:i]...)
		s.pos = i
		b, ok, err := s.at()
		switch {
		case err != nil:
			return dst, err
		case !ok:
			return dst, s.cut()
		case b == '"':
			s.pos++
			return append(dst, '"'), nil
		case b == '\\':
			if dst, err = s.escape(dst); err != nil {
				return dst, err
			}
		case b < ' ':
			return dst, s.fail(Syntax, "control byte 0x%02x inside a string", b)
		}
	}
}

// escape appends a backslash and what belongs to it.
func (s *Scanner) escape(dst []byte) ([]byte, error) {
	s.pos++
	b, ok, err := s.at()
	if err != nil {
		return dst, err
	}
	if !ok {
		return dst, s.cut()
	}
	switch b {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos++
		return append(dst, '\\', b), nil
	case 'u':
		s.pos++
		return s.hex4(append(dst, '\\', 'u'))
	}
	return dst, s.unexpected("a letter that may follow a backslash")
}

func (s *Scanner) hex4(dst []byte) ([]byte, error) {
	for range 4 {
		b, ok, err := s.at()
		switch {
		case err != nil:
			return dst, err
		case !ok:
			return dst, s.cut()
		case !isHex(b):
			return dst, s.unexpected("four hexadecimal digits")
		}
		dst = append(dst, b)
		s.pos++
	}
	return dst, nil
}

func isHex(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
}

// maxNumber bounds a number's text: no encoder writes more, and the time to read
// a number grows with its digits.
const maxNumber = 1 << 10

// number appends a number as it stands.
func (s *Scanner) number(dst []byte) ([]byte, error) {
	start := len(dst)
	dst, err := s.sign(dst)
	if err != nil {
		return dst, err
	}
	b, ok, err := s.at()
	switch {
	case err != nil:
		return dst, err
	case !ok:
		return dst, s.cut()
	case s.AllowNaN && b == 'N' && len(dst) == start:
		return s.word(dst, "NaN")
	case s.AllowNaN && b == 'I':
		return s.word(dst, "Infinity")
	case b == '0':
		s.pos++
		dst = append(dst, '0')
	default:
		if dst, err = s.digits(dst); err != nil {
			return dst, err
		}
	}
	if dst, err = s.fraction(dst); err != nil {
		return dst, err
	}
	return s.exponent(dst)
}

func (s *Scanner) sign(dst []byte) ([]byte, error) {
	b, ok, err := s.at()
	if ok && b == '-' {
		s.pos++
		dst = append(dst, '-')
	}
	return dst, err
}

// digits appends at least one digit.
func (s *Scanner) digits(dst []byte) ([]byte, error) {
	for n := 0; ; n++ {
		b, ok, err := s.at()
		switch {
		case err != nil:
			return dst, err
		case n > maxNumber:
			return dst, s.fail(TooLarge, "a number has over %d digits", maxNumber)
		case ok && b >= '0' && b <= '9':
			dst = append(dst, b)
			s.pos++
		case n > 0:
			return dst, nil
		case !ok:
			return dst, s.cut()
		default:
			return dst, s.unexpected("a digit")
		}
	}
}

func (s *Scanner) fraction(dst []byte) ([]byte, error) {
	b, ok, err := s.at()
	if err != nil || !ok || b != '.' {
		return dst, err
	}
	s.pos++
	return s.digits(append(dst, '.'))
}

func (s *Scanner) exponent(dst []byte) ([]byte, error) {
	b, ok, err := s.at()
	if err != nil || !ok || b != 'e' && b != 'E' {
		return dst, err
	}
	s.pos++
	dst = append(dst, b)
	if b, ok, err = s.at(); err != nil {
		return dst, err
	}
	if ok && (b == '+' || b == '-') {
		s.pos++
		dst = append(dst, b)
	}
	return s.digits(dst)
}
