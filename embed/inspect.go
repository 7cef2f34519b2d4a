package embed

import (
	"context"
	"hash/maphash"
	"math"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/internal/tensor"
)

// Report says what the windows of one track look like.
type Report struct {
	Track
	Layout

	// Euclidean lengths of the rows, over rows without NaN and infinities; NaN
	// where there is no such row.
	NormMin, NormMean, NormMax float64

	ZeroRows      int // rows of zeros only: they have no direction and no cosine
	NaN           int // values
	Inf           int // values, among them those that exceed float32
	DuplicateRows int // rows that equal an earlier row of the track bit by bit
}

// Inspect opens path as Open does and yields a Report of each track in turn.
// It stops at the first error, that of yield included.
func Inspect(ctx context.Context, path string, yield func(Report) error) error {
	s, err := Open(ctx, path)
	if err != nil {
		return err
	}
	var buf []float32
	for i := range s.Len() {
		if err := ctx.Err(); err != nil {
			return err
		}
		t, w, err := s.Load(i, buf)
		if err != nil {
			return err
		}
		buf = w.Data
		r := Report{Track: t, Layout: s.Layout(i)}
		r.measure(w)
		if err := yield(r); err != nil {
			return err
		}
	}
	return nil
}

func (r *Report) measure(w compare.Windows) {
	r.NormMin, r.NormMean, r.NormMax = math.Inf(1), 0, math.Inf(-1)
	finite := 0
	seed := maphash.MakeSeed()
	first := make(map[uint64]int, w.Rows())
	for i := range w.Rows() {
		row := w.Data[i*w.Dim : (i+1)*w.Dim]
		r.countDuplicate(w, i, seed, first)
		norm, ok := r.norm(row)
		if !ok {
			continue
		}
		finite++
		r.NormMin, r.NormMax = min(r.NormMin, norm), max(r.NormMax, norm)
		r.NormMean += (norm - r.NormMean) / float64(finite)
		if norm == 0 {
			r.ZeroRows++
		}
	}
	if finite == 0 {
		r.NormMin, r.NormMean, r.NormMax = math.NaN(), math.NaN(), math.NaN()
	}
}

// countDuplicate compares row i with the first row of its hash.
func (r *Report) countDuplicate(w compare.Windows, i int, seed maphash.Seed, first map[uint64]int) {
	row := tensor.Bytes(w.Data[i*w.Dim : (i+1)*w.Dim])
	h := maphash.Bytes(seed, row)
	j, ok := first[h]
	if !ok {
		first[h] = i
		return
	}
	if string(row) == string(tensor.Bytes(w.Data[j*w.Dim:(j+1)*w.Dim])) {
		r.DuplicateRows++
	}
}

// norm returns the Euclidean length of row, and false where it holds NaN or
// infinities, which it counts.
func (r *Report) norm(row []float32) (float64, bool) {
	sum, ok := 0.0, true
	for _, x := range row {
		v := float64(x)
		switch {
		case math.IsNaN(v):
			r.NaN++
			ok = false
		case math.IsInf(v, 0):
			r.Inf++
			ok = false
		}
		sum += v * v // a float32 squared neither overflows nor vanishes in float64
	}
	return math.Sqrt(sum), ok
}
