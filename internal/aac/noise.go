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

// fillNoise fills the bands of s that are coded as noise. s is the right channel
// of a pair where left is not nil: bands that p marks and that are noise in both
// channels get the same noise.
func (s *stream) fillNoise(n *noise, left *stream, p *pair) {
	window := 0
	for g := range s.groups {
		for sfb := range s.maxSFB {
			b := s.band(g, sfb)
			if s.books[b] != noiseBook {
				continue
			}
			same := left != nil && p.used[b] && left.books[b] == noiseBook
			for w := range s.groupLength[g] {
				if same {
					copyNoise(s.lines(window+w, sfb), left.lines(window+w, sfb), s.factors[b]-left.factors[b])
				} else {
					n.fill(s.lines(window+w, sfb), s.factors[b])
				}
			}
		}
		window += s.groupLength[g]
	}
}

// copyNoise copies noise of another energy.
func copyNoise(dst, src []float32, difference int16) {
	scale := float32(math.Exp2(float64(difference) / 4))
	for i, v := range src {
		dst[i] = v * scale
	}
}
