package jsonobj

import "fmt"

// Reason says why bytes are not a JSON document that can be read.
type Reason string

// Reasons.
const (
	Empty    Reason = "empty"     // no bytes, or nothing but space
	Markup   Reason = "markup"    // HTML or XML
	Cut      Reason = "cut"       // the bytes end inside the value
	Syntax   Reason = "syntax"    // a byte stands where JSON allows none such
	Trailing Reason = "trailing"  // more follows behind the value
	TooDeep  Reason = "too_deep"  // nested over MaxDepth
	TooLarge Reason = "too_large" // one value is over MaxBytes or MaxNodes
)

// Error says that a document is not JSON, and where.
type Error struct {
	Reason Reason
	Offset int64 // in bytes
	Detail string
}

// Error returns the detail with the offset.
func (e *Error) Error() string { return fmt.Sprintf("json: at byte %d: %s", e.Offset, e.Detail) }

func (s *Scanner) fail(r Reason, format string, args ...any) error {
	return &Error{Reason: r, Offset: s.Offset(), Detail: fmt.Sprintf(format, args...)}
}

func (s *Scanner) cut() error {
	return s.fail(Cut, "the JSON is cut short: it ends after %d bytes with %d arrays or objects open", s.Offset(), s.depth)
}

// words that other languages' encoders write where JSON has no number.
var noNumbers = []string{"NaN", "nan", "Infinity", "inf", "Inf", "undefined", "None"}

func (s *Scanner) unexpected(want string) error {
	rest := string(s.buf[s.pos:s.end])
	for _, w := range noNumbers {
		if len(rest) >= len(w) && rest[:len(w)] == w {
			return s.fail(Syntax, "bare %s, which is no JSON value: wanted %s", w, want)
		}
	}
	return s.fail(Syntax, "got %s, wanted %s", s.sample(), want)
}

// sample quotes the first bytes of what comes next.
func (s *Scanner) sample() string {
	const most = 24
	return fmt.Sprintf("%q", s.buf[s.pos:min(s.end, s.pos+most)])
}
