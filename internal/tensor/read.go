package tensor

import (
	"errors"
	"io"
)

// ScratchBytes is what Read needs to convert with few reads.
const ScratchBytes = 64 << 10

// Read reads track t of an array into dst, window after window.
//
// The array's values start at byte base of src; g is the array's Grid and dst
// holds g.Windows*g.Dim values. Bytes are read in ascending order, each at most
// once, so that src may be a stream. Contiguous float32 is read into dst without
// another copy; everything else goes through scratch, at least 16 bytes of it.
// A track in the middle of a Fortran-ordered array of several tracks lies
// scattered over the whole array, all of which is then read.
//
// A source that ends too early gives io.ErrUnexpectedEOF.
func Read(dst []float32, src io.ReaderAt, base int64, a Array, g Grid, t int, scratch []byte) error {
	size := int64(a.Type.Size())
	if a.Fortran && (g.Tracks > 1 || g.Windows > 1 && g.Dim > 1) {
		return gather(dst, src, base, a, g, t, scratch)
	}
	base += int64(t) * int64(len(dst)) * size
	if a.Type == Float32 {
		if err := fill(src, Bytes(dst), base); err != nil {
			return err
		}
		if a.Big != NativeBig() {
			swap32(dst)
		}
		return nil
	}
	for len(dst) > 0 {
		n := min(len(dst), len(scratch)/int(size))
		chunk := scratch[:n*int(size)]
		if err := fill(src, chunk, base); err != nil {
			return err
		}
		convert(dst[:n], chunk, a.Type, a.Big)
		dst, base = dst[n:], base+int64(len(chunk))
	}
	return nil
}

// gather picks track t out of a Fortran-ordered array. Value (t, w, d) is
// number t + Tracks*(w + Windows*d), so going through d and in it through w
// meets the values in ascending order.
func gather(dst []float32, src io.ReaderAt, base int64, a Array, g Grid, t int, scratch []byte) error {
	size := int64(a.Type.Size())
	step := int64(g.Tracks) * size
	pos := base + int64(t)*size
	end := pos + int64(len(dst)-1)*step + size // one past the track's last value
	var have []byte                            // bytes of the file from at on
	at := pos
	for d := range g.Dim {
		for w := range g.Windows {
			if pos+size > at+int64(len(have)) {
				whole := int64(len(scratch)) / size * size
				have, at = scratch[:min(whole, end-pos)], pos
				if err := fill(src, have, pos); err != nil {
					return err
				}
			}
			dst[w*g.Dim+d] = float32(value(have[pos-at:], a.Type, a.Big))
			pos += step
		}
	}
	return nil
}

// Floats reads n values of a C-ordered array from number first on as float64.
// The caller has bounded n by the file's size.
func Floats(src io.ReaderAt, base int64, a Array, first, n int) ([]float64, error) {
	size := a.Type.Size()
	raw := make([]byte, n*size)
	if err := fill(src, raw, base+int64(first)*int64(size)); err != nil {
		return nil, err
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = value(raw[i*size:], a.Type, a.Big)
	}
	return out, nil
}

// fill reads len(p) bytes at off.
func fill(src io.ReaderAt, p []byte, off int64) error {
	if len(p) == 0 {
		return nil
	}
	n, err := src.ReadAt(p, off)
	switch {
	case n == len(p):
		return nil
	case err == nil || errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	}
	return err
}
