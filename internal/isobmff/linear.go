package isobmff

import "fmt"

// Flags of lpcm; QuickTime File Format Specification, sound description V2.
const (
	lpcmFloat     = 1
	lpcmBigEndian = 2
	lpcmSigned    = 4
)

// pcm completes the entry of linear PCM.
func (s *soundHeader) pcm() {
	kind, bits, big := s.linear()
	if bits%8 != 0 || bits < 8 || bits > 64 {
		return
	}
	e := &s.entry
	e.Bits = bits
	e.Codec = fmt.Sprintf("pcm_%s%d", kind, bits)
	if bits > 8 {
		e.Codec += map[bool]string{true: "be", false: "le"}[big]
	}
	e.UnitFrames, e.UnitBytes = 1, int64(e.Channels)*int64(bits/8)
}

// linear returns u, s or f, the bits of a sample and whether the high byte
// comes first.
func (s *soundHeader) linear() (kind string, bits int, big bool) {
	bits = s.bits
	if s.version == 1 && s.bytesPerFrame > 0 && s.entry.Channels > 0 && s.bytesPerFrame < 1<<10 {
		// Version 1 keeps 16 in the entry, whatever the samples are.
		bits = max(bits, int(s.bytesPerFrame)/s.entry.Channels*8)
	}
	switch s.kind {
	case "raw ", "NONE":
		if bits <= 8 {
			return "u", 8, true
		}
		return "s", bits, true
	case "twos", "ipcm":
		return "s", bits, !s.little
	case "sowt":
		return "s", bits, false
	case "in24":
		return "s", 24, !s.little
	case "in32":
		return "s", 32, !s.little
	case "fl32":
		return "f", 32, !s.little
	case "fl64":
		return "f", 64, !s.little
	case "fpcm":
		return "f", bits, !s.little
	}
	switch { // lpcm
	case s.flags&lpcmFloat != 0:
		kind = "f"
	case s.flags&lpcmSigned != 0 || s.version != 2:
		kind = "s"
	default:
		kind = "u"
	}
	return kind, bits, s.flags&lpcmBigEndian != 0
}

func (s *soundHeader) companded() {
	s.entry.UnitFrames, s.entry.UnitBytes = 1, int64(s.entry.Channels)
}

// ima is Apple's IMA ADPCM: 64 frames in 34 bytes a channel.
func (s *soundHeader) ima() {
	s.entry.UnitFrames, s.entry.UnitBytes = 64, 34*int64(s.entry.Channels)
}

// adpcm is that of WAV; version 1 says how large its blocks are.
func (s *soundHeader) adpcm() {
	if s.framesPerPacket > 0 && s.framesPerPacket < 1<<16 && s.bytesPerFrame > 0 && s.bytesPerFrame < 1<<16 {
		s.entry.UnitFrames, s.entry.UnitBytes = s.framesPerPacket, s.bytesPerFrame
	}
}
