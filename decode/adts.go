package decode

import (
	"io"

	"github.com/audiocheck/audiocheck/internal/adts"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/pcm"
)

// openADTS opens a bare AAC stream. It says nothing of encoder delay, so that all
// frames are given, nor of HE-AAC: only its packets do.
func openADTS(r *readat.Reader, start int64, o *Options) (*track, error) {
	b := &adtsBlocks{r: r}
	b.packets = adts.NewPackets(r, start, &b.log)
	first, ok, err := b.packets.Next()
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, failure(ErrTruncated, "aac", start, "the stream holds no whole packet")
	}
	if first.Channels == 0 {
		return nil, failure(ErrUnsupported, "aac", start, "channels that are listed in the packets are not decoded here")
	}
	f := pcm.Format{Rate: first.Rate, Channels: first.Channels}
	if b.decoder, err = openPackets("aac", first.Config(), f, o); err != nil {
		return nil, err
	}
	b.packet, b.loaded = first, true
	return &track{codec: "aac", format: b.decoder.Format(), bits: b.decoder.Bits(), frames: -1, blocks: b, log: &b.log}, nil
}

// adtsBlocks decodes a packet a block.
type adtsBlocks struct {
	r       *readat.Reader
	packets *adts.Packets
	log     damage.Log
	decoder PacketDecoder
	packet  adts.Packet
	loaded  bool  // packet has not been decoded yet
	index   int64 // of packet
}

// next implements blockReader. What the walk finds wrong ends the stream before
// the packet behind it.
func (b *adtsBlocks) next() (Block, error) {
	if !b.loaded {
		k, ok, err := b.packets.Next()
		if err != nil {
			return Block{}, err
		}
		if !ok || b.log.Lost() {
			return Block{}, io.EOF
		}
		b.packet = k
		b.index++
	}
	b.loaded = false
	k := b.packet
	if k.Blocks > 1 {
		return Block{}, failure(ErrUnsupported, "aac", k.Offset, "packet %d holds %d raw data blocks: more than 1 are not decoded here", b.index, k.Blocks)
	}
	off, size := k.Payload()
	data, err := b.r.Peek(off, size)
	if err != nil {
		return Block{}, err
	}
	block, err := b.decoder.Decode(data)
	if err != nil {
		return Block{}, badPacket(err, "aac", k.Offset, b.index, int64(size))
	}
	return block, nil
}
