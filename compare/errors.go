package compare

import (
	"errors"
	"fmt"
)

// What can be wrong with a track's windows or with a request, for errors.Is.
var (
	ErrEmpty     = errors.New("no windows")
	ErrDims      = errors.New("dimensions differ")
	ErrShape     = errors.New("values are no whole number of rows")
	ErrZeroRow   = errors.New("row has no direction: all values are zero")
	ErrNotFinite = errors.New("row holds NaN or Inf")
	ErrTooLarge  = errors.New("too many pairs of windows")
	ErrReading   = errors.New("unknown reading or metric")
)

// NoRow is the row of an error that concerns the track as a whole.
const NoRow = -1

// Error says which track, and which of its rows, cannot be compared.
type Error struct {
	Track string // the track's id, or "query" or "candidate" where none was given
	Row   int    // counted from zero; NoRow where the track as a whole is meant
	Got   int    // ErrDims and ErrShape: the number met, in values; ErrTooLarge: in windows
	Want  int    // ErrDims and ErrShape: the number needed, in values; ErrTooLarge: the most, in windows
	Err   error  // one of the sentinels above
}

// Error names the track, the row counted from zero, and the cause.
func (e *Error) Error() string {
	switch {
	case errors.Is(e.Err, ErrDims):
		return fmt.Sprintf("compare: %s: %v: got %d values a window, want %d", e.Track, e.Err, e.Got, e.Want)
	case errors.Is(e.Err, ErrShape):
		return fmt.Sprintf("compare: %s: %v: got %d values, want a multiple of %d", e.Track, e.Err, e.Got, e.Want)
	case errors.Is(e.Err, ErrTooLarge):
		return fmt.Sprintf("compare: %s: %v: got %d windows, want at most %d for this query", e.Track, e.Err, e.Got, e.Want)
	case e.Row != NoRow:
		return fmt.Sprintf("compare: %s: row %d: %v", e.Track, e.Row, e.Err)
	}
	return fmt.Sprintf("compare: %s: %v", e.Track, e.Err)
}

// Unwrap returns the sentinel.
func (e *Error) Unwrap() error { return e.Err }

// checkShape returns ErrEmpty or ErrShape where w is no matrix.
func checkShape(track string, w Windows) error {
	if w.Dim <= 0 || len(w.Data) == 0 {
		return &Error{Track: track, Row: NoRow, Err: ErrEmpty}
	}
	if len(w.Data)%w.Dim != 0 {
		return &Error{Track: track, Row: NoRow, Got: len(w.Data), Want: w.Dim, Err: ErrShape}
	}
	return nil
}

// mostSimilarities is the largest matrix that is computed, 1 GiB of float32: 16,384
// windows on each side, which are a day and a half at 8 seconds a window.
const mostSimilarities = 1 << 28

// checkSize returns ErrTooLarge where m query windows and candidate c would make a
// matrix of more than mostSimilarities values, and ErrDims where c has other
// dimensions than dim.
func checkSize(m, dim int, candidate string, c Windows) error {
	if c.Dim != dim {
		return &Error{Track: candidate, Row: NoRow, Got: c.Dim, Want: dim, Err: ErrDims}
	}
	if most := mostSimilarities / m; c.Rows() > most {
		return &Error{Track: candidate, Row: NoRow, Got: c.Rows(), Want: most, Err: ErrTooLarge}
	}
	return nil
}

// checkPair returns the first error in the shapes of q and c.
func checkPair(query string, q Windows, candidate string, c Windows) error {
	if err := checkShape(query, q); err != nil {
		return err
	}
	if err := checkShape(candidate, c); err != nil {
		return err
	}
	return checkSize(q.Rows(), q.Dim, candidate, c)
}
