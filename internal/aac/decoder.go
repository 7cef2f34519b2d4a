// Package aac decodes AAC-LC.
//
// A packet is a raw_data_block of 1024 frames. All tools of the object type are
// there: long and short windows of both shapes, pulses, mid and side, intensity,
// noise substitution and temporal noise shaping. Coupling channels and packets of
// 960 frames are not.
//
// Source: ISO/IEC 14496-3:2019, subpart 4.
package aac

import (
	"errors"
	"fmt"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

// ErrUnsupported is in the chain of errors about what is specified but not
// decoded here.
var ErrUnsupported = errors.New("not decoded here")

// Error is what is wrong with a packet.
type Error struct {
	Bit  int // from the start of the packet, where the value stands that is wrong
	Text string
	Kind error // ErrUnsupported, or nil for what is illegal
}

func (e *Error) Error() string { return fmt.Sprintf("bit %d: %s", e.Bit, e.Text) }

// Unwrap returns e.Kind.
func (e *Error) Unwrap() error { return e.Kind }

// Decoder decodes the packets of one stream in order.
type Decoder struct {
	tools
	places   []place
	channels int
	bits     bitReader
	elements []element
	seen     []seen
	sbr      bool // the last packet carried spectral band replication
	noise    noise
	z        scratch
	half     [frameLength]float32 // what a transform gives
	out      []float32
}

// tools is what reading a packet needs beside its bits.
type tools struct {
	bands     *bandTable
	huffmans  *huffmans
	quantiser *quantiser
}

// element is the state of a channel element.
type element struct {
	streams []stream
	filters []filter
	common  bool // both channels of a pair have the same windows
	pair    pair
}

// seen is an element that a packet has had.
type seen struct{ id, tag int }

// New returns a decoder for what c describes.
//
// It returns an error with ErrUnsupported for other object types, HE-AAC,
// packets of 960 frames, and layouts of channels that are not known here.
func New(c aacconfig.Config) (*Decoder, error) {
	switch {
	case c.ObjectType != aacconfig.AACLC || c.SBR:
		return nil, fmt.Errorf("%s is %w, only AAC-LC is", c.Profile(), ErrUnsupported)
	case c.CoreFrames != frameLength:
		return nil, fmt.Errorf("AAC-LC with packets of %d frames is %w", c.CoreFrames, ErrUnsupported)
	case c.Program.Coupling > 0:
		return nil, fmt.Errorf("AAC-LC with coupling channel elements is %w", ErrUnsupported)
	}
	places := layout(c)
	if len(places) == 0 {
		return nil, fmt.Errorf("AAC-LC with %d channels is %w", c.Channels, ErrUnsupported)
	}
	d := &Decoder{places: places, seen: make([]seen, len(places))}
	d.tools = tools{bands: bandsOf(c.CoreRate), huffmans: tables(), quantiser: quantisation()}
	for _, p := range places {
		n := p.channels()
		d.channels += n
		e := element{streams: make([]stream, n), filters: make([]filter, n)}
		for c := range e.streams {
			e.streams[c].right = c == 1
		}
		d.elements = append(d.elements, e)
	}
	d.out = make([]float32, frameLength*d.channels)
	return d, nil
}

// Channels returns how many channels are put out.
func (d *Decoder) Channels() int { return d.channels }

// SBR reports whether the last packet carried spectral band replication, which
// belongs to HE-AAC: its output is the core alone, of half the rate.
func (d *Decoder) SBR() bool { return d.sbr }

// Decode decodes one packet into 1024 frames, interleaved, of full scale ±1; they
// are not clipped, and valid until the next call.
//
// The error is an *Error. It leaves the decoder as it was before the packet.
func (d *Decoder) Decode(packet []byte) ([]float32, error) {
	d.bits.load(packet)
	if err := d.parse(); err != nil {
		return nil, err
	}
	before := d.noise
	for i := range d.elements {
		if err := d.elements[i].applyTools(&d.noise, d.bands); err != nil {
			d.noise = before
			return nil, err
		}
	}
	for i := range d.elements {
		e := &d.elements[i]
		for c := range e.streams {
			d.synthesise(&e.filters[c], &e.streams[c], d.out[d.places[i].output[c]:])
		}
	}
	return d.out, nil
}

// applyTools applies the tools that work on the spectrum, in the standard's order.
func (e *element) applyTools(n *noise, bands *bandTable) error {
	left := &e.streams[0]
	left.fillNoise(n, nil, nil)
	if len(e.streams) == 2 {
		right := &e.streams[1]
		if !e.common {
			e.pair = pair{}
		}
		right.fillNoise(n, left, &e.pair)
		e.pair.apply(left, right)
	}
	for i := range e.streams {
		if err := e.streams[i].applyTNS(bands); err != nil {
			return err
		}
	}
	return nil
}
