package layer3

import "math"

// dct32 replaces x[n] by Σ x[k] cos(π/64 n(2k+1)).
func dct32(x *[subbands]float32) {
	var y [subbands]float32
	for n := range y {
		s := 0.0
		for k, v := range x {
			s += float64(v) * math.Cos(math.Pi/64*float64(n*(2*k+1)))
		}
		y[n] = float32(s)
	}
	*x = y
}
