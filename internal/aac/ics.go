package aac

// Lengths of spectra; 4.5.2.3.
const (
	frameLength = 1024 // of a long window, and of a packet
	shortLength = 128  // of each of its eight short ones
	maxBands    = 8 * 15
)

// Window sequences; 4.6.11.
const (
	onlyLong = iota
	longStart
	eightShort
	longStop
)

// Codebooks of a section; 4.6.3.3, 4.6.8.2.3 and 4.6.13.3.
const (
	zeroBook       = 0
	lastBook       = 11
	escapeBook     = 11
	reservedBook   = 12
	noiseBook      = 13
	intensityBook2 = 14 // out of phase
	intensityBook  = 15
)

// info is ics_info(): how a channel is cut into windows and bands.
type info struct {
	sequence    int
	shape       int // 0 is sine, 1 is Kaiser-Bessel derived
	maxSFB      int
	groups      int
	groupLength [8]int
	offsets     []uint16 // of the bands in a window; 1 more than there are
}

// band returns the index of a band of a group.
func (i *info) band(group, sfb int) int { return group*i.maxSFB + sfb }

func (i *info) windows() int {
	if i.sequence == eightShort {
		return 8
	}
	return 1
}

// stream is an individual_channel_stream(): what a packet says of one channel.
type stream struct {
	right bool // it is the second one of a pair
	info
	books    [maxBands]uint8 // codebooks of the bands
	factors  [maxBands]int16 // scale factors, intensity positions or noise energies
	pulse    pulse
	tns      tns
	spectrum [frameLength]float32 // eight short ones follow each other
}

// lines returns the lines of a band in one window.
func (s *stream) lines(window, sfb int) []float32 {
	base := window * shortLength
	return s.spectrum[base+int(s.offsets[sfb]) : base+int(s.offsets[sfb+1])]
}

// parse reads ics_info(); table 4.6.
func (i *info) parse(r *bitReader, bands *bandTable) error {
	if r.flag() {
		return r.illegal(1, "ics_reserved_bit is 1, want 0")
	}
	i.sequence = r.read(2)
	i.shape = r.read(1)
	i.groups, i.groupLength = 1, [8]int{1}
	if i.sequence == eightShort {
		i.maxSFB = r.read(4)
		i.offsets = bands.short
		i.group(r.read(7))
	} else {
		i.maxSFB = r.read(6)
		i.offsets = bands.long
		if r.flag() {
			return r.illegal(1, "predictor_data_present is 1, which AAC-LC does not have")
		}
	}
	if most := len(i.offsets) - 1; i.maxSFB > most {
		return r.illegal(0, "max_sfb is %d, there are %d scale factor bands", i.maxSFB, most)
	}
	return r.within("ics_info")
}

// group reads scale_factor_grouping: each bit that is set joins a window to the
// one before; 4.5.2.3.4.
func (i *info) group(grouping int) {
	for bit := 6; bit >= 0; bit-- {
		if grouping>>bit&1 == 0 {
			i.groups++
		}
		i.groupLength[i.groups-1]++
	}
}

// parse reads individual_channel_stream(); table 4.50. A stream whose info came
// with the pair has none of its own.
func (s *stream) parse(r *bitReader, t *tools, common bool) error {
	gain := r.read(8)
	if !common {
		if err := s.info.parse(r, t.bands); err != nil {
			return err
		}
	}
	if err := s.sectionData(r); err != nil {
		return err
	}
	if err := s.scaleFactorData(r, t.huffmans.scaleFactor, gain); err != nil {
		return err
	}
	if err := s.pulse.parse(r, &s.info); err != nil {
		return err
	}
	if err := s.tns.parse(r, &s.info); err != nil {
		return err
	}
	if r.flag() {
		return r.illegal(1, "gain_control_data_present is 1, which AAC-LC does not have")
	}
	if err := s.spectralData(r, t.huffmans, t.quantiser); err != nil {
		return err
	}
	s.applyPulse()
	return nil
}

// sectionData reads section_data(): runs of bands with one codebook; table 4.52.
func (s *stream) sectionData(r *bitReader) error {
	width := 5
	if s.sequence == eightShort {
		width = 3
	}
	for g := range s.groups {
		for sfb := 0; sfb < s.maxSFB; {
			book := r.read(4)
			switch {
			case book == reservedBook:
				return r.illegal(4, "a section of codebook 12, which is reserved")
			case book >= intensityBook2 && !s.right:
				return r.illegal(4, "a section of codebook %d, which only the right channel of a pair has", book)
			}
			length := 0
			for more := true; more; {
				step := r.read(width)
				length += step
				more = step == 1<<width-1 && sfb+length <= s.maxSFB
			}
			if err := r.within("the section data"); err != nil {
				return err
			}
			if sfb+length > s.maxSFB {
				return r.illegal(0, "a section of codebook %d reaches band %d, max_sfb is %d", book, sfb+length, s.maxSFB)
			}
			for range length {
				s.books[s.band(g, sfb)] = uint8(book)
				sfb++
			}
		}
	}
	return nil
}
