package flac

import (
	"bytes"

	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// State says what a stretch of the stream is.
type State uint8

// States.
const (
	Whole  State = iota // a packet whose checksums are right
	Broken              // a right header, and behind it bytes that are not the packet's
	Cut                 // the last packet, which breaks off
	Gap                 // bytes where a packet should stand and no header does
)

// Packet is one stretch of the stream; the stretches follow each other without
// a hole.
type Packet struct {
	State  State
	Off    int64 // bytes from the start of the file
	Len    int64 // bytes
	Header       // of no meaning in a Gap
}

// maxGuesses bounds how many places at once are taken for the start of the
// next packet while the current one does not end in a right checksum.
const maxGuesses = 8

// guess is a place where a packet may start, and the CRC-16 from there to
// where the walk stands.
type guess struct {
	off    int64
	header Header
	known  bool // there is a header
	crc    uint16
}

// Walker goes through the packets of a stream without decoding them.
//
// A packet ends where its CRC-16 comes out right and a right header, or the
// end, follows. The sync code alone proves nothing: it also occurs inside.
type Walker struct {
	r     *readat.Reader
	depth int   // bits a sample where packets do not say
	end   int64 // of the region

	guesses []guess // where packets may start, in order; the first is where the last stretch ended
	pos     int64   // up to where the guesses' CRC is reckoned
	queue   []Packet
	head    int // of queue
	done    bool
	err     error
	large   []byte // a packet that no Peek returns whole
}

// NewWalker returns a Walker through the bytes [start, end) of the file. depth
// is STREAMINFO's bits a sample.
func NewWalker(r *readat.Reader, start, end int64, depth int) *Walker {
	w := &Walker{r: r, depth: depth, end: max(start, end), pos: start}
	w.guesses = make([]guess, 1, maxGuesses+1)
	w.guesses[0], w.err = w.guessAt(start)
	return w
}

// Next returns the next stretch; false at the end of the stream, or when the
// file cannot be read.
func (w *Walker) Next() (Packet, bool) {
	for w.head == len(w.queue) && !w.done && w.err == nil {
		w.queue, w.head = w.queue[:0], 0
		w.advance()
	}
	if w.head == len(w.queue) || w.err != nil {
		return Packet{}, false
	}
	w.head++
	return w.queue[w.head-1], true
}

// Err returns the error that kept the file from being read.
func (w *Walker) Err() error { return w.err }

func (w *Walker) guessAt(off int64) (guess, error) {
	b, err := w.r.Peek(off, int(min(maxHeader, w.end-off)))
	if err != nil {
		return guess{}, err
	}
	h, ok := parseHeader(b)
	return guess{off: off, header: h, known: ok}, nil
}

// advance goes on to the next place that looks like a header, or to the end,
// and settles what the bytes before it were.
func (w *Walker) advance() {
	g, err := w.seek()
	if err != nil {
		w.err = err
		return
	}
	switch i := w.right(); {
	case i >= 0 && !g.known:
		// What ends the file is read to its end: the CRC-16 also comes out right
		// before a last byte of 0 that is missing, and behind zeros that follow.
		w.settle(i)
		w.settleOne(w.guesses[i], w.end, true)
		w.done = true
	case i >= 0:
		w.settle(i)
		w.emit(Whole, w.guesses[i], w.pos)
		w.restart(g)
	case g.known:
		w.add(g)
	default:
		w.settle(len(w.guesses))
		w.done = true
	}
}

// right returns the first guess from which the CRC-16 comes out right here.
func (w *Walker) right() int {
	for i, g := range w.guesses {
		if n := w.pos - g.off; g.known && g.crc == 0 && n >= minPacket && n <= MaxPacket {
			return i
		}
	}
	return -1
}

// minPacket is a header, the 8 bits of the smallest subframe that there is and
// the CRC-16.
const minPacket = minHeader + 1 + 2

// restart makes g the place where the next packet starts.
func (w *Walker) restart(g guess) {
	w.guesses = append(w.guesses[:0], g)
	w.done = g.off >= w.end
}

// add takes g as a further guess. When there is no more room, or a packet
// cannot be that long, the first one was none.
func (w *Walker) add(g guess) {
	for len(w.guesses) > 1 && (len(w.guesses) >= maxGuesses || g.off-w.guesses[0].off > MaxPacket) {
		w.settle(1)
		w.guesses = append(w.guesses[:0], w.guesses[1:]...)
	}
	w.guesses = append(w.guesses, g)
}

// seek carries the CRC of all guesses on to the next right header, which it
// returns, or to the end of the region.
func (w *Walker) seek() (guess, error) {
	from := 0
	if w.guesses[len(w.guesses)-1].off == w.pos {
		from = 1
	}
	for w.pos < w.end {
		win, err := w.window()
		if err != nil {
			return guess{}, err
		}
		g, i := w.scan(win, from)
		w.carry(win[:i])
		if g.known {
			g.off = w.pos
			return g, nil
		}
		from = 0
	}
	return guess{off: w.end}, nil
}

// maxKept is how much of a packet stays at hand for Bytes while the walk reads
// on: few packets are longer, and each read still brings as much again.
const maxKept = 128 << 10

// window returns the bytes from pos on that are at hand: all that are left, or
// enough to hold more than a header.
func (w *Walker) window() ([]byte, error) {
	from := w.pos
	if first := w.guesses[0].off; w.pos-first <= maxKept {
		from = first
	}
	win, err := w.r.Peek(from, int(w.pos-from)+4*maxHeader)
	if err == nil {
		win, err = w.r.Window(w.pos)
	}
	if left := w.end - w.pos; err == nil && left < int64(len(win)) {
		win = win[:left]
	}
	if err == nil && len(win) == 0 {
		err = readat.ErrChanged
	}
	return win, err
}

// scan looks for a right header in win[from:] and returns how many bytes stand
// before it; without one, how many need no second look.
func (w *Walker) scan(win []byte, from int) (guess, int) {
	stop := len(win)
	if w.pos+int64(len(win)) < w.end {
		stop -= maxHeader - 1
	}
	for i := from; i < stop; i++ {
		d := bytes.IndexByte(win[i:stop], 0xff)
		if d < 0 {
			break
		}
		i += d
		if !isSync(win[i:]) {
			continue
		}
		if h, ok := parseHeader(win[i:]); ok {
			return guess{header: h, known: true}, i
		}
	}
	return guess{}, stop
}

func (w *Walker) carry(p []byte) {
	for i := range w.guesses {
		g := &w.guesses[i]
		g.crc = crc16.MSB(g.crc, p)
	}
	w.pos += int64(len(p))
}

// settle says what the stretches of the first n guesses are, which did not end
// in a right CRC-16.
func (w *Walker) settle(n int) {
	limit := w.pos
	if n < len(w.guesses) {
		limit = w.guesses[n].off
	}
	for i := 0; i < n && w.err == nil; i++ {
		g, end := w.guesses[i], limit
		if i+1 < n {
			end = w.guesses[i+1].off
		}
		w.settleOne(g, end, i == n-1)
	}
}

// settleOne tells a broken packet from a whole one with something else behind
// it by reading where the packet ends.
func (w *Walker) settleOne(g guess, end int64, last bool) {
	if end == g.off {
		return
	}
	if !g.known {
		w.emit(Gap, g, end)
		return
	}
	n, how, sum, err := w.measure(g, end)
	switch {
	case err != nil:
		w.err = err
	case how == ends && sum == 0:
		w.emit(Whole, g, g.off+n)
		if g.off+n < end {
			w.emit(Gap, guess{off: g.off + n}, end)
		}
	case how == runs && last && end == w.end:
		w.emit(Cut, g, end)
	case last && end == w.pos && g.crc == 0:
		w.emit(Whole, g, end)
	default:
		w.emit(Broken, g, end)
	}
}

// measure returns how long the packet of g is, and its CRC-16.
func (w *Walker) measure(g guess, end int64) (n int64, how extent, sum uint16, err error) {
	depth := g.header.Bits
	if depth == 0 {
		depth = w.depth
	}
	n, how, err = measure(w.r, g.off, g.header, depth, end)
	if err == nil && how == ends {
		sum, err = sum16(w.r, g.off, n)
	}
	return n, how, sum, err
}

// emit queues the stretch from g to end. A stretch that belongs to the Gap
// before it lengthens that.
func (w *Walker) emit(s State, g guess, end int64) {
	if n := len(w.queue); s == Gap && n > w.head && w.queue[n-1].State == Gap {
		w.queue[n-1].Len = end - w.queue[n-1].Off
		return
	}
	w.queue = append(w.queue, Packet{State: s, Off: g.off, Len: end - g.off, Header: g.header})
}
