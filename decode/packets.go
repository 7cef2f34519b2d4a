package decode

import (
	"errors"

	"github.com/audiocheck/audiocheck/pcm"
)

// formats are the codecs of packets that this package decodes itself. f is the format
// of the track: MPEG audio has no config that says it.
func formats(f pcm.Format) []Format {
	return []Format{
		{Codec: "aac", Open: openAAC},
		{Codec: "alac", Open: openALAC},
		{Codec: "flac", Open: openFLACPackets},
		{Codec: "mp3", Open: func([]byte) (PacketDecoder, error) { return newMPEGPackets(f), nil }},
	}
}

// prover is a PacketDecoder whose stream holds a checksum of its samples.
type prover interface {
	// finish is called behind the last packet; its error is that the samples are
	// others.
	finish() error
	// verified names the checksum that came out right, empty where none did.
	verified() string
}

// openPackets returns a decoder of the codec for a track of that config and format,
// nil where there is none.
func openPackets(codec string, config []byte, f pcm.Format, o *Options) (PacketDecoder, error) {
	for _, list := range [][]Format{o.Formats, formats(f)} {
		for _, row := range list {
			if row.Codec == codec {
				return row.Open(config)
			}
		}
	}
	return nil, nil
}

// badPacket adds to what a decoder says of a packet which one it is.
func badPacket(err error, codec string, off, index, size int64) error {
	kind, text := ErrMalformed, err.Error()
	if e := (*Error)(nil); errors.As(err, &e) {
		kind, text = e.Kind, e.Text
	}
	return failure(kind, codec, off, "packet %d of %d bytes: %s", index, size, text)
}
