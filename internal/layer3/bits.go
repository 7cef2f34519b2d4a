package layer3

import "encoding/binary"

// slack is how many bytes of zeros stand behind the data of a bitReader: more than
// the scalefactors of a granule, and a window.
const slack = 32

// bitReader reads bits, the highest of each byte first.
type bitReader struct {
	b   []byte // the data and slack
	pos int    // bits that were read
}

// window returns the next 57 bits or more, at the high end.
func (r *bitReader) window() uint64 {
	return binary.BigEndian.Uint64(r.b[r.pos>>3:]) << (r.pos & 7)
}

// read returns the next n bits, 32 at most.
func (r *bitReader) read(n int) int {
	v := int(r.window() >> 32 >> (32 - n))
	r.pos += n
	return v
}

func (r *bitReader) flag() bool { return r.read(1) != 0 }

// reach is how many bytes back main_data_begin can point.
const reach = 1<<9 - 1

// reservoir holds the main data of the present packet and those in front of it
// that it may refer to.
type reservoir struct {
	buf []byte
	n   int // bytes of main data in buf; slack follows
}

// add appends the main data own of a packet and forgets what is out of reach. It
// returns where in buf they begin.
func (r *reservoir) add(own []byte) int {
	keep := min(r.n, reach)
	r.buf = append(r.buf[:0], r.buf[r.n-keep:r.n]...)
	r.buf = append(r.buf, own...)
	r.n = len(r.buf)
	r.buf = append(r.buf, make([]byte, slack)...)
	return keep
}
