package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// trun is a track fragment run on its way.
type trun struct {
	entries *stream
	left    int64
	flags   uint32
	offset  int64
}

// Flags of trun; ISO/IEC 14496-12:2022, 8.8.8.
const (
	trunDataOffset = 0x1
	trunFirstFlags = 0x4
	trunDuration   = 0x100
	trunSize       = 0x200
	trunFlags      = 0x400
	trunComposed   = 0x800
)

// startRun reads the head of trun; ISO/IEC 14496-12:2022, 8.8.8.
func (f *fragmentWalk) startRun(b box, log *damage.Log) error {
	v, err := payload(f.r, b, 16)
	if err != nil {
		return err
	}
	if len(v) < 8 {
		log.Add(damage.BadStructure, b.start, "box trun is %d bytes, its head needs 16", b.end-b.start)
		return nil
	}
	flags := binary.BigEndian.Uint32(v) & 0xffffff
	at := b.data + 8
	offset := f.run.offset
	if flags&trunDataOffset != 0 && len(v) >= 12 {
		offset = f.base + int64(int32(binary.BigEndian.Uint32(v[8:])))
		at += 4
	}
	if flags&trunFirstFlags != 0 {
		at += 4
	}
	width := 0
	for _, flag := range []uint32{trunDuration, trunSize, trunFlags, trunComposed} {
		if flags&flag != 0 {
			width += 4
		}
	}
	count := int64(binary.BigEndian.Uint32(v[4:]))
	f.run = trun{left: count, flags: flags, offset: offset}
	if width == 0 {
		f.plainRun(b, log)
		return nil
	}
	table := tableBox{first: at, count: count, width: width}
	table.fit(b, 8*width, log)
	f.run.left = table.count
	f.entries.restart(table)
	f.run.entries = &f.entries
	return nil
}

// plainRun is a run whose packets are all as the defaults say. Without a size
// it would be as long as its count claims.
func (f *fragmentWalk) plainRun(b box, log *damage.Log) {
	if f.def.size == 0 && f.run.left > 0 {
		log.Add(damage.BadPacket, b.start, "a run of %d packets of 0 bytes", f.run.left)
		f.run.left = 0
	}
}

// passRun goes over the run to the end of its data.
func (f *fragmentWalk) passRun() error {
	if f.run.flags&trunSize == 0 {
		size := int64(f.def.size)
		most := f.r.Size()/max(size, 1) + 1 // no matter how far behind the file
		f.run.offset += min(f.run.left, most) * size
		f.run.left = 0
	}
	for ; f.run.left > 0; f.run.left-- {
		e, err := f.run.entries.next()
		if err != nil || e == nil {
			f.run.left = 0
			return err
		}
		if f.run.flags&trunDuration != 0 {
			e = e[4:]
		}
		f.run.offset += int64(binary.BigEndian.Uint32(e))
	}
	f.dataEnd = f.run.offset
	return nil
}

// packet gives the next one of the run.
func (f *fragmentWalk) packet() (Packet, bool, error) {
	size, duration := f.def.size, f.def.duration
	if f.run.entries != nil {
		e, err := f.run.entries.next()
		if err != nil || e == nil {
			f.run.left = 0
			return Packet{}, false, err
		}
		if f.run.flags&trunDuration != 0 {
			duration = binary.BigEndian.Uint32(e)
			e = e[4:]
		}
		if f.run.flags&trunSize != 0 {
			size = binary.BigEndian.Uint32(e)
		}
	}
	k := Packet{Offset: f.run.offset, Size: int64(size), Duration: int64(duration), Units: 1}
	if n := int(min(f.def.entry, maxEntries)); n >= 1 && n <= len(f.t.Entries) {
		k.Entry = n - 1
	}
	f.run.offset += int64(size)
	f.run.left--
	f.dataEnd = f.run.offset
	f.time = min(f.time+int64(duration), maxTime)
	f.longest, f.seen = max(f.longest, int64(duration)), true
	return k, true, nil
}
