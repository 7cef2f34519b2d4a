package layer3

import (
	"math"
	"math/rand/v2"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// maker makes streams of packets that are right, and that no encoder at hand
// would make: every kind of block, table, scalefactor and stereo in turn.
type maker struct {
	*rand.Rand
	header  mpa.Header
	layouts *layouts
	packets int // so far
	turn    int // of the tables
}

// made are the streams of testdata/mpeg/made. The maker chooses what is joint in
// each packet of joint stereo.
var made = []struct {
	name    string
	header  mpa.Header
	packets int
}{
	{"made-44100", 0xfffbe040, 4},
	{"made-32000", 0xfffbe840, 3},
	{"made-48000-mono", 0xfffbe4c0, 4},
	{"made-24000", 0xfff3e440, 7},
	{"made-16000", 0xfff3e840, 6},
	{"made-22050-mono", 0xfff3e0c0, 5},
	{"made-8000", 0xffe3e840, 5},
	{"made-11025-mono", 0xffe3e0c0, 5},
}

func newMaker(h mpa.Header, seed uint64) *maker {
	r := rand.New(rand.NewPCG(seed, uint64(h)))
	return &maker{Rand: r, header: h, layouts: newLayouts(h.Rate()), turn: r.IntN(32)}
}

func (m *maker) stream(packets int) (b []byte) {
	for range packets {
		b = append(b, m.packet()...)
	}
	return b
}

// packet returns a packet that holds its own main data, filled up with zeros.
func (m *maker) packet() []byte {
	h := m.header
	if h.Channels() == 2 {
		h |= mpa.Header(m.packets%4) << 4 // mode_extension
	}
	m.packets++
	var side, main bitWriter
	scfsi := m.IntN(1 << (4 * h.Channels()))
	var all [2][2]granule
	for gr := range granules(h) {
		kind, mixed := m.kind(h)
		for ch := range h.Channels() {
			g := &all[gr][ch]
			g.kind, g.mixed, g.switched = kind, mixed, kind != long
			if kind == short || gr > 0 && all[0][ch].kind == short {
				scfsi &^= 15 << (4 * (h.Channels() - 1 - ch))
			}
		}
	}
	for gr := range granules(h) {
		for ch := range h.Channels() {
			reuse := 0
			if gr > 0 {
				reuse = scfsi >> (4 * (h.Channels() - 1 - ch)) & 15
			}
			m.granule(&main, h, &all[gr][ch], ch, reuse)
		}
	}
	writeSide(&side, h, 0, scfsi, &all)
	b := make([]byte, h.Length())
	head := bitWriter{}
	head.write(uint64(h), 32)
	n := copy(b, head.b)
	n += copy(b[n:], side.b)
	if n+len(main.b) > len(b) {
		panic("the packet is too small for its main data")
	}
	copy(b[n:], main.b)
	return b
}

func (m *maker) kind(h mpa.Header) (blockKind, bool) {
	kind := blockKind(m.IntN(4))
	// No two decoders read these mixed blocks alike, and no encoder makes them.
	disputed := h.Version() == mpa.MPEG25 || h.Version() == mpa.MPEG2 && h.Intensity()
	if kind == long || kind == short && disputed {
		return kind, false
	}
	return kind, m.IntN(2) == 0
}

// writeSide writes the side information of a packet; back is main_data_begin.
func writeSide(w *bitWriter, h mpa.Header, back, scfsi int, all *[2][2]granule) {
	low := h.Version() != mpa.MPEG1
	if low {
		w.write(uint64(back), 8)
		w.write(0, h.Channels()) // private_bits
	} else {
		w.write(uint64(back), 9)
		w.write(0, [...]int{1: 5, 2: 3}[h.Channels()]) // private_bits
		w.write(uint64(scfsi), 4*h.Channels())
	}
	for gr := range granules(h) {
		for ch := range h.Channels() {
			all[gr][ch].write(w, low)
		}
	}
}

func (g *granule) write(w *bitWriter, low bool) {
	w.write(uint64(g.length), 12)
	w.write(uint64(g.bigValues/2), 9)
	w.write(uint64(g.gain), 8)
	if low {
		w.write(uint64(g.compress), 9)
	} else {
		w.write(uint64(g.compress), 4)
	}
	w.flag(g.switched)
	if g.switched {
		w.write(uint64(g.kind), 2)
		w.flag(g.mixed)
		w.write(uint64(g.tables[0]), 5)
		w.write(uint64(g.tables[1]), 5)
		for _, v := range g.subblockGain {
			w.write(uint64(v), 3)
		}
	} else {
		for _, v := range g.tables {
			w.write(uint64(v), 5)
		}
		w.write(uint64(g.regions[0]), 4)
		w.write(uint64(g.regions[1]), 3)
	}
	if !low {
		w.flag(g.preflag)
	}
	w.flag(g.coarse)
	w.flag(g.count1B)
}

// granule chooses what g leaves open and writes its part of the main data.
func (m *maker) granule(w *bitWriter, h mpa.Header, g *granule, ch, reuse int) {
	from := w.n
	low := h.Version() != mpa.MPEG1
	g.coarse, g.count1B = m.IntN(2) == 0, m.IntN(2) == 0
	g.regions = [2]int{m.IntN(16), m.IntN(8)}
	for i := range g.subblockGain {
		g.subblockGain[i] = m.IntN(3)
	}
	position := h.Intensity() && ch == 1
	if low {
		g.compress = m.IntN(512)
	} else {
		g.compress = m.IntN(16)
		g.preflag = m.IntN(2) == 0
	}
	m.scalefactors(w, h, g, position, reuse)
	const room = 1500 // bits, of the Huffman codes
	g.bigValues = 2 * m.IntN(90)
	if position {
		g.bigValues = 2 * m.IntN(30)
	}
	largest := 1
	n := 0
	for i, stop := range regionEnds(g, m.layouts) {
		if n == stop || w.n-from > room {
			g.tables[i] = 1
		} else {
			g.tables[i] = m.table()
		}
		book, linbits := bookOf(g.tables[i])
		for ; n < stop; n += 2 {
			largest = max(largest, m.pair(w, book, linbits))
		}
	}
	if g.switched {
		g.tables[2] = 0
	}
	quads := m.IntN(40)
	if position {
		quads = 1 + m.IntN(4) // mpg123 leaves out intensity where no bits are
	}
	for range min(quads, (lines-n)/4) {
		m.quad(w, g.count1B)
	}
	g.gain = gainBias - 12 - int(16.0/3*math.Log2(float64(largest))) - m.IntN(8)
	g.length = w.n - from
}

// table returns the tables in turn, but for the reserved ones.
func (m *maker) table() int {
	for m.turn++; m.turn%32 == 4 || m.turn%32 == 14; m.turn++ {
	}
	return m.turn % 32
}

// pair writes two values and returns the larger.
func (m *maker) pair(w *bitWriter, book, linbits int) int {
	if book == 0 {
		return 0
	}
	codes := parseCodes(codeBooks[book])
	c := codes[m.IntN(len(codes))]
	w.write(uint64(c.word>>(32-c.length)), c.length)
	largest := 0
	for _, v := range [...]int{int(c.value >> 4), int(c.value & 15)} {
		if v == 15 && linbits > 0 {
			more := m.IntN(1 << m.IntN(linbits+1))
			w.write(uint64(more), linbits)
			v += more
		}
		if v > 0 {
			w.write(m.Uint64N(2), 1)
		}
		largest = max(largest, v)
	}
	return largest
}

func (m *maker) quad(w *bitWriter, b bool) {
	book := bookA
	if b {
		book = bookB
	}
	codes := parseCodes(codeBooks[book])
	c := codes[m.IntN(len(codes))]
	w.write(uint64(c.word>>(32-c.length)), c.length)
	for i := range 4 {
		if c.value>>i&1 != 0 {
			w.write(m.Uint64N(2), 1)
		}
	}
}

// scalefactors writes those of a granule. Positions of intensity stereo are such
// that all decoders read alike.
func (m *maker) scalefactors(w *bitWriter, h mpa.Header, g *granule, position bool, reuse int) {
	l := m.layouts.of(g)
	var s scalefactors
	// Reading ones gives the largest value of each band, and so how many bits it has.
	ones := bitReader{b: make([]byte, 64)}
	for i := range ones.b {
		ones.b[i] = 0xff
	}
	if h.Version() == mpa.MPEG1 {
		s.readMPEG1(&ones, g, l, reuse)
	} else {
		s.readMPEG2(&ones, g, position)
	}
	for _, most := range s.value {
		bits := 0
		for ; most > 0; most >>= 1 {
			bits++
		}
		v := m.IntN(1 << bits)
		if position && h.Version() == mpa.MPEG1 {
			v = min(v, positions)
		}
		if position && h.Version() != mpa.MPEG1 && (v == 1<<bits-1 || v == positions) {
			v = 0
		}
		w.write(uint64(v), bits)
	}
}

// bitWriter writes bits, the highest of each byte first.
type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) write(v uint64, bits int) {
	for i := bits - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

func (w *bitWriter) flag(v bool) {
	bit := uint64(0)
	if v {
		bit = 1
	}
	w.write(bit, 1)
}
