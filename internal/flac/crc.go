package flac

import "sync"

// Polynomials; RFC 9639, 9.1.8 and 9.3. Both start from 0, most significant
// bit first.
const (
	poly8  = 0x07
	poly16 = 0x8005
)

// slices is how many bytes one step of the CRC-16 takes in.
const slices = 16

// tables hold at [k][b] the CRC of byte b with k zero bytes behind it.
type tables struct {
	crc8  [256]uint8
	crc16 [slices][256]uint16
}

var crcTables = sync.OnceValue(makeTables)

func makeTables() *tables {
	t := new(tables)
	for b := range 256 {
		c8, c16 := uint8(b), uint16(b)<<8
		for range 8 {
			c8 = c8<<1 ^ poly8*(c8>>7)
			c16 = c16<<1 ^ poly16*(c16>>15)
		}
		t.crc8[b], t.crc16[0][b] = c8, c16
	}
	for k := 1; k < slices; k++ {
		for b := range 256 {
			c := t.crc16[k-1][b]
			t.crc16[k][b] = c<<8 ^ t.crc16[0][c>>8]
		}
	}
	return t
}

func (t *tables) sum8(p []byte) uint8 {
	var c uint8
	for _, b := range p {
		c = t.crc8[c^b]
	}
	return c
}

// update16 returns the CRC-16 c, carried on over p.
func (t *tables) update16(c uint16, p []byte) uint16 {
	s := &t.crc16
	for len(p) >= slices {
		q := (*[slices]byte)(p)
		c = s[15][q[0]^byte(c>>8)] ^ s[14][q[1]^byte(c)] ^ s[13][q[2]] ^ s[12][q[3]] ^
			s[11][q[4]] ^ s[10][q[5]] ^ s[9][q[6]] ^ s[8][q[7]] ^
			s[7][q[8]] ^ s[6][q[9]] ^ s[5][q[10]] ^ s[4][q[11]] ^
			s[3][q[12]] ^ s[2][q[13]] ^ s[1][q[14]] ^ s[0][q[15]]
		p = p[slices:]
	}
	for _, b := range p {
		c = c<<8 ^ s[0][byte(c>>8)^b]
	}
	return c
}
