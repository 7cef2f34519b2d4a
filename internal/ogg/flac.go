package ogg

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/flac"
)

// flacStream holds the packets of FLAC against their checksums and STREAMINFO.
type flacStream struct {
	assembler
	list    []packet
	packets int64 // of audio
	bytes   int64 // of those
	frames  int64 // in those whose header is right
}

// take takes a page that is not the stream's first.
//
// Source: RFC 9639, 10.1.
func (f *flacStream) take(p *page, info *flac.StreamInfo, log *damage.Log) {
	var broken bool
	f.list, broken = f.assembler.take(p, f.list[:0])
	if broken && !log.Lost() {
		log.Add(damage.BadStructure, p.off, "the page and the one before do not agree on whether a packet goes on")
	}
	for _, k := range f.list {
		if IsFLACAudio(k.data) {
			f.check(k, info, log)
		}
	}
}

// IsFLACAudio tells a packet of audio from those of metadata, whose first byte is
// a flag and a type that is not 127; RFC 9639, 10.1.
func IsFLACAudio(b []byte) bool { return len(b) > 0 && b[0] == 0xff }

func (f *flacStream) check(k packet, info *flac.StreamInfo, log *damage.Log) {
	index := f.packets
	f.packets++
	f.bytes += int64(len(k.data))
	if k.long {
		log.Add(damage.BadPacket, k.off, "packet %d has more than %d bytes", index, maxAssembled)
		return
	}
	f.frames += info.Inspect(flac.ParsePacket(k.data, k.off), index, log)
}
