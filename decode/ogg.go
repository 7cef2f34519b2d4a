package decode

import (
	"errors"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/ogg"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// openOgg opens FLAC in Ogg, the one codec that is decoded there.
//
// Source: RFC 9639, 10.1.
func openOgg(r *readat.Reader, start int64, _ *Options) (*track, error) {
	var log damage.Log
	sum, err := ogg.Walk(r, start, &log)
	if err != nil {
		return nil, err
	}
	c := sum.Codec
	switch {
	case c.Name == "":
		return nil, failure(ErrUnsupported, "ogg", NoOffset, "the file holds no stream of FLAC, which alone is decoded here")
	case c.Name != flacName:
		return nil, failure(ErrUnsupported, "ogg", NoOffset, "%s in Ogg is not decoded here", c.Name)
	case !c.FLAC.Usable():
		return nil, firstLoss(&log, "ogg", false)
	case sum.Links > 1:
		return nil, failure(ErrUnsupported, "ogg", NoOffset, "a chain of %d streams is not decoded here", sum.Links)
	}
	dec := newFLACPackets(c.FLAC)
	return &track{
		codec: flacName, format: dec.Format(), bits: dec.Bits(), frames: sum.Frames, log: &log,
		blocks: &oggBlocks{packets: ogg.NewPackets(r, start), dec: dec},
	}, nil
}

// oggBlocks decodes packet by packet.
type oggBlocks struct {
	packets *ogg.Packets
	dec     *flacPackets
	index   int64 // of the next packet of audio
}

func (b *oggBlocks) next() (Block, error) {
	for {
		data, off, err := b.packets.Next()
		switch {
		case errors.Is(err, io.EOF):
			return Block{}, b.finish()
		case err != nil:
			return Block{}, err
		case !ogg.IsFLACAudio(data):
			continue
		}
		block, err := b.dec.Decode(data)
		if err != nil {
			return Block{}, badPacket(err, flacName, off, b.index, int64(len(data)))
		}
		b.index++
		return block, nil
	}
}

func (b *oggBlocks) finish() error {
	if err := b.dec.finish(); err != nil {
		return err
	}
	return io.EOF
}

func (b *oggBlocks) verified() string { return b.dec.verified() }
