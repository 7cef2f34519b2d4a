// Package goaac decodes AAC-LC for package decode.
//
// It links github.com/tphakala/go-aac, which is a port of FFmpeg's decoder under
// LGPL-2.1-or-later; a program that imports this package is bound by that
// licence. No other package of the library does.
//
// Mono and stereo AAC-LC are decoded. Samples are those of FFmpeg's fixed point
// decoder, rounded to 16 bits: they differ from its floating point decoder by
// that rounding, -101 dB of full scale RMS and 1.8e-5 at most, on files without
// noise substitution, whose noise each decoder draws by its own.
package goaac

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/internal/aacconfig"
	"github.com/audiocheck/audiocheck/pcm"
	aac "github.com/tphakala/go-aac/pcm"
)

// Format returns the codec "aac" for decode.Options.Formats.
//
// Its Open takes an AudioSpecificConfig. It returns decode.ErrUnsupported for
// what is not AAC-LC (HE-AAC among it), and for more than two channels, and
// decode.ErrMalformed for a config that cannot be read.
func Format() decode.Format { return decode.Format{Codec: "aac", Open: open} }

func open(config []byte) (decode.PacketDecoder, error) {
	c, err := aacconfig.Parse(config)
	if err != nil {
		return nil, fail(decode.ErrMalformed, "AudioSpecificConfig % x: %v", config[:min(len(config), 16)], err)
	}
	switch {
	case c.ObjectType != aacconfig.AACLC || c.SBR:
		return nil, fail(decode.ErrUnsupported, "%s is not decoded here, only AAC-LC is", c.Profile())
	case c.CoreFrames != 1024:
		return nil, fail(decode.ErrUnsupported, "AAC-LC with packets of %d frames is not decoded here", c.CoreFrames)
	case c.ChannelConfig < 1 || c.ChannelConfig > 2:
		return nil, fail(decode.ErrUnsupported, "AAC-LC with %d channels is not decoded here, at most 2 are", c.Channels)
	}
	d := &decoder{config: config, format: pcm.Format{Rate: c.Rate, Channels: c.Channels}}
	if err := d.reset(); err != nil {
		return nil, fail(decode.ErrUnsupported, "%v", err)
	}
	return d, nil
}

func fail(kind error, text string, args ...any) error {
	return &decode.Error{Kind: kind, Format: "aac", Offset: decode.NoOffset, Text: fmt.Sprintf(text, args...)}
}

// decoder feeds one packet at a time to go-aac, which reads a stream of packets
// with their lengths in front.
type decoder struct {
	config []byte
	format pcm.Format
	dec    *aac.Decoder
	feed   feed
	bytes  []byte
	floats []float32
}

// feed is the stream that go-aac reads: one packet, then io.EOF until the next.
type feed struct {
	length [2]byte
	packet []byte
	pos    int
}

func (f *feed) Read(p []byte) (int, error) {
	n := 0
	if f.pos < len(f.length) {
		n = copy(p, f.length[f.pos:])
		f.pos += n
	}
	m := copy(p[n:], f.packet[max(f.pos-len(f.length), 0):])
	f.pos += m
	if n+m == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n + m, nil
}

func (f *feed) load(packet []byte) {
	binary.BigEndian.PutUint16(f.length[:], uint16(len(packet)))
	f.packet, f.pos = packet, 0
}

func (d *decoder) Format() pcm.Format { return d.format }

// Bits returns 0: AAC has none of its own.
func (d *decoder) Bits() int { return 0 }

// maxPacket is what the length in front of a packet can say; a packet of two
// channels is at most 1536 bytes (ISO/IEC 14496-3, 4.5.3.2).
const maxPacket = 1<<16 - 1

// Decode decodes one packet into 1024 frames.
func (d *decoder) Decode(packet []byte) (decode.Block, error) {
	if len(packet) == 0 || len(packet) > maxPacket {
		return decode.Block{}, fmt.Errorf("a packet of %d bytes, want 1 to %d", len(packet), maxPacket)
	}
	if err := d.decode(packet); err != nil {
		// go-aac keeps its first error for ever.
		return decode.Block{}, errors.Join(err, d.reset())
	}
	return decode.Block{Floats: d.floats}, nil
}

func (d *decoder) reset() (err error) {
	d.feed = feed{pos: len(d.feed.length)}
	if d.dec == nil {
		d.dec, err = aac.NewDecoder(&d.feed, aac.WithRawStream(d.config))
		return err
	}
	return d.dec.Reset(&d.feed, aac.WithRawStream(d.config))
}

const frames = 1024 // a packet of AAC-LC, a multiple of 4; ISO/IEC 14496-3, 4.5.2

// decode reads exactly the samples of one packet: asking for more would tell
// go-aac that the stream has ended.
func (d *decoder) decode(packet []byte) error {
	n := frames * d.format.Channels
	if d.bytes == nil {
		d.bytes, d.floats = make([]byte, 2*n), make([]float32, n)
	}
	d.feed.load(packet)
	got, err := io.ReadFull(d.dec, d.bytes)
	if err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return fmt.Errorf("the packet holds %d bytes of samples, want %d", got, len(d.bytes))
		}
		return err
	}
	toFloats(d.floats, d.bytes)
	return nil
}

// toFloats turns 16-bit little-endian samples into full scale ±1. Four at a
// time spare the checks of bounds, which cost as much as the rest.
func toFloats(dst []float32, src []byte) {
	const scale = 1.0 / (1 << 15)
	for len(dst) >= 4 && len(src) >= 8 {
		v := binary.LittleEndian.Uint64(src)
		dst[0] = float32(int16(v)) * scale
		dst[1] = float32(int16(v>>16)) * scale
		dst[2] = float32(int16(v>>32)) * scale
		dst[3] = float32(int16(v>>48)) * scale
		dst, src = dst[4:], src[8:]
	}
}
