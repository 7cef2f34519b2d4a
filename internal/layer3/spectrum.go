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

// decode reads the Huffman codes of the granule g, whose part of the main data
// ends at bit end, into s, multiplied by the gains of their bands.
//
// Source: ISO/IEC 11172-3, 2.4.1.7 (Huffmancodebits) and 2.4.3.4.6.
func (t *tables) decode(s *spectrum, r *bitReader, end int, g *granule, l *layouts, gains *[maxBands]float32) error {
	ends := l.of(g).ends
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
			for n >= ends[band] {
				band++
			}
			to := min(stop, ends[band])
			if number == 0 {
				clear(s.line[n:to])
				n = to
				continue
			}
			n = t.pairs(s.line[:to], n, r, end, t.books[number], linbits, gains[band])
			if r.pos > end {
				return fmt.Errorf("the big values of lines %d and %d end %d bits behind the %d bits of part2_3_length", n-2, n-1, r.pos-end, g.length)
			}
		}
	}
	s.n = t.quads.read(s, n, r, end, g.count1B, ends, gains)
	clear(s.line[s.n:])
	return nil
}

// pairs fills dst from line n on and returns how far it came before the bits
// ended.
func (t *tables) pairs(dst []float32, n int, r *bitReader, end int, b book, linbits int, gain float32) int {
	first := (*[1 << firstBits]uint32)(b)
	pos := r.pos
	for ; n+1 < len(dst) && pos <= end; n += 2 {
		w := binary.BigEndian.Uint64(r.b[pos>>3:]) << (pos & 7)
		e := first[w>>(64-firstBits)]
		if e&link != 0 {
			e = b[e&linkMask+uint32(w<<firstBits>>(64-e>>linkShift&lengthMask))]
		}
		if e&escape != 0 {
			r.pos = pos
			dst[n], dst[n+1] = t.escaped(r, e, linbits, gain)
			pos = r.pos
			continue
		}
		w <<= e >> codeShift & lengthMask
		dst[n] = t.signed[w>>63<<4|uint64(e>>4&0xf)] * gain
		w <<= e >> signedShift & 1
		dst[n+1] = t.signed[w>>63<<4|uint64(e&0xf)] * gain
		pos += int(e >> totalShift & lengthMask)
	}
	r.pos = pos
	return n
}

// escaped returns the values of the code e at the front of r, linbits of which
// follow 15.
func (t *tables) escaped(r *bitReader, e uint32, linbits int, gain float32) (x, y float32) {
	r.pos += int(e >> codeShift & lengthMask)
	for i, v := range [2]int{int(e >> 4 & 0xf), int(e & 0xf)} {
		if v == 15 {
			v += r.read(linbits)
		}
		f := t.power[v] * gain
		if v > 0 && r.flag() {
			f = -f
		}
		if i == 0 {
			x = f
		} else {
			y = f
		}
	}
	return x, y
}
