package tensor

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"slices"
	"testing"
)

// Every binary16 against the formula of IEEE 754-2008, 3.4, in float64.
func TestHalf(t *testing.T) {
	for i := range 1 << 16 {
		h := uint16(i)
		sign, exp, frac := float64(1), int(h>>10&0x1f), float64(h&0x3ff)
		if h&0x8000 != 0 {
			sign = -1
		}
		want := sign * math.Ldexp(1+frac/1024, exp-15)
		switch {
		case exp == 0:
			want = sign * math.Ldexp(frac/1024, -14)
		case exp == 31 && frac == 0:
			want = math.Inf(int(sign))
		case exp == 31:
			want = math.NaN()
		}
		got := half(h)
		if math.IsNaN(want) != math.IsNaN(float64(got)) || !math.IsNaN(want) && float64(got) != want || math.Signbit(float64(got)) != (sign < 0) {
			t.Fatalf("half(%#04x) = %v, want %v", h, got, want)
		}
	}
}

// encode writes v as the type says, by encoding/binary.
func encode(v []float64, typ Type, big bool) []byte {
	var b []byte
	o := binary.AppendByteOrder(binary.LittleEndian)
	if big {
		o = binary.BigEndian
	}
	for _, x := range v {
		switch typ {
		case BFloat16:
			b = o.AppendUint16(b, uint16(math.Float32bits(float32(x))>>16))
		case Float32:
			b = o.AppendUint32(b, math.Float32bits(float32(x)))
		case Float64:
			b = o.AppendUint64(b, math.Float64bits(x))
		}
	}
	return b
}

// rising is a source that refuses to go back.
type rising struct {
	r   io.ReaderAt
	pos int64
}

func (r *rising) ReadAt(p []byte, off int64) (int, error) {
	if off < r.pos {
		return 0, errors.New("read backwards")
	}
	r.pos = off + int64(len(p))
	return r.r.ReadAt(p, off)
}

// Value (t, w, d) of every array is 40t + 10w + d, below 256 so
// that bfloat16 holds it; so it is found wherever
// the order puts it.
func TestReadEveryLayout(t *testing.T) {
	for _, shape := range [][]int64{{3}, {1, 3}, {4, 1}, {4, 3}, {5, 4, 3}, {1, 4, 3}, {5, 1, 1}, {5, 1, 3}, {0, 3}} {
		for _, fortran := range []bool{false, true} {
			for _, typ := range []Type{BFloat16, Float32, Float64} {
				for _, big := range []bool{false, true} {
					for _, scratch := range []int{16, 17, 40, ScratchBytes} {
						checkRead(t, Array{Type: typ, Big: big, Fortran: fortran, Shape: shape}, scratch)
					}
				}
			}
		}
	}
}

func checkRead(t *testing.T, a Array, scratch int) {
	t.Helper()
	g, err := a.Grid("test", 0)
	if err != nil {
		t.Fatal(err)
	}
	const base = 3 // not aligned
	file := slices.Concat(make([]byte, base), encode(inOrder(g, a.Fortran), a.Type, a.Big))
	for k := range g.Tracks {
		dst := make([]float32, g.Windows*g.Dim)
		if err := Read(dst, &rising{r: bytes.NewReader(file)}, base, a, g, k, make([]byte, scratch)); err != nil {
			t.Fatalf("%+v scratch %d: %v", a, scratch, err)
		}
		for i, v := range dst {
			if want := float32(40*k + 10*(i/g.Dim) + i%g.Dim); v != want {
				t.Fatalf("%+v scratch %d track %d value %d: %v, want %v", a, scratch, k, i, v, want)
			}
		}
		if k == g.Tracks-1 && len(dst) > 0 {
			err := Read(dst, bytes.NewReader(file[:len(file)-1]), base, a, g, k, make([]byte, scratch))
			if !errors.Is(err, io.ErrUnexpectedEOF) {
				t.Fatalf("%+v cut by a byte: %v", a, err)
			}
		}
	}
}

func inOrder(g Grid, fortran bool) (v []float64) {
	if fortran {
		for d := range g.Dim {
			for w := range g.Windows {
				for k := range g.Tracks {
					v = append(v, float64(40*k+10*w+d))
				}
			}
		}
		return v
	}
	for k := range g.Tracks {
		for w := range g.Windows {
			for d := range g.Dim {
				v = append(v, float64(40*k+10*w+d))
			}
		}
	}
	return v
}

func TestProduct(t *testing.T) {
	for _, c := range []struct {
		shape []int64
		n     int64
		ok    bool
	}{
		{nil, 1, true}, {[]int64{60, 512}, 30720, true}, {[]int64{math.MaxInt64}, math.MaxInt64, true},
		{[]int64{math.MaxInt64, 2}, 0, false}, {[]int64{1 << 32, 1 << 31}, 0, false}, {[]int64{1 << 31, 1 << 31}, 1 << 62, true},
		{[]int64{0, math.MaxInt64, math.MaxInt64}, 0, false}, {[]int64{0, 7}, 0, true}, {[]int64{-1, -1}, 0, false},
	} {
		if n, ok := Product(c.shape); n != c.n || ok != c.ok {
			t.Errorf("Product(%v) = %d, %v, want %d, %v", c.shape, n, ok, c.n, c.ok)
		}
	}
}

func TestGridBounds(t *testing.T) {
	for _, c := range []struct {
		shape []int64
		kind  error
	}{
		{nil, ErrUnsupported}, {[]int64{1, 1, 1, 1}, ErrUnsupported}, {[]int64{0}, ErrMalformed}, {[]int64{3, 0}, ErrMalformed},
		{[]int64{3, 0, 3}, ErrMalformed}, {[]int64{1 << 28}, ErrTooLarge}, {[]int64{1 << 14, 1 << 14}, ErrTooLarge},
		{[]int64{1 << 62, 1 << 62}, ErrTooLarge}, {[]int64{1 << 31, 1, 1}, ErrTooLarge},
	} {
		if _, err := (Array{Type: Float32, Shape: c.shape}).Grid("test", 0); !errors.Is(err, c.kind) {
			t.Errorf("%v: error %v, want %v", c.shape, err, c.kind)
		}
	}
}

func TestErrorText(t *testing.T) {
	err := InFile(Within(Fail(ErrTruncated, "npz", 7, "want %d bytes", 9), "array a"), "x.npz")
	if got, want := err.Error(), "npz: x.npz: truncated at byte 7: array a: want 9 bytes"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, ErrTruncated) {
		t.Errorf("%v is no io.ErrUnexpectedEOF", err)
	}
	if err := InFile(io.ErrClosedPipe, "x"); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("%v lost its cause", err)
	}
}
