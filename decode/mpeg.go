package decode

import (
	"errors"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/layer3"
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
// and what is wrong. The decoder is then given nothing but packets of audio.
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
	case h.Layer() != 3:
		return nil, failure(ErrUnsupported, "mpeg", start, "%s is not decoded here", h.Profile())
	}
	frames := s.Frames
	if s.Changed {
		frames = -1 // decoding ends at the change
	}
	return &track{
		codec:  "mp3",
		format: pcm.Format{Rate: h.Rate(), Channels: h.Channels()},
		frames: frames,
		log:    &log,
		blocks: &mpegBlocks{
			walk:    mpa.NewWalker(r, start, end, edited, new(damage.Log)),
			first:   h,
			ranges:  soundOf(s.Parts),
			broken:  log.Lost(),
			decoder: layer3.New(),
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

// mpegBlocks gives the sound of a layer III stream, a packet a block.
type mpegBlocks struct {
	walk   *mpa.Walker
	first  mpa.Header
	ranges []frameRange // that are still to be given
	broken bool         // the walk found what ends the stream

	decoder *layer3.Decoder
	packet  mpa.Packet
	at      int64 // frames decoded so far
}

// next implements blockReader.
func (m *mpegBlocks) next() (Block, error) {
	for {
		p, err := m.walk.Next()
		switch {
		case errors.Is(err, io.EOF):
			if len(m.ranges) == 0 {
				return Block{}, io.EOF
			}
			// The last frames of sound ring on behind the last packet.
			m.packet = mpa.Packet{Header: m.packet.Header}
		case err != nil:
			return Block{}, err
		case p.Header.Rate() != m.first.Rate() || p.Header.Channels() != m.first.Channels() || p.Header.Layer() != 3:
			return Block{}, failure(ErrMalformed, "mp3", p.Offset, "%s changes to %s", m.first, p.Header)
		default:
			m.packet = *p
		}
		frames, err := m.decoder.Decode(&m.packet)
		if err != nil && !m.broken {
			return Block{}, failure(ErrMalformed, "mp3", m.packet.Offset, "%v", err)
		}
		if out := m.sound(frames); len(out) > 0 {
			return Block{Floats: out}, nil
		}
	}
}

// sound returns those of the decoded frames that are to be heard.
func (m *mpegBlocks) sound(frames []float32) (out []float32) {
	channels := int64(m.first.Channels())
	stop := m.at + int64(len(frames))/channels
	for len(m.ranges) > 0 {
		r := &m.ranges[0]
		if from, to := max(r.from, m.at)-m.at, min(r.to, stop)-m.at; from < to {
			heard := frames[from*channels : to*channels]
			if out == nil {
				out = heard
			} else {
				out = append(out, heard...) // closer to what is heard of the range before
			}
		}
		if r.to > stop {
			break
		}
		m.ranges = m.ranges[1:]
	}
	m.at = stop
	return out
}
