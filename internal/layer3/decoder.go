// Package layer3 decodes MPEG audio layer III: MPEG-1, MPEG-2 and MPEG-2.5.
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

// Decoder decodes the packets of one stream in order.
type Decoder struct {
	*tables
	rate    int
	layouts *layouts
	main    reservoir
	side    sideInfo
	channel [2]channel
	samples samples
	out     [2 * 2 * lines]float32
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

// Decode returns the frames of the packet p, interleaved, full scale ±1 but not
// held to it. They are valid until the next call. A packet that lacks its bits,
// or whose fields are reserved, as p.Whole says, gives what rings on of those
// before it.
//
// The error says what is wrong with the main data; the frames are there all the
// same, with nothing new in the granules that are wrong.
func (d *Decoder) Decode(p *mpa.Packet) ([]float32, error) {
	h := p.Header
	channels := h.Channels()
	if d.rate != h.Rate() {
		d.rate, d.layouts = h.Rate(), newLayouts(h.Rate())
	}
	from, to := h.SideInfo()
	whole := p.Whole && len(p.Data) >= to
	r := bitReader{}
	if whole {
		d.side.parse(h, p.Data[from:to])
		at := d.main.add(p.Data[to:])
		r = bitReader{b: d.main.buf, pos: 8 * (at - d.side.begin)}
		whole = r.pos >= 0
	} else {
		d.main.add(p.Data[min(to, len(p.Data)):])
	}
	var failed error
	for gr := range granules(h) {
		for ch := range channels {
			err := d.spectrum(&r, h, gr, ch, whole)
			if err != nil && failed == nil {
				failed = fmt.Errorf("granule %d, channel %d: %w", gr, ch, err)
			}
		}
		d.hybrid(h, gr, whole)
	}
	return d.out[:h.Frames()*channels], failed
}

func (d *Decoder) spectrum(r *bitReader, h mpa.Header, gr, ch int, whole bool) error {
	c, g := &d.channel[ch], &d.side.granule[gr][ch]
	if !whole {
		c.silence()
		*g = granule{}
		return nil
	}
	end := r.pos + g.length
	if end > 8*d.main.n {
		c.silence()
		return fmt.Errorf("main data end %d bits behind the packet", end-8*d.main.n)
	}
	l := d.layouts.of(g)
	if h.Version() == mpa.MPEG1 {
		scfsi := 0
		if gr > 0 {
			scfsi = d.side.reuse[ch]
		}
		c.factors.readMPEG1(r, g, l, scfsi)
	} else {
		c.factors.readMPEG2(r, g, h.Intensity() && ch == 1)
	}
	var err error
	if r.pos > end {
		err = fmt.Errorf("scalefactors end %d bits behind the granule's %d bits", r.pos-end, g.length)
	} else {
		d.scales.gains(&c.gains, g, l, &c.factors, h.MidSide())
		err = d.tables.decode(&c.spectrum, r, end, g, d.layouts, &c.gains)
	}
	if err != nil {
		c.silence()
	}
	r.pos = end
	return err
}

func (c *channel) silence() {
	c.spectrum = spectrum{}
}

func (d *Decoder) hybrid(h mpa.Header, gr int, whole bool) {
	channels := h.Channels()
	side := &d.side.granule[gr]
	if channels == 2 && whole {
		d.stereo(h, side)
	}
	for ch := range channels {
		c, g := &d.channel[ch], &side[ch]
		l := d.layouts.of(g)
		c.spectrum.reorder(l)
		c.spectrum.reduceAlias(&d.alias, l.aliased())
		d.blocks.transform(&d.samples, &c.overlap, &c.spectrum, g, l)
		c.bank.run(d.out[gr*lines*channels+ch:], channels, &d.samples, &d.window)
	}
}

func (d *Decoder) stereo(h mpa.Header, g *[2]granule) {
	a, b := &d.channel[0], &d.channel[1]
	n := max(a.spectrum.n, b.spectrum.n)
	switch {
	case h.Intensity():
		i := 0
		if h.Version() != mpa.MPEG1 {
			i = 1 + g[1].compress&1
		}
		d.balances[i].joint(&a.spectrum, &b.spectrum, d.layouts.of(&g[1]), &b.factors, h.MidSide(), h.Version() == mpa.MPEG1)
	case h.MidSide():
		midSide(a.spectrum.line[:n], b.spectrum.line[:n])
	default:
		return
	}
	a.spectrum.n, b.spectrum.n = n, n
}

// aliased returns how many borders of subbands have lines of long blocks on both
// sides.
func (l *layout) aliased() int { return max(0, l.lines/slots-1) }
