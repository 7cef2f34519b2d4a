package aac

import (
	"math"
	"math/rand/v2"
	"testing"
)

// direct is the formula of 4.6.11.3.1, of full scale 1, in the middle half.
func direct(spectrum []float32) []float64 {
	n := float64(2 * len(spectrum))
	out := make([]float64, len(spectrum))
	for i := range out {
		for k, v := range spectrum {
			out[i] += float64(v) * math.Cos(2*math.Pi/n*(float64(i)+n/4+(n/2+1)/2)*(float64(k)+0.5))
		}
		out[i] *= 2 / n / fullScale
	}
	return out
}

func TestIMDCT(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	check := func(name string, got, spectrum []float32) {
		t.Helper()
		bound := 1e-6 / math.Sqrt(float64(len(got))) // of an RMS of √(2/N)
		for i, want := range direct(spectrum) {
			if d := math.Abs(float64(got[i]) - want); d > bound {
				t.Errorf("%s: value %d is %v, want %v", name, i, got[i], want)
				return
			}
		}
	}
	for range 3 {
		var long, out [frameLength]float32
		var z scratch
		for i := range long {
			long[i] = float32(rng.NormFloat64()) * fullScale
		}
		transforms().runLong(&out, &long, &z)
		check("long", out[:], long[:])
		short := [shortLength]float32(long[:])
		transforms().runShort(&out, &short, &z)
		check("short", out[:shortLength], short[:])
	}
}

func BenchmarkIMDCT(b *testing.B) {
	var long, out [frameLength]float32
	var z scratch
	for i := range long {
		long[i] = float32(i)
	}
	t := transforms()
	for b.Loop() {
		t.runLong(&out, &long, &z)
	}
}
