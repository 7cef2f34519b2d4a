package layer3

import (
	"encoding/binary"
	"fmt"
)

// spectrum are the frequency lines of one channel in a granule.
type spectrum struct {
	line [lines]float32
	n    int // all lines behind the first n are 0
}

// clear sets all lines to 0.
func (s *spectrum) clear() { *s = spectrum{} }

// regionEnds returns the lines where the three regions of big values end.
//
// Source: ISO/IEC 11172-3, 2.4.2.7 (region0_count).
func regionEnds(g *granule, l *layouts) [3]int {
	ends := [3]int{lines, lines, lines}
	switch {
	case !g.switched:
		long := l.long.ends
		ends[0] = long[g.regions[0]]
		ends[1] = long[min(g.regions[0]+1+g.regions[1], longBands-1)]
	case g.kind == short:
		const bands = 9
		ends[0] = l.short.ends[bands-1]
	default:
		const bands = 8
		ends[0] = l.long.ends[bands-1]
	}
	for i := range ends {
		ends[i] = min(ends[i], g.bigValues)
	}
	return ends
}

// part is the part of the main data that holds the Huffman codes of a granule.
type part struct {
	*bitReader
	end   int // the bit behind it
	bands []int
	gains *[maxBands]float32
}

// decode sets s to the values of the codes, multiplied by the gains of their bands.
//
// Source: ISO/IEC 11172-3, 2.4.1.7 (Huffmancodebits) and 2.4.3.4.6.
func (t *tables) decode(s *spectrum, p part, g *granule, l *layouts) error {
	n, band := 0, 0
	for i, stop := range regionEnds(g, l) {
		if n >= stop {
			continue
		}
		number, linbits := bookOf(g.tables[i])
		if number == 0 && g.tables[i] != 0 {
			return fmt.Errorf("table_select is %d, which is reserved", g.tables[i])
		}
		for n < stop {
			for n >= p.bands[band] {
				band++
			}
			to := min(stop, p.bands[band])
			if number == 0 {
				clear(s.line[n:to])
				n = to
				continue
			}
			n = t.pairs(s.line[:to], n, p, t.books[number], linbits, p.gains[band])
			if p.pos > p.end {
				return fmt.Errorf("the big values of lines %d and %d end %d bits behind the %d bits of part2_3_length", n-2, n-1, p.pos-p.end, g.length)
			}
		}
	}
	s.n = t.quads.read(s, n, p, g.count1B)
	clear(s.line[s.n:])
	return nil
}

// pairs fills dst from line n on with big values, and returns where they end: at
// the end of dst, or where the bits do.
func (t *tables) pairs(dst []float32, n int, p part, b book, linbits int, gain float32) int {
	first := (*[1 << firstBits]uint32)(b)
	pos := p.pos
	for ; n+1 < len(dst) && pos <= p.end; n += 2 {
		w := binary.BigEndian.Uint64(p.b[pos>>3:]) << (pos & 7)
		e := first[w>>(64-firstBits)]
		if e&link != 0 {
			e = b[e&linkMask+uint32(w<<firstBits>>(64-e>>linkShift&lengthMask))]
		}
		if e&escape != 0 {
			p.pos = pos
			dst[n], dst[n+1] = t.escaped(p.bitReader, e, linbits, gain)
			pos = p.pos
			continue
		}
		w <<= e >> codeShift & lengthMask
		dst[n] = t.signed[w>>63<<4|uint64(e>>4&0xf)] * gain
		w <<= e >> signedShift & 1
		dst[n+1] = t.signed[w>>63<<4|uint64(e&0xf)] * gain
		pos += int(e >> totalShift & lengthMask)
	}
	p.pos = pos
	return n
}

// escaped reads the pair whose entry is e and whose code r stands at. linbits
// follow each 15.
func (t *tables) escaped(r *bitReader, e uint32, linbits int, gain float32) (x, y float32) {
	r.pos += int(e >> codeShift & lengthMask)
	x = t.value(r, int(e>>4&0xf), linbits, gain)
	return x, t.value(r, int(e&0xf), linbits, gain)
}

func (t *tables) value(r *bitReader, q, linbits int, gain float32) float32 {
	if q == 15 {
		q += r.read(linbits)
	}
	if q > 0 && r.flag() {
		return -t.power[q] * gain
	}
	return t.power[q] * gain
}
