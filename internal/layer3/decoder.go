// Package layer3 decodes MPEG audio layer III: MPEG-1, MPEG-2 and MPEG-2.5.
//
// The way of the data, for each channel of a granule: main data (bits.go) ->
// scalefactors (scalefac.go) and requantized lines (spectrum.go) -> left and right
// (stereo.go) -> frames of the subbands (hybrid.go, imdct.go) -> frames of sound
// (synth.go).
package layer3

import (
	"fmt"
	"sync"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// tables are what all decoders share.
type tables struct {
	*scales
	books    [bookA]book
	quads    quadBooks
	balances [3]balance
	alias    butterflies
	blocks   blockWindows
	window   synthesisWindow
}

var newTables = sync.OnceValue(func() *tables {
	return &tables{
		scales:   newScales(),
		books:    newBooks(),
		quads:    newQuadBooks(),
		balances: newBalances(),
		alias:    newButterflies(),
		blocks:   newBlockWindows(),
		window:   newSynthesisWindow(),
	}
})

const maxChannels = 2

// Decoder decodes the packets of one stream in order. It is not safe for
// concurrent use.
type Decoder struct {
	*tables
	rate     int // of layouts, in Hz
	layouts  *layouts
	main     reservoir
	side     sideInfo
	channels [maxChannels]channel
	samples  samples
	out      [maxGranules * maxChannels * lines]float32
}

// channel is what a Decoder holds of one channel.
type channel struct {
	factors  scalefactors
	gains    [maxBands]float32
	spectrum spectrum
	overlap  overlap
	bank     synthesis
}

// New returns a Decoder at the start of a stream.
func New() *Decoder { return &Decoder{tables: newTables()} }

// Decode returns the frames of the packet p, as many as its header says,
// interleaved, full scale ±1 but not held to it. They are valid until the next
// call. A packet that lacks its bits or holds a reserved field, as p.Whole says,
// gives what rings on of those before it.
//
// The error says what is wrong with the main data: Huffman codes or scalefactors
// that go beyond part2_3_length, or a reserved table_select. The frames are there
// all the same; the granules that are wrong have nothing in them but what rings on.
func (d *Decoder) Decode(p *mpa.Packet) ([]float32, error) {
	h := p.Header
	if d.rate != h.Rate() {
		d.rate, d.layouts = h.Rate(), newLayouts(h.Rate())
	}
	r, whole := d.load(p)
	var failed error
	for gr := range granules(h) {
		for ch := range h.Channels() {
			if !whole {
				d.channels[ch].spectrum.clear()
				continue
			}
			if err := d.read(&r, h, gr, ch); err != nil && failed == nil {
				failed = fmt.Errorf("granule %d, channel %d: %w", gr, ch, err)
			}
		}
		d.synthesize(h, gr)
	}
	return d.out[:h.Frames()*h.Channels()], failed
}

// load takes in the bytes of p and returns a reader at its main data; false where
// they are not there.
func (d *Decoder) load(p *mpa.Packet) (r bitReader, whole bool) {
	from, to := p.Header.SideInfo()
	if len(p.Data) < to {
		return r, false
	}
	own := d.main.add(p.Data[to:])
	if !p.Whole {
		return r, false
	}
	d.side.parse(p.Header, p.Data[from:to])
	r = bitReader{b: d.main.buf, pos: 8 * (own - d.side.begin)}
	return r, r.pos >= 0
}

// read fills the spectrum of channel ch from its part of the main data, which r
// stands at, and passes it.
func (d *Decoder) read(r *bitReader, h mpa.Header, gr, ch int) error {
	c, g := &d.channels[ch], &d.side.granules[gr][ch]
	end := min(r.pos+g.length, 8*d.main.n)
	l := d.layouts.of(g)
	if g.length == 0 {
		// Silence, as tools make it that leave the other fields as they were.
		g.compress, g.bigValues = 0, 0
	}
	switch {
	case h.Version() != mpa.MPEG1:
		c.factors.readMPEG2(r, g, h.Intensity() && ch == 1)
	case gr == 0:
		c.factors.readMPEG1(r, g, l, 0)
	default:
		c.factors.readMPEG1(r, g, l, d.side.scfsi[ch])
	}
	var err error
	if r.pos > end {
		err = fmt.Errorf("the scalefactors end %d bits behind the %d bits of part2_3_length", r.pos-end, g.length)
	} else {
		d.gains(&c.gains, g, l, &c.factors, h.MidSide())
		err = d.decode(&c.spectrum, part{r, end, l.ends, &c.gains}, g, d.layouts)
	}
	if err != nil {
		c.spectrum.clear()
	}
	r.pos = end
	return err
}

// synthesize turns the spectra into the frames of granule gr.
func (d *Decoder) synthesize(h mpa.Header, gr int) {
	n := h.Channels()
	g := &d.side.granules[gr]
	if n == 2 {
		d.undoJoint(h, g)
	}
	for ch := range n {
		c := &d.channels[ch]
		l := d.layouts.of(&g[ch])
		c.spectrum.reorder(l)
		c.spectrum.reduceAlias(&d.alias, l.aliased())
		d.blocks.transform(&d.samples, &c.overlap, &c.spectrum, &g[ch], l)
		c.bank.run(d.out[gr*lines*n+ch:], n, &d.samples, &d.window)
	}
}
