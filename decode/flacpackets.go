package decode

import (
	"github.com/audiocheck/audiocheck/internal/flac"
	"github.com/audiocheck/audiocheck/internal/flacdec"
	"github.com/audiocheck/audiocheck/pcm"
)

// flacPackets decodes packets of FLAC that a container delimits.
type flacPackets struct {
	info   flac.StreamInfo
	dec    flacdec.Decoder
	sum    sampleSum
	frames int64
}

// openFLACPackets opens a decoder by a STREAMINFO.
func openFLACPackets(config []byte) (PacketDecoder, error) {
	info, ok := flac.ParseStreamInfo(config)
	if !ok || !info.Usable() {
		return nil, failure(ErrMalformed, flacName, NoOffset, "the track has no STREAMINFO of a rate and of 4 to 32 bits")
	}
	return newFLACPackets(info), nil
}

func newFLACPackets(info flac.StreamInfo) *flacPackets {
	return &flacPackets{info: info, sum: newSampleSum(&info)}
}

func (d *flacPackets) Format() pcm.Format {
	return pcm.Format{Rate: d.info.Rate, Channels: d.info.Channels}
}

func (d *flacPackets) Bits() int { return d.info.Bits }

// Decode decodes one packet.
func (d *flacPackets) Decode(packet []byte) (Block, error) {
	p := flac.ParsePacket(packet, 0)
	switch {
	case p.State == flac.Gap:
		return Block{}, failure(ErrMalformed, flacName, NoOffset, "its header has a reserved value, or a CRC-8 that is not that of its bytes")
	case p.State == flac.Broken:
		return Block{}, failure(ErrChecksum, flacName, NoOffset, "its CRC-16 is not that of its bytes")
	case !d.info.Fits(p.Header):
		return Block{}, failure(ErrMalformed, flacName, NoOffset, "it has another format than STREAMINFO")
	}
	ints, illegal := d.dec.Decode(packet, p.Header, d.info.Bits)
	if illegal != nil {
		return Block{}, illegal
	}
	d.frames += int64(p.Block)
	d.sum.add(ints)
	return Block{Ints: ints}, nil
}

// finish compares the MD5 where the packets are as long as those that it was
// reckoned of: a container may hold a part of them.
func (d *flacPackets) finish() error {
	if d.sum.none() || d.frames != d.info.Total {
		return nil
	}
	return d.sum.compare()
}

func (d *flacPackets) verified() string { return d.sum.verified() }
