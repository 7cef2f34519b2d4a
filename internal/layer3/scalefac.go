package layer3

// scalefactors are those of one channel in the order of a layout's bands; what
// the stream does not give is 0.
type scalefactors struct {
	value [maxBands]uint8

	// noPosition is the value of each band that is no position of intensity
	// stereo; only MPEG-2 has it.
	noPosition [maxBands]uint8
}

// slen are the bits of a scalefactor in the lower and the upper bands, by
// scalefac_compress.
//
// Source: ISO/IEC 11172-3, 2.4.2.7.
var slen = [2][16]uint8{
	{0, 0, 0, 0, 3, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4},
	{0, 1, 2, 3, 0, 1, 2, 3, 1, 2, 3, 1, 2, 3, 2, 3},
}

// reuseGroups are where the four groups of bands of scfsi begin and end.
var reuseGroups = [...]int{0, 6, 11, 16, 21}

// readMPEG1 reads the scalefactors of a granule. A bit of scfsi, the first group
// highest, says that the group keeps those of the first granule.
//
// Source: ISO/IEC 11172-3, 2.4.1.7 and 2.4.2.7.
func (s *scalefactors) readMPEG1(r *bitReader, g *granule, l *layout, scfsi int) {
	lower, upper := int(slen[0][g.compress]), int(slen[1][g.compress])
	if g.kind == short {
		const upperFrom = 6 // band of short blocks
		n := l.long + windows*(upperFrom-l.from)
		end := len(l.ends) - windows
		s.fill(r, 0, n, lower)
		s.fill(r, n, end, upper)
		clear(s.value[end:])
		return
	}
	for i, from := range reuseGroups[:4] {
		bits := lower
		if i >= 2 {
			bits = upper
		}
		if scfsi&(8>>i) == 0 {
			s.fill(r, from, reuseGroups[i+1], bits)
		}
	}
	clear(s.value[longBands-1:])
}

func (s *scalefactors) fill(r *bitReader, from, to, bits int) {
	for i := from; i < to; i++ {
		s.value[i] = uint8(r.read(bits))
	}
}

// grouping says how scalefac_compress of MPEG-2 gives the bits of the scalefactors
// in four groups of bands: as the digits of a number.
type grouping struct {
	from  int    // the first scalefac_compress that it is for
	radix [4]int // of the digits, the lowest last
	long  [4]int // bands of each group with long blocks
	short [4]int // with short blocks
	mixed [4]int // and with both
}

// preflagFrom is the scalefac_compress from which on MPEG-2 has preflag.
const preflagFrom = 500

// Source: ISO/IEC 13818-3, 2.4.3.2. The second table is that of the right channel
// in intensity stereo, by half of scalefac_compress.
var (
	groupings = [...]grouping{
		{preflagFrom, [4]int{4, 3, 1, 1}, [4]int{11, 10}, [4]int{18, 18}, [4]int{15, 18}},
		{400, [4]int{5, 5, 4, 1}, [4]int{6, 5, 7, 3}, [4]int{9, 9, 12, 6}, [4]int{6, 9, 12, 6}},
		{0, [4]int{5, 5, 4, 4}, [4]int{6, 5, 5, 5}, [4]int{9, 9, 9, 9}, [4]int{6, 9, 9, 9}},
	}
	intensityGroupings = [...]grouping{
		{244, [4]int{4, 3, 1, 1}, [4]int{8, 8, 5}, [4]int{15, 12, 9}, [4]int{6, 18, 9}},
		{180, [4]int{4, 4, 4, 1}, [4]int{6, 6, 6, 3}, [4]int{12, 9, 9, 6}, [4]int{6, 12, 9, 6}},
		{0, [4]int{5, 6, 6, 1}, [4]int{7, 7, 7}, [4]int{12, 12, 12}, [4]int{6, 15, 12}},
	}
)

// readMPEG2 reads the scalefactors of a granule and sets its preflag. intensity
// says that they are the right channel's, which hold the positions of intensity
// stereo.
func (s *scalefactors) readMPEG2(r *bitReader, g *granule, intensity bool) {
	table, n := groupings[:], g.compress
	if intensity {
		table, n = intensityGroupings[:], g.compress>>1
	}
	for n < table[0].from {
		table = table[1:]
	}
	p := &table[0]
	g.preflag = p.from == preflagFrom
	n -= p.from
	var bits [4]int
	for i := len(bits) - 1; i >= 0; i-- {
		bits[i] = n % p.radix[i]
		n /= p.radix[i]
	}
	counts := &p.long
	if g.kind == short {
		counts = &p.short
		if g.mixed {
			counts = &p.mixed
		}
	}
	at := 0
	for i, count := range counts {
		s.fill(r, at, at+count, bits[i])
		no := uint8(1<<bits[i] - 1)
		if bits[i] == 0 {
			no = 0xff // nothing was sent
		}
		for range count {
			s.noPosition[at] = no
			at++
		}
	}
	clear(s.value[at:])
}
