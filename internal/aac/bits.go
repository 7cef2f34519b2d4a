package aac

import (
	"encoding/binary"
	"fmt"
)

// padding follows the packet in a bitReader's bytes, so that 64 bits can be
// loaded at each of its bits.
const padding = 8

// bitReader gives the bits of a packet, most significant first. Behind its end
// it gives zeros; over tells that it has.
type bitReader struct {
	b   []byte // the packet and its padding
	pos int    // in bits
	end int    // of the packet, in bits
}

// load makes r read a copy of packet.
func (r *bitReader) load(packet []byte) {
	r.b = append(r.b[:0], packet...)
	r.b = append(r.b, make([]byte, padding)...)
	r.pos, r.end = 0, 8*len(packet)
}

// at returns the bits from pos on in b at the top of a word, at least 57 of
// them.
func at(b []byte, pos int) uint64 {
	i := uint(pos) >> 3
	if i+padding > uint(len(b)) {
		return 0
	}
	return binary.BigEndian.Uint64(b[i:]) << (pos & 7)
}

// read returns the next n bits, n <= 32.
func (r *bitReader) read(n int) int {
	v := at(r.b, r.pos) >> (64 - uint(n))
	r.pos += n
	return int(v)
}

// flag reads one bit.
func (r *bitReader) flag() bool { return r.read(1) == 1 }

// skip goes over n bits.
func (r *bitReader) skip(n int) { r.pos += n }

// align goes to the next byte of the packet.
func (r *bitReader) align() { r.pos = (r.pos + 7) &^ 7 }

// over reports whether more bits were read than the packet has.
func (r *bitReader) over() bool { return r.pos > r.end }

// within returns an error if the packet has ended, which happened in what.
func (r *bitReader) within(what string) error {
	if r.over() {
		return &Error{Bit: r.end, Text: fmt.Sprintf("the packet ends within %s", what)}
	}
	return nil
}

// illegal returns an error at the bit before the last n that were read.
func (r *bitReader) illegal(n int, format string, args ...any) error {
	return &Error{Bit: r.pos - n, Text: fmt.Sprintf(format, args...)}
}

// unsupported is like illegal, for what is specified and not decoded here.
func (r *bitReader) unsupported(n int, text string) error {
	return &Error{Bit: r.pos - n, Text: text, Kind: ErrUnsupported}
}
