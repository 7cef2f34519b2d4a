package ogg

import (
	"bytes"
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/flac"
	"github.com/audiocheck/audiocheck/internal/opus"
)

// Codec is what the first packet of a stream says.
type Codec struct {
	Name     string // vorbis, opus, flac, speex; empty for what is no known audio
	Video    bool
	Rate     int // Hz of the granule positions
	Channels int
	FLAC     flac.StreamInfo // where Name is flac

	skip     int64 // frames that are decoded and dropped in front
	maxBlock int   // frames of the longest Vorbis block
}

// identify is the table of codecs. read returns false for a header that is cut
// or contradicts itself.
var identify = []struct {
	magic string
	read  func(b []byte, c *Codec) bool
}{
	{"\x01vorbis", readVorbis},
	{"OpusHead", readOpus},
	{"\x7fFLAC", readFLAC},
	{"Speex   ", readSpeex},
	{"\x80theora", readVideo},
	{"\x01video", readVideo},
	{"BBCD\x00", readVideo}, // Dirac
}

// Identify reads the first packet of a stream.
func Identify(b []byte) (c Codec, known, ok bool) {
	for _, row := range identify {
		if bytes.HasPrefix(b, []byte(row.magic)) {
			return c, true, row.read(b, &c)
		}
	}
	return c, false, true
}

func readVideo(_ []byte, c *Codec) bool {
	c.Video = true
	return true
}

// readVorbis reads an identification header.
//
// Source: Vorbis I specification, 4.2.2.
func readVorbis(b []byte, c *Codec) bool {
	const size = 30
	if len(b) < size {
		return false
	}
	*c = Codec{Name: "vorbis", Channels: int(b[11]), maxBlock: 1 << (b[28] >> 4)}
	return c.setRate(binary.LittleEndian.Uint32(b[12:]))
}

// readOpus reads an identification header.
//
// Source: RFC 7845, 5.1.
func readOpus(b []byte, c *Codec) bool {
	const size = 19
	if len(b) < size || b[8]&0xf0 != 0 {
		return false
	}
	*c = Codec{Name: "opus", Channels: int(b[9]), Rate: opus.Rate, skip: int64(binary.LittleEndian.Uint16(b[10:]))}
	return c.Channels > 0
}

// readFLAC reads the first packet of FLAC in Ogg.
//
// Source: RFC 9639, 10.1.
func readFLAC(b []byte, c *Codec) bool {
	const info = 9 + 4 + 4 // behind the mapping, "fLaC" and a block header
	if len(b) < info {
		return false
	}
	s, ok := flac.ParseStreamInfo(b[info:])
	if !ok || string(b[9:13]) != "fLaC" {
		return false
	}
	*c = Codec{Name: "flac", Channels: s.Channels, Rate: s.Rate, FLAC: s}
	return s.Usable()
}

// readSpeex reads a header.
//
// Source: Speex manual, 7.4 "Ogg file format".
func readSpeex(b []byte, c *Codec) bool {
	const size = 80
	if len(b) < size {
		return false
	}
	channels := binary.LittleEndian.Uint32(b[48:])
	*c = Codec{Name: "speex", Channels: int(channels & 3)}
	return channels <= 2 && c.setRate(binary.LittleEndian.Uint32(b[36:]))
}

// setRate takes a rate over; false when it, or the channels, can not be.
func (c *Codec) setRate(rate uint32) bool {
	const most = 1 << 24 // Hz, far above what anybody records
	if rate == 0 || rate > most || c.Channels == 0 {
		return false
	}
	c.Rate = int(rate)
	return true
}
