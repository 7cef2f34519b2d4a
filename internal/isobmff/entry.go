package isobmff

import (
	"encoding/binary"
	"math"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/flac"
)

// Entry is one sample description: how the packets of a track are coded.
type Entry struct {
	Format    string // the four characters of the entry: "mp4a", "enca", ...
	Codec     string // as package probe names it, that of the clear text for an encrypted entry; the format itself where there is no name
	Profile   string // of the codec; may be empty
	Encrypted bool

	Rate     int // Hz, as a correct player puts it out; 0 when not known
	Channels int // 0 when not known
	Bits     int // valid bits a sample of lossless audio; 0 for lossy codecs
	BitRate  int64

	// Config is the codec's own header: AudioSpecificConfig, ALAC magic cookie
	// (24 bytes and more), FLAC STREAMINFO, Opus dOps, AC-3 dac3 or dec3.
	Config []byte

	// PacketFrames is how many frames of Rate each packet holds; 0 when only
	// the timing table or the packet tells. MaxFrames bounds those of a packet
	// whose last one may be shorter.
	PacketFrames int64
	MaxFrames    int64

	// Of codecs without packets of their own, PCM and ADPCM of QuickTime:
	// UnitBytes hold UnitFrames frames, and a packet is a whole number of units.
	UnitBytes, UnitFrames int64
}

const (
	maxEntries     = 64
	maxConfigBytes = 1 << 10
)

// stsd reads the sample descriptions of a track.
//
// Source: ISO/IEC 14496-12:2022, 8.5.2.
func (p *movieParser) stsd(b box) error {
	h, err := payload(p.r, b, 8)
	if err != nil || len(h) < 8 {
		return err
	}
	version := h[0]
	n := binary.BigEndian.Uint32(h[4:])
	if !p.track.Audio() {
		return p.children(b.data+8, b.end, 6, func(e box) error { return p.otherEntry(e) })
	}
	err = p.children(b.data+8, b.end, 6, func(e box) error { return p.soundEntry(e, version) })
	if got := len(p.track.Entries); err == nil && int64(n) != int64(got) && got < maxEntries {
		p.log.Add(damage.BadStructure, b.start, "box stsd declares %d sample descriptions and holds %d", n, got)
	}
	return err
}

func (p *movieParser) otherEntry(b box) error {
	if len(p.track.Entries) < maxEntries {
		format := string(b.kind[:])
		p.track.Entries = append(p.track.Entries, Entry{Format: format, Codec: format, Encrypted: format == "encv"})
	}
	return nil
}

// soundEntry reads an audio sample entry, or one of QuickTime's three versions
// of it.
//
// Sources: ISO/IEC 14496-12:2022, 12.2.3; QuickTime File Format Specification,
// sound sample descriptions.
func (p *movieParser) soundEntry(b box, tableVersion byte) error {
	if len(p.track.Entries) >= maxEntries {
		return nil
	}
	h, err := payload(p.r, b, 64)
	if err != nil {
		return err
	}
	if len(h) < 28 {
		p.log.Add(damage.BadStructure, b.start, "sample description %s is %d bytes, a sound description needs 36", b.kind, b.end-b.start)
		return nil
	}
	s := soundHeader{kind: string(b.kind[:]), bits: int(binary.BigEndian.Uint16(h[18:]))}
	s.entry = Entry{
		Format: s.kind, Channels: int(binary.BigEndian.Uint16(h[16:])), Rate: int(binary.BigEndian.Uint16(h[24:])),
	}
	body := int64(28)
	if tableVersion == 0 {
		body = s.quickTime(h)
	}
	if body < 0 {
		p.log.Add(damage.BadStructure, b.start, "sample description %s is too short for its QuickTime version", b.kind)
		return nil
	}
	err = p.children(b.data+body, b.end, 7, func(c box) error { return p.inEntry(c, &s, 8) })
	s.finish()
	if s.wrong != "" {
		p.log.Add(damage.BadStructure, b.start, "%s", s.wrong)
	}
	p.track.Entries = append(p.track.Entries, s.entry)
	return err
}

// soundHeader gathers what an entry and the boxes inside it say.
type soundHeader struct {
	kind  string // whose table row applies: that of the clear text when encrypted
	entry Entry
	bits  int // as the entry has it, which for compressed audio means nothing

	version         uint16 // of QuickTime's sound description
	framesPerPacket int64  // version 1
	bytesPerFrame   int64  // version 1: of all channels
	flags           uint32 // version 2: of lpcm
	little          bool   // enda, pcmC
	object          byte   // objectTypeIndication of esds
	hasESDS         bool
	wrong           string // what the codec's own header cannot mean; empty where it is sound
}

// quickTime reads what versions 1 and 2 add, and returns where the boxes inside
// the entry begin; -1 where the entry is too short for its version.
func (s *soundHeader) quickTime(h []byte) int64 {
	s.version = binary.BigEndian.Uint16(h[8:])
	switch {
	case s.version == 1 && len(h) >= 44:
		s.framesPerPacket = int64(binary.BigEndian.Uint32(h[28:]))
		s.bytesPerFrame = int64(binary.BigEndian.Uint32(h[36:]))
		return 44
	case s.version == 2 && len(h) >= 64:
		rate := math.Float64frombits(binary.BigEndian.Uint64(h[32:]))
		if rate >= 1 && rate < 1<<31 {
			s.entry.Rate = int(rate)
		}
		s.entry.Channels = int(min(binary.BigEndian.Uint32(h[40:]), 1<<16))
		s.bits = int(min(binary.BigEndian.Uint32(h[48:]), 1<<8))
		s.flags = binary.BigEndian.Uint32(h[52:])
		return 64
	case s.version == 1 || s.version == 2:
		return -1
	}
	return 28
}

// inEntry reads the boxes inside a sound description; QuickTime wraps them in
// wave.
func (p *movieParser) inEntry(b box, s *soundHeader, depth int) error {
	switch string(b.kind[:]) {
	case "wave", "sinf":
		return p.children(b.data, b.end, depth, func(c box) error { return p.inEntry(c, s, depth+1) })
	}
	v, err := payload(p.r, b, maxConfigBytes)
	if err != nil {
		return err
	}
	switch string(b.kind[:]) {
	case "frma":
		if len(v) >= 4 && (s.kind == "enca" || s.kind == "drms") {
			s.kind = string(v[:4])
		}
	case "enda":
		s.little = len(v) >= 2 && v[1] == 1
	case "pcmC":
		if len(v) >= 6 {
			s.little, s.bits = v[4]&1 == 1, int(v[5])
		}
	case "esds":
		s.esds(skip(v, 4))
	case "alac":
		s.config(skip(v, 4))
	case "dfLa":
		s.config(flac.FirstBlock(skip(v, 4)))
	case "dOps", "dac3", "dec3":
		s.config(v)
	}
	return nil
}

func (s *soundHeader) config(v []byte) {
	if len(v) > 0 && s.entry.Config == nil {
		s.entry.Config = append([]byte(nil), v...)
	}
}

func skip(v []byte, n int) []byte { return v[min(n, len(v)):] }
