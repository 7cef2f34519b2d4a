package layer3

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestDCT32(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		var x, y [subbands]float32
		noise(r, x[:])
		dct32(&y, &x)
		for n := range y {
			want := 0.0
			for k, v := range x {
				want += float64(v) * math.Cos(math.Pi/64*float64(n*(2*k+1)))
			}
			if !near(y[n], want, 8) {
				t.Fatalf("%d: %v, want %v", n, y[n], want)
			}
		}
	}
}

// reference is the flow of ISO/IEC 11172-3, figure A.2, in double precision.
type reference struct{ v [1024]float64 }

func (f *reference) slot(s *[subbands]float32) (out [subbands]float64) {
	copy(f.v[64:], f.v[:960])
	for i := range 64 {
		f.v[i] = 0
		for k, x := range s {
			f.v[i] += math.Cos(float64((16+i)*(2*k+1))*math.Pi/64) * float64(x)
		}
	}
	var u [512]float64
	for i := range 8 {
		for j := range 32 {
			u[64*i+j] = f.v[128*i+j]
			u[64*i+32+j] = f.v[128*i+96+j]
		}
	}
	for i := range u {
		out[i%32] += u[i] * float64(tap(i))
	}
	return out
}

func TestSynthesisFollowsTheStandard(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	tab := newTables()
	var y synthesis
	var f reference
	for range 4 { // more than the history holds
		var s samples
		for i := range s {
			noise(r, s[i][:])
		}
		for _, stride := range []int{2, 1} {
			out := make([]float32, lines*stride)
			y.run(out, stride, &s, &tab.window)
			for i := range s {
				for j, want := range f.slot(&s[i]) {
					if got := out[(subbands*i+j)*stride]; !near(got, want, 16) {
						t.Fatalf("slot %d, frame %d: %v, want %v", i, j, got, want)
					}
				}
			}
		}
	}
}

// Values of ISO/IEC 11172-3, table B.3.
func TestWindow(t *testing.T) {
	for i, want := range map[int]float64{
		0: 0, 1: -0.000015259, 16: -0.000076294, 64: 0.003250122, 128: 0.031082153, 192: 0.100311279,
		255: -1.144287109, 256: 1.144989014, 257: 1.144287109, 320: 0.100311279, 511: 0.000015259,
	} {
		if got := tap(i); math.Abs(float64(got)-want) > 1e-8 {
			t.Errorf("D[%d] is %.9f, want %.9f", i, got, want)
		}
	}
}
