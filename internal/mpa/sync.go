// Package mpa reads MPEG audio elementary streams: layers I, II and III of
// MPEG-1, MPEG-2 and MPEG-2.5.
package mpa

import (
	"bytes"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// A sync word alone is weak evidence: random bytes hold a valid header every
// 5,000 bytes. Each header that stands where the one before it says is worth
// 17 bits.
const (
	chainHere = 3 // headers in a row that show a stream where one is expected
	chainAway = 4 // and behind junk
	chainEnd  = 2 // behind junk when the last packet ends the file
)

const (
	firstLook  = 4 << 10  // three packets of most streams
	blockSize  = 64 << 10 // searched at a time
	lookAhead  = 32 << 10 // room for a chain behind the block
	maxFree    = 6 << 10  // bytes in a free-format packet: 640 kbit/s at 8 kHz
	minPacket  = 24       // bytes: layer III, 8 kbit/s at 24 kHz
	freeTrials = 64       // free-format headers tried in one search
)

// Sync looks for an MPEG audio stream in the bytes [off, off+limit) of the
// file and returns where its first packet begins.
//
// A stream is a chain of packets of one version, layer, rate and number of
// channels, each of which begins where the one before it ends. A few packets
// are enough where they fill the file to its end or to the tags there, and one
// is where it carries a Xing, Info or VBRI tag.
func Sync(r *readat.Reader, off, limit int64) (start int64, found bool, err error) {
	b, err := r.Peek(off, firstLook)
	if err != nil {
		return 0, false, err
	}
	here, ok := Parse(b)
	if ok && (carriesTag(b, here) || chain{b: b}.from(0, here, 0).n >= chainHere) {
		return off, true, nil
	}
	end, _, err := End(r, off, nil)
	if err != nil {
		return 0, false, err
	}
	f := finder{clean: true, trials: freeTrials}
	for at := off; at < min(off+limit, end); at += blockSize {
		b, err := r.Peek(at, int(min(blockSize+lookAhead, end-at)))
		if err != nil {
			return 0, false, err
		}
		n := int(min(blockSize, off+limit-at, int64(len(b))))
		if i := f.find(chain{b: b, whole: at+int64(len(b)) >= end}, n); i >= 0 {
			if h, _ := Parse(b[i:]); ok && h.sameStream(here) {
				return off, true, nil // and something is wrong behind its first packets
			}
			return at + int64(i), true, nil
		}
	}
	return 0, false, nil
}

// finder looks for the first packet of any stream.
type finder struct {
	clean  bool // nothing but zero bytes was passed
	trials int  // free-format headers left to try
}

// find returns the index of the first packet in the first n bytes of c, -1
// where there is none.
func (f *finder) find(c chain, n int) int {
	for i := 0; i < n; {
		j := bytes.IndexByte(c.b[i:n], 0xff)
		if j < 0 {
			j = n - i
		}
		if f.clean && len(bytes.Trim(c.b[i:i+j], "\x00")) > 0 {
			f.clean = false
		}
		if i += j; i == n {
			return -1
		}
		if h, ok := Parse(c.b[i:]); ok && f.accept(c, i, h) {
			return i
		}
		f.clean = false
		i++
	}
	return -1
}

func (f *finder) accept(c chain, i int, h Header) bool {
	if carriesTag(c.b[i:], h) {
		return true
	}
	free := 0
	if h.FreeFormat() {
		if f.trials == 0 {
			return false
		}
		f.trials--
		if free = c.freeLength(i, h); free == 0 {
			return false
		}
	}
	l := c.from(i, h, free)
	switch {
	case f.clean && (l.n >= chainHere || l.ends || l.n > 1 && l.cut):
		return true
	case l.n >= chainAway || l.ends && l.n >= chainEnd:
		return true
	}
	return false
}

// chain follows packets through a stretch of the file.
type chain struct {
	b     []byte
	whole bool // the audio ends where b does
}

// links is how far a chain went.
type links struct {
	n    int  // headers that stand where they should; at most chainAway
	ends bool // the last packet ends with the audio
	cut  bool // the audio ends inside the last packet
}

// from follows the stream whose first header h stands at b[i]. free is the
// length of its packets without padding where the format is free.
func (c chain) from(i int, h Header, free int) links {
	l := links{n: 1}
	for l.n < chainAway {
		i += h.size(free)
		if i >= len(c.b) {
			l.ends, l.cut = c.whole && i == len(c.b), c.whole && i > len(c.b)
			return l
		}
		next, ok := Parse(c.b[i:])
		if !ok || !next.sameStream(h) {
			return l
		}
		h = next
		l.n++
	}
	return l
}

// freeLength returns the length without padding of the packets of the free
// format stream whose first header h stands at b[i], 0 when there is no such
// stream: no length leads from header to header.
func (c chain) freeLength(i int, h Header) int {
	stop := min(len(c.b)-HeaderSize, i+maxFree)
	for j := i + minPacket; j <= stop; j++ {
		if c.b[j] != 0xff {
			continue
		}
		next, ok := Parse(c.b[j:])
		if !ok || !next.sameStream(h) {
			continue
		}
		free := j - i - h.padding()
		if l := c.from(i, h, free); l.n >= chainHere || l.ends || l.cut {
			return free
		}
	}
	return 0
}

// size returns the length of the packet in bytes, where free is the length
// without padding of those whose format is free; at least the header's.
func (h Header) size(free int) int {
	if h.FreeFormat() {
		return max(free+h.padding(), HeaderSize)
	}
	return h.Length()
}
