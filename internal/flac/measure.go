package flac

import (
	"math/bits"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// Types of subframes; RFC 9639, 9.2.1. Those between are reserved.
const (
	ConstantType = 0b000000
	VerbatimType = 0b000001
	FixedType    = 0b001000 // of order 0; the orders up to MaxFixed follow
	LinearType   = 0b100000 // of order 1; the orders follow
)

// MaxFixed is the largest order of a fixed predictor; RFC 9639, 9.2.5.
const MaxFixed = 4

// bitReader reads bits of [next, end) of a file.
type bitReader struct {
	r    *readat.Reader
	win  []byte // bytes behind those in acc
	next int64  // where win begins
	end  int64
	acc  uint64 // n bits at the top, zeros below
	n    int
	over bool  // the bits ran out
	err  error // of the file
}

func (b *bitReader) fill() {
	for b.n <= 56 {
		if len(b.win) == 0 && !b.load() {
			return
		}
		b.acc |= uint64(b.win[0]) << (56 - b.n)
		b.n += 8
		b.win = b.win[1:]
		b.next++
	}
}

func (b *bitReader) load() bool {
	if b.next >= b.end || b.err != nil {
		return false
	}
	b.win, b.err = b.r.Window(b.next)
	b.win = b.win[:min(int64(len(b.win)), b.end-b.next)]
	return len(b.win) > 0
}

// take returns the next n bits, at most 32.
func (b *bitReader) take(n int) uint32 {
	if b.n < n {
		b.fill()
	}
	if b.n < n {
		b.over = true
		return 0
	}
	v := uint32(b.acc >> (64 - n))
	b.acc <<= n
	b.n -= n
	return v
}

func (b *bitReader) skip(n int64) {
	for ; n > 32 && !b.over; n -= 32 {
		b.take(32)
	}
	b.take(int(n))
}

// unary counts the zeros in front of the next one.
func (b *bitReader) unary() (zeros int64) {
	for !b.over {
		if b.n == 0 {
			b.fill()
		}
		if b.n == 0 {
			b.over = true
			break
		}
		z := bits.LeadingZeros64(b.acc)
		if z < b.n {
			b.acc <<= z + 1
			b.n -= z + 1
			return zeros + int64(z)
		}
		zeros += int64(b.n)
		b.acc, b.n = 0, 0
	}
	return zeros
}

// extent says what reading a packet's subframes told of its length.
type extent int

const (
	ends    extent = iota // the packet ends where it says
	runs                  // it goes on behind the bytes that there are
	illegal               // it holds what no packet may hold
)

// measure reads the subframes of the packet with header h at off, whose
// samples have depth bits, to find where it ends at the latest at end. It
// serves where the next packet's header is missing.
//
// Source: RFC 9639, 9.2.
func measure(r *readat.Reader, off int64, h Header, depth int, end int64) (int64, extent, error) {
	b := &bitReader{r: r, next: off + int64(h.Len), end: end}
	for ch := range h.Channels {
		bps := depth
		if h.Stereo.Side(ch) {
			bps++
		}
		if ok := b.subframe(h.Block, bps); !ok && !b.over {
			return 0, illegal, b.err
		}
		if b.over {
			return 0, runs, b.err
		}
	}
	length := b.next - int64(b.n/8) - off + 2
	if off+length > end {
		return 0, runs, b.err
	}
	return length, ends, b.err
}

// subframe skips one subframe of bps bits a sample; false when it is illegal.
func (b *bitReader) subframe(block, bps int) bool {
	if b.take(1) != 0 {
		return false
	}
	kind := int(b.take(6))
	if b.take(1) == 1 {
		wasted := b.unary() + 1
		if wasted >= int64(bps) {
			return false
		}
		bps -= int(wasted)
	}
	switch fixed, linear := kind-FixedType, kind-LinearType+1; {
	case kind == ConstantType:
		b.skip(int64(bps))
		return true
	case kind == VerbatimType:
		b.skip(int64(bps) * int64(block))
		return true
	case fixed >= 0 && fixed <= MaxFixed:
		b.skip(int64(bps) * int64(fixed))
		return b.residual(block, fixed)
	case linear >= 1:
		b.skip(int64(bps) * int64(linear))
		precision := int64(b.take(4)) + 1
		b.take(5)
		b.skip(precision * int64(linear))
		return precision < 16 && b.residual(block, linear)
	}
	return false
}

// residual skips a coded residual.
//
// Source: RFC 9639, 9.2.7.
func (b *bitReader) residual(block, order int) bool {
	method := b.take(2)
	parts := b.take(4)
	if method > 1 || block&(1<<parts-1) != 0 || block>>parts < order {
		return false
	}
	width := 4 + int(method)
	for i := range 1 << parts {
		n := block >> parts
		if i == 0 {
			n -= order
		}
		b.partition(width, n)
		if b.over {
			return false
		}
	}
	return true
}

func (b *bitReader) partition(width, n int) {
	k := int(b.take(width))
	if k == 1<<width-1 {
		b.skip(int64(b.take(5)) * int64(n))
		return
	}
	for range n {
		b.unary()
		b.take(k)
		if b.over {
			return
		}
	}
}
