package aac

import "math"

// noise is a source of random numbers: a linear congruence modulo 2^32 whose
// upper bits are used. It begins with the same number for each decoder, so that
// a file always gives the same samples.
type noise uint32

func (n *noise) next() float32 {
	*n = *n*1664525 + 1013904223
	return float32(int32(*n))
}

// fill puts noise of the energy 2^(energy/2) into lines; 4.6.13.3.
func (n *noise) fill(lines []float32, energy int16) {
	sum := 0.0
	for i := range lines {
		v := n.next()
		lines[i] = v
		sum += float64(v) * float64(v)
	}
	scale := float32(math.Exp2(float64(energy)/4) / math.Sqrt(sum))
	for i := range lines {
		lines[i] *= scale
	}
}

// fillNoise fills the bands of s that are coded as noise. Where both channels of
// a pair are and their band is marked, they get the same noise: left is the other
// stream then, and p what joins them.
func (s *stream) fillNoise(n *noise, p *pair, left *stream) {
	window := 0
	for g := range s.groups {
		for sfb := range s.maxSFB {
			b := s.band(g, sfb)
			if s.books[b] != noiseBook {
				continue
			}
			from, to := int(s.offsets[sfb]), int(s.offsets[sfb+1])
			for w := range s.groupLength[g] {
				base := (window + w) * shortLength
				lines := s.spectrum[base+from : base+to]
				if left != nil && p.used[b] && left.books[b] == noiseBook {
					copy(lines, left.spectrum[base+from:base+to])
					gain := float32(math.Exp2(float64(s.factors[b]-left.factors[b]) / 4))
					for i := range lines {
						lines[i] *= gain
					}
					continue
				}
				n.fill(lines, s.factors[b])
			}
		}
		window += s.groupLength[g]
	}
}
