package embed

import (
	"math"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// checkTimes holds a track's times against its windows and against each other.
func checkTimes(format string, t Track) error {
	for _, c := range []struct {
		key  string
		list []float64
	}{{startKey, t.StartSeconds}, {endKey, t.EndSeconds}} {
		if c.list != nil && len(c.list) != t.Windows {
			return tensor.Fail(ErrMalformed, format, NoOffset, "track %.80q: %s has %d times, want one for each of %d windows",
				t.ID, c.key, len(c.list), t.Windows)
		}
		for i, v := range c.list {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return tensor.Fail(ErrMalformed, format, NoOffset, "track %.80q: %s of window %d is %v", t.ID, c.key, i, v)
			}
		}
	}
	if t.StartSeconds == nil || t.EndSeconds == nil {
		return nil
	}
	for i, start := range t.StartSeconds {
		if end := t.EndSeconds[i]; end < start {
			return tensor.Fail(ErrMalformed, format, NoOffset, "track %.80q: window %d starts at %v s and ends at %v s", t.ID, i, start, end)
		}
	}
	return nil
}
