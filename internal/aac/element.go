package aac

import (
	"slices"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

const unended = "the list of elements: there is no end element"

// parse reads raw_data_block(): one of each element of the layout, and others
// that carry no sound; table 4.3.
func (d *Decoder) parse() error {
	r := &d.bits
	d.sbr = false
	for next := 0; ; {
		id := r.read(3)
		if err := r.within(unended); err != nil {
			return err
		}
		var err error
		switch id {
		case end:
			return d.finish(next)
		case singleChannel, channelPair, lfeChannel:
			err = d.channelElement(id, next)
			next++
		case couplingChannel:
			return r.unsupported(3, "a coupling channel element, which is not decoded here")
		default:
			err = d.otherElement(id)
		}
		if err != nil {
			return err
		}
	}
}

// finish checks what an end element leaves behind.
func (d *Decoder) finish(elements int) error {
	r := &d.bits
	if elements < len(d.places) {
		return r.illegal(3, "the packet ends after %d of %d channel elements", elements, len(d.places))
	}
	r.align()
	for at := r.pos; at < r.end; at += 8 {
		if r.b[at>>3] != 0 {
			return r.illegal(0, "%d bytes follow the end element", (r.end-r.pos)/8)
		}
	}
	return nil
}

// channelElement reads the element of kind id, which is number next of the
// packet; tables 4.4, 4.5 and 4.9.
func (d *Decoder) channelElement(id, next int) error {
	r := &d.bits
	tag := r.read(4)
	if err := r.within(unended); err != nil {
		return err
	}
	at, err := d.find(id, tag, next)
	if err != nil {
		return err
	}
	e := &d.elements[at]
	if id != channelPair {
		return e.streams[0].parse(r, &d.tools, false)
	}
	left, right := &e.streams[0], &e.streams[1]
	if e.common = r.flag(); e.common {
		if err := left.info.parse(r, d.bands); err != nil {
			return err
		}
		if err := e.pair.parse(r, &left.info); err != nil {
			return err
		}
		right.info = left.info
	}
	if err := left.parse(r, &d.tools, e.common); err != nil {
		return err
	}
	return right.parse(r, &d.tools, e.common)
}

// find returns which element of the layout a packet's element is. By a channel
// configuration they stand in its order, by a program config element they have
// its tags. Some encoders write the LFE channel of 5.1 as a single channel
// element, which has the same syntax.
func (d *Decoder) find(id, tag, next int) (int, error) {
	r := &d.bits
	if next >= len(d.places) {
		return 0, r.illegal(7, "%s behind the last of %d channel elements", elementNames[id], len(d.places))
	}
	if slices.Contains(d.seen[:next], seen{id, tag}) {
		return 0, r.illegal(7, "%s with tag %d, which the packet has had already", elementNames[id], tag)
	}
	d.seen[next] = seen{id, tag}
	if d.places[0].tag >= 0 {
		at := slices.IndexFunc(d.places, func(p place) bool { return p.kind == id && p.tag == tag })
		if at < 0 {
			return 0, r.illegal(7, "%s with tag %d, which the program config element does not list", elementNames[id], tag)
		}
		return at, nil
	}
	if want := d.places[next].kind; id != want && (id != singleChannel || want != lfeChannel) {
		return 0, r.illegal(7, "channel element %d is %s, want %s", next, elementNames[id], elementNames[want])
	}
	return next, nil
}

// extensionSBR is the extension_type of spectral band replication, and the one
// behind it that of the same with a checksum; table 4.57.
const extensionSBR = 13

// otherElement goes over an element without sound. What fill elements hold is
// not used.
func (d *Decoder) otherElement(id int) error {
	r := &d.bits
	switch id {
	case fill: // table 4.11
		count := r.read(4)
		if count == 15 {
			count += r.read(8) - 1
		}
		if kind := at(r.b, r.pos) >> 60; count > 0 && (kind == extensionSBR || kind == extensionSBR+1) {
			d.sbr = true
		}
		r.skip(8 * count)
	case dataStream: // table 4.10
		r.skip(4)
		aligned := r.flag()
		count := r.read(8)
		if count == 255 {
			count += r.read(8)
		}
		if aligned {
			r.align()
		}
		r.skip(8 * count)
	case programConfig: // table 4.2
		r.pos = aacconfig.ProgramEnd(r.b[:r.end/8], r.pos)
	}
	return r.within(elementNames[id])
}
