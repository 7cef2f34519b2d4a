package aac

import (
	"math"
	"sync"
)

// Slopes of the half of a long window: as long as a long window's half, or as a
// short one's, between zeros and ones.
const (
	longSlope = iota
	shortSlope
)

// windows are the rising halves of all windows by their shape; the falling ones
// are their mirror images. 4.6.11.3.2.
type windows struct {
	long  [2][2][frameLength]float32 // by slope and shape
	short [2][shortLength]float32
}

var windowTables = sync.OnceValue(func() *windows {
	t := &windows{}
	sine(t.long[longSlope][0][:])
	kaiserBessel(t.long[longSlope][1][:], 4)
	sine(t.short[0][:])
	kaiserBessel(t.short[1][:], 6)
	for shape := range t.short {
		half := &t.long[shortSlope][shape]
		const flat = (frameLength - shortLength) / 2
		copy(half[flat:], t.short[shape][:])
		for i := flat + shortLength; i < frameLength; i++ {
			half[i] = 1
		}
	}
	return t
})

func sine(half []float32) {
	for i := range half {
		half[i] = float32(math.Sin(math.Pi / 4 * (2*float64(i) + 1) / float64(len(half))))
	}
}

// kaiserBessel makes a half from the running sum of a Kaiser window.
func kaiserBessel(half []float32, alpha float64) {
	n := len(half)
	sums := make([]float64, n+1)
	sum := 0.0
	for i := range sums {
		x := 2*float64(i)/float64(n) - 1
		sum += bessel(math.Pi * alpha * math.Sqrt(1-x*x))
		sums[i] = sum
	}
	for i := range half {
		half[i] = float32(math.Sqrt(sums[i] / sum))
	}
}

// bessel is the modified Bessel function of the first kind of order 0, by its
// power series.
func bessel(x float64) float64 {
	sum, term := 1.0, 1.0
	for k := 1.0; term*term > sum*1e-18; k++ {
		term *= x / 2 / k
		sum += term * term
	}
	return sum
}
