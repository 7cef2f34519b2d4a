package isobmff

import (
	"bytes"
	"encoding/binary"

	"github.com/abema/go-mp4"
	"github.com/audiocheck/audiocheck/internal/damage"
)

const (
	maxHeaderBox = 4 << 10
	maxEdits     = 1 << 10 // an edit list that a player follows has a handful
)

// unmarshal lets go-mp4 read the box b, of which at most limit bytes count.
func (p *movieParser) unmarshal(b box, limit int, into mp4.IBox) (ok bool, err error) {
	h, err := payload(p.r, b, limit)
	if err != nil {
		return false, err
	}
	if _, e := mp4.Unmarshal(bytes.NewReader(h), uint64(len(h)), into, mp4.Context{}); e != nil {
		p.log.Add(damage.BadStructure, b.start, "box %s of %d bytes cannot be read: %v", b.kind, b.end-b.start, e)
		return false, nil
	}
	return true, nil
}

func (p *movieParser) mvhd(b box) error {
	var h mp4.Mvhd
	ok, err := p.unmarshal(b, maxHeaderBox, &h)
	if ok {
		p.m.Timescale, p.m.mvhd = int64(h.Timescale), b.start
		p.m.Duration = known(h.GetVersion(), uint64(h.DurationV0), h.DurationV1)
	}
	return err
}

func (p *movieParser) mdhd(b box) error {
	var h mp4.Mdhd
	ok, err := p.unmarshal(b, maxHeaderBox, &h)
	if !ok {
		return err
	}
	p.track.Timescale, p.track.mdhd = int64(h.Timescale), b.start
	p.track.Duration = known(h.GetVersion(), uint64(h.DurationV0), h.DurationV1)
	if h.Timescale == 0 {
		p.log.Add(damage.BadStructure, b.start, "the media header has a timescale of 0 units a second")
	}
	return nil
}

// known returns a duration, 0 for the all-ones value that stands for unknown
// and for one that no file can have.
func known(version uint8, v0, v1 uint64) int64 {
	d := v0
	if version == 0 && v0 == 1<<32-1 {
		d = 0
	}
	if version == 1 {
		d = v1
	}
	if d > 1<<62 {
		return 0
	}
	return int64(d)
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
	h, err := payload(p.r, b, 8)
	if err != nil || len(h) < 8 {
		return err
	}
	width := int64(12)
	if h[0] == 1 {
		width = 20
	}
	n := int64(binary.BigEndian.Uint32(h[4:]))
	if n > maxEdits || n*width > b.end-b.data-8 {
		p.log.Add(damage.BadStructure, b.start, "the edit list declares %d edits, its box has room for %d", n, (b.end-b.data-8)/width)
		return nil
	}
	p.track.elst = b.start
	var list mp4.Elst
	ok, err := p.unmarshal(b, int(8+n*width), &list)
	if !ok {
		return err
	}
	for _, e := range list.Entries {
		edit := Edit{Duration: int64(e.SegmentDurationV0), MediaTime: int64(e.MediaTimeV0)}
		if list.GetVersion() == 1 {
			edit = Edit{Duration: known(1, 0, e.SegmentDurationV1), MediaTime: e.MediaTimeV1}
		}
		p.track.Edits = append(p.track.Edits, edit)
	}
	return nil
}

// inExtends reads the defaults of fragments; ISO/IEC 14496-12:2022, 8.8.
func (p *movieParser) inExtends(b box) error {
	switch string(b.kind[:]) {
	case "mehd":
		var h mp4.Mehd
		ok, err := p.unmarshal(b, maxHeaderBox, &h)
		if ok {
			p.m.FragmentDuration = known(h.GetVersion(), uint64(h.FragmentDurationV0), h.FragmentDurationV1)
		}
		return err
	case "trex":
		var h mp4.Trex
		ok, err := p.unmarshal(b, maxHeaderBox, &h)
		if ok {
			p.extend(h)
		}
		return err
	}
	return nil
}

// defaults are what a fragment's packets are unless it says otherwise.
type defaults struct {
	entry    uint32 // 1-based
	duration uint32
	size     uint32
}

func (p *movieParser) extend(h mp4.Trex) {
	if p.m.defaults == nil {
		p.m.defaults = make(map[uint32]defaults)
	}
	p.m.defaults[h.TrackID] = defaults{
		entry: h.DefaultSampleDescriptionIndex, duration: h.DefaultSampleDuration, size: h.DefaultSampleSize,
	}
}
