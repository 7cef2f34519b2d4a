package compare_test

import (
	"encoding/binary"
	"math"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/compare"
)

// FuzzScore asserts of any bytes read as two matrices of float32: the engine and
// the reference refuse the same ones; the scores of the others are equal within
// the promised accuracy, in their range, and the same when computed again.
func FuzzScore(f *testing.F) {
	f.Add([]byte{0, 0, 0x80, 0x3f}, uint8(1), uint8(1))
	f.Add(bytesOf(random(1, 5, 3, 0).Data), uint8(3), uint8(2))
	f.Add(bytesOf(random(2, 20, 2, 1).Data), uint8(2), uint8(9))
	f.Add(bytesOf([]float32{1e38, -1e38, 1e-40, 0, 0, 1, float32(math.NaN()), 2}), uint8(2), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, dim, rows uint8) {
		q, c := split(data, int(dim), int(rows))
		s, pairs, err := compare.Score(q, c, compare.Reading{})
		want, wantErr := compare.Reference(q, c, compare.Reading{})
		if (err == nil) != (wantErr == nil) {
			t.Fatalf("the engine says %v, the reference %v", err, wantErr)
		}
		if err != nil {
			return
		}
		for _, m := range []compare.Metric{compare.Max, compare.MaxThenMean, compare.HungarianMean} {
			if math.Abs(s.Of(m)-want.Of(m)) > accuracy || math.Abs(s.Of(m)) > 1+accuracy {
				t.Errorf("%s: got %v, want %v", m, s.Of(m), want.Of(m))
			}
		}
		again, pairsAgain, err := compare.Score(q, c, compare.Reading{})
		if err != nil || s != again || !slices.Equal(pairs, pairsAgain) {
			t.Error("a second call says something else")
		}
	})
}

// split reads data as rows of dim values, the first of them the query's.
func split(data []byte, dim, rows int) (q, c compare.Windows) {
	values := make([]float32, min(len(data)/4, 4096))
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	cut := min(len(values), dim*rows)
	return compare.Windows{Dim: dim, Data: values[:cut]}, compare.Windows{Dim: dim, Data: values[cut:]}
}

func bytesOf(values []float32) []byte {
	var b []byte
	for _, x := range values {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}
