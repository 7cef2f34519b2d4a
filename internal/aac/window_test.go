package aac

import (
	"math"
	"testing"
)

// TestPrincenBradley: a half and its mirror image have the power 1 together, so
// that overlapping windows give back what was windowed.
func TestPrincenBradley(t *testing.T) {
	w := windowTables()
	for shape := range 2 {
		for name, half := range map[string][]float32{"long": w.long[longSlope][shape][:], "start or stop": w.long[shortSlope][shape][:], "short": w.short[shape][:]} {
			for i, v := range half {
				u := half[len(half)-1-i]
				if power := float64(v)*float64(v) + float64(u)*float64(u); math.Abs(power-1) > 3e-7 {
					t.Fatalf("%s, shape %d: the power at %d is %v", name, shape, i, power)
				}
			}
		}
	}
}

// TestKaiserBessel holds the windows against the formula of 4.6.11.3.2, with the
// Bessel function from its integral.
func TestKaiserBessel(t *testing.T) {
	for _, c := range []struct {
		half  []float32
		alpha float64
	}{{windowTables().long[longSlope][1][:], 4}, {windowTables().short[1][:], 6}} {
		n := len(c.half) // N/2
		kernel := make([]float64, n+1)
		total := 0.0
		for i := range kernel {
			x := (float64(i) - float64(n)/2) / (float64(n) / 2)
			kernel[i] = besselIntegral(math.Pi * c.alpha * math.Sqrt(1-x*x))
			total += kernel[i]
		}
		sum := 0.0
		for i, got := range c.half {
			sum += kernel[i]
			if want := math.Sqrt(sum / total); math.Abs(float64(got)-want) > 1e-7 {
				t.Fatalf("alpha %v: value %d is %v, want %v", c.alpha, i, got, want)
			}
		}
	}
}

// besselIntegral is I0 by the trapezoidal rule over its integral, which is exact
// for a periodic function.
func besselIntegral(x float64) float64 {
	const steps = 64
	sum := 0.0
	for i := range steps {
		sum += math.Exp(x * math.Cos(2*math.Pi*(float64(i)+0.5)/steps))
	}
	return sum / steps
}

func TestSine(t *testing.T) {
	for _, half := range [][]float32{windowTables().long[longSlope][0][:], windowTables().short[0][:]} {
		for i, got := range half {
			if want := math.Sin(math.Pi / float64(2*len(half)) * (float64(i) + 0.5)); math.Abs(float64(got)-want) > 1e-7 {
				t.Fatalf("value %d of %d is %v, want %v", i, len(half), got, want)
			}
		}
	}
}
