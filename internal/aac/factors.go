package aac

const (
	factorOffset   = 100 // SF_OFFSET; 4.6.2.3.3
	noiseOffset    = 90  // NOISE_OFFSET; 4.6.13.3
	noisePCMBits   = 9
	noisePCMOffset = 256
	differenceBase = 60 // index of the difference 0 in the codebook of scale factors

	// The standard bounds neither positions nor energies. A position of -155
	// makes the right channel 2^39 times the left one, an energy of 155 is 2^39
	// in lines that reach 2^25: nothing but damage asks for more.
	minPosition = -155
	maxEnergy   = 155
)

// scaleFactorData reads scale_factor_data(), differences from band to band of
// three kinds of values; table 4.53, 4.6.2.3.2.
func (s *stream) scaleFactorData(r *bitReader, h *huffman, gain int) error {
	factor, position, energy := gain, 0, gain-noiseOffset
	firstNoise := true
	for b := range s.groups * s.maxSFB {
		switch s.books[b] {
		case zeroBook:
			s.factors[b] = 0
		case intensityBook, intensityBook2:
			if position += r.difference(h); position < minPosition {
				return r.factorError("an intensity position of %d, want %d at least", position, minPosition)
			}
			s.factors[b] = int16(position)
		case noiseBook:
			if firstNoise {
				energy += r.read(noisePCMBits) - noisePCMOffset
				firstNoise = false
			} else {
				energy += r.difference(h)
			}
			if energy > maxEnergy {
				return r.factorError("a noise energy of %d, want %d at most", energy, maxEnergy)
			}
			s.factors[b] = int16(energy)
		default:
			factor += r.difference(h)
			if factor < 0 || factor > 255 {
				return r.factorError("a scale factor of %d, want 0 to 255", factor)
			}
			s.factors[b] = int16(factor)
		}
	}
	return r.within("the scale factors")
}

func (r *bitReader) factorError(format string, args ...any) error {
	if err := r.within("the scale factors"); err != nil {
		return err
	}
	return r.illegal(0, format, args...)
}

// difference reads one code of the codebook of scale factors.
func (r *bitReader) difference(h *huffman) int {
	e := h.find(at(r.b, r.pos))
	r.pos += int(e & lengthMask)
	return int(e>>valueShift) - differenceBase
}
