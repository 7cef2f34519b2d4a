package layer3

import (
	"math"
	"sync"
)

// maxQuantized is the largest quantized value: 15 and 13 bits of linbits.
const maxQuantized = 15 + 1<<13 - 1

// Exponents are in quarters, as global_gain is.
const (
	gainBias     = 210 // global_gain of factor 1
	loudest      = 255 - gainBias
	softest      = -gainBias - halfRoot - 4*(15+3) - 8*7
	halfRoot     = 2 // of mid and side: 1/√2
	subblockStep = 8
)

// scales are the factors of requantization.
type scales struct {
	signed [2 * 16]float32                // q^(4/3), and -q^(4/3) from 16 on
	signs  [16][16][4]float32             // 1 and -1 by which of four are there and by the signs that follow
	power  [maxQuantized + 1]float32      // |q|^(4/3)
	gain   [loudest - softest + 1]float32 // 2^(e/4) for the exponent e = softest + index
}

var newScales = sync.OnceValue(func() *scales {
	s := new(scales)
	for q := range s.power {
		s.power[q] = float32(float64(q) * math.Cbrt(float64(q)))
	}
	for q, v := range s.power[:16] {
		s.signed[q], s.signed[16+q] = v, -v
	}
	for there := range s.signs {
		for bits := range s.signs[there] {
			next := 8
			for i := range 4 {
				if there&(8>>i) == 0 {
					continue
				}
				v := float32(1)
				if bits&next != 0 {
					v = -1
				}
				next >>= 1
				s.signs[there][bits][i] = v
			}
		}
	}
	for i := range s.gain {
		s.gain[i] = float32(math.Exp2(float64(i+softest) / 4))
	}
	return s
})

// pretab is what preflag adds to the scalefactors of long blocks.
//
// Source: ISO/IEC 11172-3, table B.6.
var pretab = [longBands]uint8{11: 1, 12: 1, 13: 1, 14: 1, 15: 2, 16: 2, 17: 3, 18: 3, 19: 3, 20: 2}

// gains sets the factor of each band of the granule g. midSide says that its
// channels are the sum and the difference of the sound's, over √2.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.7.1.
func (s *scales) gains(dst *[maxBands]float32, g *granule, l *layout, f *scalefactors, midSide bool) {
	gain := g.gain - gainBias - softest
	if midSide {
		gain -= halfRoot
	}
	shift := 1
	if g.coarse {
		shift = 2
	}
	for i, v := range f.value[:l.long] {
		if g.preflag {
			v += pretab[i]
		}
		dst[i] = s.gain[gain-int(v)<<shift]
	}
	for i := l.long; i < len(l.ends); i++ {
		w := (i - l.long) % windows
		dst[i] = s.gain[gain-subblockStep*g.subblockGain[w]-int(f.value[i])<<shift]
	}
}
