package isobmff

import (
	"fmt"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Refine completes the first entry of t from the first packet, where the codec
// keeps its facts there and the sample description is filled in carelessly:
// MPEG audio.
func (t *Track) Refine(r *readat.Reader) error {
	if len(t.Entries) == 0 || t.Entries[0].Codec != "mp3" || t.Entries[0].Encrypted {
		return nil
	}
	p := t.Packets(r, &damage.Log{})
	k, ok := p.Next()
	if !ok {
		return p.Err()
	}
	b, err := r.Peek(k.Offset, mpa.HeaderSize)
	if err != nil {
		return err
	}
	t.Entries[0].mpegHeader(b)
	return nil
}

// mpegHeader reads the header of a packet of MPEG audio. A reserved one changes
// nothing.
func (e *Entry) mpegHeader(b []byte) {
	h, ok := mpa.Parse(b)
	if !ok {
		return
	}
	e.Codec, e.Profile = fmt.Sprintf("mp%d", h.Layer()), h.Profile()
	e.Rate, e.Channels = h.Rate(), h.Channels()
	e.PacketFrames = int64(h.Frames())
}
