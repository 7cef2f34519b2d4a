package decode

import (
	"errors"
	"fmt"
	"io"
)

// What is wrong with the input; each Error is exactly one of them.
var (
	ErrUnknown     = errors.New("not a format that is known")
	ErrMalformed   = errors.New("malformed")
	ErrTruncated   = fmt.Errorf("truncated: %w", io.ErrUnexpectedEOF)
	ErrUnsupported = errors.New("not supported")
	ErrTooLarge    = errors.New("too large")
	ErrChecksum    = errors.New("checksum mismatch")
)

// Error says why a stream cannot be decoded, or not further.
type Error struct {
	Kind   error  // one of ErrUnknown, ErrMalformed, ErrTruncated, ErrUnsupported, ErrTooLarge, ErrChecksum
	Format string // "wav", "flac", ...; empty where it is not known
	Offset int64  // in bytes from the start of the file; NoOffset where there is no place
	Text   string // what was found and what was wanted
}

// NoOffset marks an Error that has no place in the file.
const NoOffset = -1

func (e *Error) Error() string {
	format := e.Format
	if format == "" {
		format = "decode"
	}
	if e.Offset < 0 {
		return fmt.Sprintf("%s: %v: %s", format, e.Kind, e.Text)
	}
	return fmt.Sprintf("%s: %v at byte %d: %s", format, e.Kind, e.Offset, e.Text)
}

// Unwrap returns e.Kind.
func (e *Error) Unwrap() error { return e.Kind }

func failure(kind error, format string, off int64, text string, args ...any) *Error {
	return &Error{Kind: kind, Format: format, Offset: off, Text: fmt.Sprintf(text, args...)}
}
