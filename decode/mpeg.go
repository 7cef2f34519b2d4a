package decode

import (
	"errors"
	"io"

	mp3 "github.com/hajimehoshi/go-mp3"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/pcm"
)

// decoderDelay is how many frames later a layer III decoder gives the sound
// than the encoder's delay says: 528 of the filter banks and 1.
//
// Source: Mp3 Info Tag revision 1 (LAME), "encoder delays".
const decoderDelay = 528 + 1

// openMPEG walks all packets first: only that tells how many frames there are,
// and what is wrong. The samples themselves come from go-mp3, which is given
// nothing but whole packets of audio.
func openMPEG(r *readat.Reader, start int64, _ *Options) (*track, error) {
	var log damage.Log
	end, edited, err := mpa.End(r, start, &log)
	if err != nil {
		return nil, err
	}
	s, err := mpa.Walk(r, start, end, edited, &log)
	if err != nil {
		return nil, err
	}
	h := s.First
	switch {
	case s.Packets == 0:
		return nil, failure(ErrTruncated, "mp3", start, "the stream holds no whole packet of audio")
	case h.Layer() != 3 || h.Version() == mpa.MPEG25:
		return nil, failure(ErrUnsupported, "mpeg", start, "%s is not decoded here", h.Profile())
	case h.FreeFormat():
		return nil, failure(ErrUnsupported, "mp3", start, "%s in free format is not decoded here", h.Profile())
	}
	frames := s.Frames
	if s.Changed {
		frames = -1 // decoding ends at the change
	}
	return &track{
		codec:  "mp3",
		format: pcm.Format{Rate: h.Rate(), Channels: h.Channels()},
		frames: frames,
		blocks: &mpegBlocks{
			walk:   mpa.NewWalker(r, start, end, edited, new(damage.Log)),
			first:  h,
			ranges: soundOf(s.Parts),
			end:    endOf("mp3", &log),
		},
	}, nil
}

// frameRange is a run of decoded frames.
type frameRange struct{ from, to int64 }

// soundOf returns where the sound of each part lies in the output of a decoder
// that is given all their packets.
func soundOf(parts []mpa.Part) []frameRange {
	var out []frameRange
	var base, last int64
	for _, p := range parts {
		from := base
		if p.Delay > 0 || p.Sound < p.Coded {
			from += p.Delay + decoderDelay
		}
		from = max(from, last)
		last = from + p.Sound
		out = append(out, frameRange{from, last})
		base += p.Coded
	}
	return out
}

// endOf returns what ends a stream of the format behind its last frame: io.EOF, or
// the first damage that the walk found.
func endOf(format string, log *damage.Log) error {
	for _, d := range log.List() {
		if d.Kind.Severity() != damage.Lost {
			continue
		}
		kind := ErrMalformed
		switch d.Kind {
		case damage.Truncated, damage.LyingTotal:
			kind = ErrTruncated
		case damage.BadCRC:
			kind = ErrChecksum
		}
		return failure(kind, format, d.Offset, "%s", d.Detail)
	}
	return io.EOF
}

// mpegBlocks gives the sound of a layer III stream, a packet a block.
type mpegBlocks struct {
	walk   *mpa.Walker
	first  mpa.Header
	ranges []frameRange // that are still to be given
	end    error        // behind the last frame

	feed    mpegFeed
	decoder *mp3.Decoder
	packet  mpa.Packet
	at      int64 // frames decoded so far
	raw     []byte
	out     []float32
}

// next implements blockReader.
func (m *mpegBlocks) next() (Block, error) {
	for {
		p, err := m.walk.Next()
		switch {
		case errors.Is(err, io.EOF):
			if len(m.ranges) == 0 || m.at > m.ranges[len(m.ranges)-1].to {
				return Block{}, m.end
			}
			// The last frames of sound come out behind the last packet.
			m.feed.silence(m.packet)
		case err != nil:
			return Block{}, err
		case p.Header.Rate() != m.first.Rate() || p.Header.Channels() != m.first.Channels() || p.Header.Layer() != 3:
			return Block{}, failure(ErrMalformed, "mp3", p.Offset, "%s changes to %s", m.first, p.Header)
		case p.Mixed && p.Header.Version() != mpa.MPEG1:
			return Block{}, failure(ErrUnsupported, "mp3", p.Offset, "mixed blocks in %s are not decoded here", p.Header.Profile())
		default:
			m.packet = *p
			if !m.feed.load(*p) {
				return Block{}, failure(ErrUnsupported, "mp3", p.Offset, "%d bytes of main data in a packet of 22,050 Hz are not decoded here", p.Main)
			}
		}
		if err := m.decode(m.packet); err != nil {
			return Block{}, err
		}
		if m.sound(m.packet.Header.Frames()); len(m.out) > 0 {
			return Block{Floats: m.out}, nil
		}
	}
}

// go-mp3 gives 16-bit samples, lowest byte first, and always two channels.
const (
	rawFrame  = 4
	rawSample = 2
)

// decode decodes the packet that was fed, whose description is p.
func (m *mpegBlocks) decode(p mpa.Packet) error {
	var err error
	if m.decoder == nil {
		m.decoder, err = mp3.NewDecoder(&m.feed)
		m.raw = make([]byte, 1152*rawFrame)
	}
	n := p.Header.Frames() * rawFrame
	if err == nil {
		_, err = io.ReadFull(m.decoder, m.raw[:n])
	}
	switch {
	case err != nil:
		return failure(ErrMalformed, "mp3", p.Offset, "the packet's main data cannot be decoded: %v", err)
	case len(m.feed.data) > 0:
		return failure(ErrMalformed, "mp3", p.Offset, "the decoder leaves %d bytes of the packet", len(m.feed.data))
	}
	return nil
}

// sound fills m.out with those of the n decoded frames that are to be heard.
func (m *mpegBlocks) sound(n int) {
	m.out = m.out[:0]
	stop := m.at + int64(n)
	for len(m.ranges) > 0 {
		r := &m.ranges[0]
		for from, to := max(r.from, m.at)-m.at, min(r.to, stop)-m.at; from < to; from++ {
			m.appendFrame(m.raw[from*rawFrame:])
		}
		if r.to > stop {
			break
		}
		m.ranges = m.ranges[1:]
	}
	m.at = stop
}

func (m *mpegBlocks) appendFrame(raw []byte) {
	const scale = 1.0 / (1 << 15)
	for ch := range m.first.Channels() {
		v := int16(raw[ch*rawSample]) | int16(raw[ch*rawSample+1])<<8
		m.out = append(m.out, float32(v)*scale)
	}
}
