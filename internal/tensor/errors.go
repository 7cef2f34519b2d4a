package tensor

import (
	"errors"
	"fmt"
	"io"
)

// What is wrong with a file; each Error is exactly one of them.
var (
	ErrMalformed   = errors.New("malformed")
	ErrTruncated   = fmt.Errorf("truncated: %w", io.ErrUnexpectedEOF)
	ErrUnsupported = errors.New("not supported")
	ErrTooLarge    = errors.New("too large")
)

// NoOffset marks an Error that has no place in the file.
const NoOffset = -1

// Error says why a file's numbers cannot be read.
type Error struct {
	Kind   error  // one of ErrMalformed, ErrTruncated, ErrUnsupported, ErrTooLarge
	Format string // "npy", "npz", "safetensors", "json", "parquet"
	File   string // path; empty where the reader was not given one
	Offset int64  // in bytes from the start of the file or archive member; NoOffset where there is no place
	Text   string // what was found and what was wanted
}

func (e *Error) Error() string {
	where := e.Format
	if e.File != "" {
		where += ": " + e.File
	}
	kind := e.Kind.Error()
	if errors.Is(e.Kind, ErrTruncated) {
		kind = "truncated"
	}
	if e.Offset < 0 {
		return fmt.Sprintf("%s: %s: %s", where, kind, e.Text)
	}
	return fmt.Sprintf("%s: %s at byte %d: %s", where, kind, e.Offset, e.Text)
}

// Unwrap returns e.Kind.
func (e *Error) Unwrap() error { return e.Kind }

// Fail returns an *Error without a file.
func Fail(kind error, format string, off int64, text string, args ...any) error {
	return &Error{Kind: kind, Format: format, Offset: off, Text: fmt.Sprintf(text, args...)}
}

// Within returns err, where it is an *Error, with part in front of its text:
// the part of the file that is meant.
func Within(err error, part string) error {
	var e *Error
	if part == "" || !errors.As(err, &e) {
		return err
	}
	named := *e
	named.Text = part + ": " + e.Text
	return &named
}

// InFile returns err with the path.
func InFile(err error, path string) error {
	var e *Error
	if !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", path, err)
	}
	named := *e
	named.File = path
	return &named
}
