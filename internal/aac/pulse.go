package aac

import "math"

// pulse is pulse_data(): up to four lines whose quantised value is raised;
// 4.6.3.3.
type pulse struct {
	count int // of pulses; 0 where there is no pulse data
	lines [4]int
	amps  [4]int
}

// parse reads pulse_data_present and pulse_data(); table 4.7.
func (p *pulse) parse(r *bitReader, i *info) error {
	p.count = 0
	if !r.flag() {
		return nil
	}
	if i.sequence == eightShort {
		return r.illegal(1, "pulse data with eight short windows, which have none")
	}
	count := r.read(2) + 1
	start := r.read(6)
	if most := len(i.offsets) - 1; start >= most {
		return r.illegal(6, "pulse_start_sfb is %d, there are %d scale factor bands", start, most)
	}
	line := int(i.offsets[start])
	for n := range count {
		line += r.read(5)
		if line >= frameLength {
			return r.illegal(5, "pulse %d is at line %d of %d", n, line, frameLength)
		}
		p.lines[n], p.amps[n] = line, r.read(4)
	}
	p.count = count
	return r.within("the pulse data")
}

// applyPulse raises the values of the lines. Their quantised values are found
// from the spectrum again, which is exact: neighbours among 8191 are farther
// apart than float32 rounds.
func (s *stream) applyPulse() {
	for n := range s.pulse.count {
		line := s.pulse.lines[n]
		b := 0
		for b+1 < s.maxSFB && int(s.offsets[b+1]) <= line {
			b++
		}
		if line >= int(s.offsets[s.maxSFB]) || s.books[b] == zeroBook || s.books[b] > lastBook {
			continue // there is no scale factor for it
		}
		scale := math.Exp2(float64(s.factors[b]-factorOffset) / 4)
		v := float64(s.spectrum[line])
		quantised := math.Round(math.Pow(math.Abs(v)/scale, 3./4))
		raised := quantised + float64(s.pulse.amps[n])
		if v <= 0 {
			raised = -raised
		}
		s.spectrum[line] = float32(raised * math.Cbrt(math.Abs(raised)) * scale)
	}
}
