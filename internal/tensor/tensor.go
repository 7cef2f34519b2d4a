// Package tensor is the vocabulary of arrays of floating-point numbers as they
// lie in files: type, byte order, memory order, shape.
package tensor

import (
	"encoding/binary"
	"math"
)

// Type is the type of an array's values.
type Type uint8

// Types. The zero value is none.
const (
	Float16  Type = iota + 1 // IEEE 754 binary16
	BFloat16                 // the upper half of a binary32
	Float32                  // IEEE 754 binary32
	Float64                  // IEEE 754 binary64
)

// Size returns the bytes of one value; 0 for the zero Type.
func (t Type) Size() int {
	switch t {
	case Float16, BFloat16:
		return 2
	case Float32:
		return 4
	case Float64:
		return 8
	}
	return 0
}

func (t Type) String() string {
	switch t {
	case Float16:
		return "float16"
	case BFloat16:
		return "bfloat16"
	case Float32:
		return "float32"
	case Float64:
		return "float64"
	}
	return "unknown"
}

// NativeBig reports whether this machine stores the most significant byte first.
func NativeBig() bool { return binary.NativeEndian.Uint16([]byte{0, 1}) == 1 }

// Array says how an array lies in a file.
type Array struct {
	Type    Type
	Big     bool    // most significant byte first
	Fortran bool    // the first index runs fastest; otherwise the last one does
	Shape   []int64 // none is negative; empty for a single number
}

// Product returns the product of shape, and false where a length is negative
// or the product does not fit an int64. An empty shape has the product 1.
func Product(shape []int64) (int64, bool) {
	n := int64(1)
	zero := false
	for _, s := range shape {
		switch {
		case s < 0:
			return 0, false
		case s == 0:
			zero = true
		case n > math.MaxInt64/s:
			return 0, false
		default:
			n *= s
		}
	}
	if zero {
		return 0, true
	}
	return n, true
}

// Bytes returns the bytes of the array's values, and false where the number
// does not fit an int64.
func (a Array) Bytes() (int64, bool) {
	n, ok := Product(a.Shape)
	if !ok || n > math.MaxInt64/8 {
		return 0, false
	}
	return n * int64(a.Type.Size()), true
}

// MaxTrackValues is the most values that one track may hold. It keeps a track
// below 1 GiB of float32 and its byte count within a 32-bit int.
const MaxTrackValues = 1<<28 - 1

// Grid is an array seen as tracks of windows of dim values.
type Grid struct {
	Tracks, Windows, Dim int
}

// Grid reads the array's shape as tracks: one number of dimensions is one
// window, two are windows x dim, three are tracks x windows x dim.
//
// It returns ErrMalformed where rows have no values and where there are several
// tracks without windows, ErrUnsupported for other numbers of dimensions, and
// ErrTooLarge for more than MaxTrackValues values a track. The caller has held
// the array's bytes against the file before.
func (a Array) Grid(format string, off int64) (Grid, error) {
	t, w, d := int64(1), int64(1), int64(0)
	switch s := a.Shape; len(s) {
	case 1:
		d = s[0]
	case 2:
		w, d = s[0], s[1]
	case 3:
		t, w, d = s[0], s[1], s[2]
	default:
		return Grid{}, Fail(ErrUnsupported, format, off,
			"the array has %d dimensions, want 1 (one window), 2 (windows x dim) or 3 (tracks x windows x dim)", len(s))
	}
	switch {
	case d == 0:
		return Grid{}, Fail(ErrMalformed, format, off, "shape %v: the windows have 0 values, want 1 or more", a.Shape)
	case w == 0 && len(a.Shape) == 3:
		return Grid{}, Fail(ErrMalformed, format, off, "shape %v: the tracks have 0 windows, want 1 or more", a.Shape)
	case w > MaxTrackValues || d > MaxTrackValues || w*d > MaxTrackValues:
		return Grid{}, Fail(ErrTooLarge, format, off, "shape %v: a track has more than %d values", a.Shape, MaxTrackValues)
	case t > math.MaxInt32:
		return Grid{}, Fail(ErrTooLarge, format, off, "shape %v: %d tracks, at most %d", a.Shape, t, math.MaxInt32)
	}
	return Grid{Tracks: int(t), Windows: int(w), Dim: int(d)}, nil
}
