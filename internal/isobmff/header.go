package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
)

const (
	maxEdits = 1 << 10 // an edit list that a player follows has a handful
	silence  = -1      // the media time of an empty edit
)

// fullBox is the payload of a box that begins with a version and flags.
//
// Source: ISO/IEC 14496-12:2022, 4.2.2.
type fullBox struct {
	version byte
	body    []byte // behind version and flags
}

// full reads at most limit bytes of the payload of b, and reports a box that
// is shorter than its head.
func (p *movieParser) full(b box, limit int) (fullBox, error) {
	h, err := payload(p.r, b, limit)
	if err != nil || len(h) < 4 {
		return fullBox{}, err
	}
	return fullBox{version: h[0], body: h[4:]}, nil
}

// times reads a creation and a modification time, a timescale and a duration,
// which mvhd and mdhd have in common: 4 bytes each in version 0; 8, 8, 4 and 8
// in version 1.
//
// Source: ISO/IEC 14496-12:2022, 8.2.2 and 8.4.2.
func (p *movieParser) times(b box) (timescale, duration int64, err error) {
	h, err := p.full(b, 36)
	switch {
	case err != nil:
		return 0, 0, err
	case h.version == 0 && len(h.body) >= 16:
		return int64(binary.BigEndian.Uint32(h.body[8:])), known32(h.body[12:]), nil
	case h.version == 1 && len(h.body) >= 28:
		return int64(binary.BigEndian.Uint32(h.body[16:])), known64(h.body[20:]), nil
	}
	p.log.Add(damage.BadStructure, b.start, "box %s of %d bytes and version %d cannot be read", b.kind, b.end-b.start, h.version)
	return 0, 0, nil
}

func (p *movieParser) mvhd(b box) (err error) {
	p.m.mvhd = b.start
	p.m.Timescale, p.m.Duration, err = p.times(b)
	return err
}

func (p *movieParser) mdhd(b box) (err error) {
	t := p.track
	t.mdhd = b.start
	t.Timescale, t.Duration, err = p.times(b)
	if err == nil && t.Timescale == 0 {
		p.log.Add(damage.BadStructure, b.start, "the media header has a timescale of 0 units a second")
	}
	return err
}

// known32 and known64 return a duration, 0 for the all-ones value that stands
// for unknown and for one that no file can have.
func known32(v []byte) int64 {
	if d := binary.BigEndian.Uint32(v); d != 1<<32-1 {
		return int64(d)
	}
	return 0
}

func known64(v []byte) int64 {
	if d := binary.BigEndian.Uint64(v); d < 1<<62 {
		return int64(d)
	}
	return 0
}

func (p *movieParser) tkhd(b box) error {
	h, err := payload(p.r, b, 24)
	switch {
	case len(h) >= 24 && h[0] == 1:
		p.track.ID = binary.BigEndian.Uint32(h[20:])
	case len(h) >= 16 && h[0] == 0:
		p.track.ID = binary.BigEndian.Uint32(h[12:])
	}
	return err
}

// elst reads the edit list; ISO/IEC 14496-12:2022, 8.6.6.
func (p *movieParser) elst(b box) error {
	h, err := p.full(b, 8)
	if err != nil || len(h.body) < 4 {
		return err
	}
	width := 12
	if h.version == 1 {
		width = 20
	}
	p.track.elst = b.start
	n := int64(binary.BigEndian.Uint32(h.body))
	switch room := (b.end - b.data - 8) / int64(width); {
	case n > room:
		p.log.Add(damage.BadStructure, b.start, "the edit list declares %d edits, its box has room for %d", n, room)
		return nil
	case n > maxEdits:
		p.log.Add(damage.BadStructure, b.start, "the edit list has %d edits, at most %d are read", n, maxEdits)
		return nil
	}
	list, err := p.r.Peek(b.data+8, int(n)*width)
	if err != nil {
		return err
	}
	for ; len(list) >= width; list = list[width:] {
		e := readEdit(list, h.version)
		if e.MediaTime < silence {
			p.log.Add(damage.BadStructure, b.start, "an edit begins at %d of the media, want 0 or later, or %d for silence", e.MediaTime, silence)
		}
		p.track.Edits = append(p.track.Edits, e)
	}
	return nil
}

func readEdit(v []byte, version byte) Edit {
	if version == 1 {
		return Edit{Duration: known64(v), MediaTime: int64(binary.BigEndian.Uint64(v[8:]))}
	}
	return Edit{Duration: int64(binary.BigEndian.Uint32(v)), MediaTime: int64(int32(binary.BigEndian.Uint32(v[4:])))}
}

// inExtends reads the defaults of fragments; ISO/IEC 14496-12:2022, 8.8.2 and
// 8.8.3.
func (p *movieParser) inExtends(b box) error {
	kind := string(b.kind[:])
	if kind != "mehd" && kind != "trex" {
		return nil
	}
	h, err := p.full(b, 24)
	switch {
	case err != nil:
		return err
	case kind == "mehd" && h.version == 0 && len(h.body) >= 4:
		p.m.FragmentDuration = known32(h.body)
	case kind == "mehd" && h.version == 1 && len(h.body) >= 8:
		p.m.FragmentDuration = known64(h.body)
	case kind == "trex" && len(h.body) >= 16:
		p.extend(h.body)
	}
	return nil
}

// defaults are what a fragment's packets are unless it says otherwise.
type defaults struct {
	entry    uint32 // 1-based
	duration uint32
	size     uint32
}

func (p *movieParser) extend(v []byte) {
	if p.m.defaults == nil {
		p.m.defaults = make(map[uint32]defaults)
	}
	be := binary.BigEndian
	p.m.defaults[be.Uint32(v)] = defaults{entry: be.Uint32(v[4:]), duration: be.Uint32(v[8:]), size: be.Uint32(v[12:])}
}
