package aacconfig

// bitReader gives the bits of b, most significant first. Behind the end it
// gives zeros and sets over.
type bitReader struct {
	b    []byte
	pos  int // in bits
	over bool
}

func (r *bitReader) left() int { return len(r.b)*8 - r.pos }

// read returns n bits, n <= 32. The top bit of 32 is dropped where int is no
// wider.
func (r *bitReader) read(n int) int {
	v := 0
	for range n {
		v <<= 1
		if r.pos >= len(r.b)*8 {
			r.over = true
			continue
		}
		v |= int(r.b[r.pos>>3] >> (7 - r.pos&7) & 1)
		r.pos++
	}
	return v & 0x7fffffff
}

func (r *bitReader) align() { r.pos = (r.pos + 7) &^ 7 }
