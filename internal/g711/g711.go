// Package g711 expands companded samples to linear ones.
//
// Source: ITU-T G.711, tables 1a to 2b.
package g711

// Table gives the linear sample of each code, full scale ±2^15.
type Table [256]int32

// MuLaw returns the table of mu-law. Its 14 bits are shifted up to 16.
func MuLaw() *Table {
	const bias = 33 // added before the segment is found, in units of 14 bits
	t := new(Table)
	for code := range t {
		u := ^code & 0xff
		segment, step := u>>4&7, u&15
		v := int32((2*step+bias)<<segment-bias) << 2
		if u&0x80 != 0 {
			v = -v
		}
		t[code] = v
	}
	return t
}

// ALaw returns the table of A-law. Its 13 bits are shifted up to 16.
func ALaw() *Table {
	t := new(Table)
	for code := range t {
		a := code ^ 0x55 // even bits are inverted on the line
		segment, step := a>>4&7, a&15
		v := int32(2*step + 1)
		if segment > 0 {
			v = int32(2*step+33) << (segment - 1)
		}
		v <<= 3
		if a&0x80 == 0 {
			v = -v
		}
		t[code] = v
	}
	return t
}
