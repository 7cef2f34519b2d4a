package layer3

import "math"

// maxQuantized is the largest quantized value: 15 and 13 bits of linbits.
const maxQuantized = 15 + 1<<13 - 1

// Exponents of 2 are in quarters, as global_gain is.
const (
	gainBias     = 210 // global_gain of factor 1
	halfRoot     = 2   // of mid and side: 1/√2
	subblockStep = 8
	maxFactor    = 31 + 3 // scalefactor and pretab
	softest      = -gainBias - halfRoot - maxFactor<<2 - 7*subblockStep
	loudest      = 255 - gainBias
)

// scales are the factors of requantization.
type scales struct {
	power  [maxQuantized + 1]float32      // q^(4/3)
	signed [2 * 16]float32                // the same up to 15, and from 16 on -q^(4/3)
	gain   [loudest - softest + 1]float32 // 2^(e/4) for the exponent e = softest + index
}

func newScales() *scales {
	s := new(scales)
	for q := range s.power {
		s.power[q] = float32(float64(q) * math.Cbrt(float64(q)))
	}
	for q, v := range s.power[:16] {
		s.signed[q], s.signed[16+q] = v, -v
	}
	for i := range s.gain {
		s.gain[i] = float32(math.Exp2(float64(i+softest) / 4))
	}
	return s
}

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
