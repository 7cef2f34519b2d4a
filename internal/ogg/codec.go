package ogg

import (
	"bytes"
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/flac"
)

// Codec is what the first packet of a stream says.
type Codec struct {
	Name     string // vorbis, opus, flac, speex; empty for what is no known audio
	Video    bool
	Rate     int // Hz of the granule positions
	Channels int
	Bits     int   // of FLAC
	Total    int64 // frames by FLAC's STREAMINFO, 0 when not known

	skip     int64 // frames that are decoded and dropped in front
	maxBlock int   // frames of the longest Vorbis block
}

// opusRate is the rate of Opus' granule positions; RFC 7845, 4.
const opusRate = 48000

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
	*c = Codec{Name: "opus", Channels: int(b[9]), Rate: opusRate, skip: int64(binary.LittleEndian.Uint16(b[10:]))}
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
	*c = Codec{Name: "flac", Channels: s.Channels, Rate: s.Rate, Bits: s.Bits, Total: s.Total}
	return s.Rate > 0
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

// opusFrames returns how many frames at 48 kHz an Opus packet holds.
//
// Source: RFC 6716, 3.1 and 3.2.
func opusFrames(b []byte) int64 {
	if len(b) == 0 {
		return 0
	}
	n := int64(1)
	switch b[0] & 3 {
	case 1, 2:
		n = 2
	case 3:
		if len(b) < 2 {
			return 0
		}
		n = int64(b[1] & 0x3f)
	}
	const ms = opusRate / 1000
	var frame int64
	switch config := b[0] >> 3; {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		frame = [4]int64{10 * ms, 20 * ms, 40 * ms, 60 * ms}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		frame = 10 * ms << (config & 1)
	default: // CELT: 2.5, 5, 10, 20 ms
		frame = 5 * ms / 2 << (config & 3)
	}
	if n*frame > 120*ms {
		return 0 // no packet is longer than 120 ms
	}
	return n * frame
}
