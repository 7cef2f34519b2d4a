package probe

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"
)

// lasting is a context that ends after some looks at it.
type lasting struct {
	context.Context
	looks int
}

func (l *lasting) Err() error {
	if l.looks--; l.looks < 0 {
		return context.DeadlineExceeded
	}
	return nil
}

// TestFactsOfWhatWasNotReadThrough ends the context at every look at it: what
// is established by then is what holds of the whole file, and its integrity is
// not among it.
func TestFactsOfWhatWasNotReadThrough(t *testing.T) {
	for _, name := range small {
		b := testFile(t, name)
		whole := read(t, name, Samples)
		for looks := 0; ; looks++ {
			i, err := Read(&lasting{context.Background(), looks}, bytes.NewReader(b), int64(len(b)), &Options{Depth: Samples})
			if err == nil {
				break
			}
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("%s after %d looks: %v", name, looks, err)
			}
			if i.Integrity != NotChecked || i.VerifiedBy != "" || i.DepthReached == Samples || i.Problem != "" {
				t.Errorf("%s after %d looks: %s by %q at depth %v, %q", name, looks, i.Integrity, i.VerifiedBy, i.DepthReached, i.Problem)
			}
			if !agrees(i.Container, whole.Container) || !agrees(i.Codec, whole.Codec) || !agrees(i.Frames, whole.Frames) ||
				!agrees(i.CodedFrames, whole.CodedFrames) || !agrees(i.Rate, whole.Rate) || !agrees(i.Channels, whole.Channels) || !agrees(i.Bits, whole.Bits) {
				t.Errorf("%s after %d looks:\n%+v\nwhole:\n%+v", name, looks, i, whole)
			}
			for _, d := range i.Damage {
				if !slices.Contains(whole.Damage, d) {
					t.Errorf("%s after %d looks: damage %+v that is not there", name, looks, d)
				}
			}
		}
	}
}

// agrees reports whether a is not known, an estimate, or what b is.
func agrees[T int | int64 | string](a, b Fact[T]) bool {
	return !a.Known() || a.Basis == Estimate || a.Value == b.Value
}

func read(t *testing.T, name string, d Depth) Info {
	t.Helper()
	b := testFile(t, name)
	i, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: d})
	if err != nil {
		t.Fatal(err)
	}
	return i
}
