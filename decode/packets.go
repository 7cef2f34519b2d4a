package decode

import "errors"

// formats are the codecs of packets that this package decodes itself.
var formats = []Format{{Codec: "aac", Open: openAAC}, {Codec: "alac", Open: openALAC}, {Codec: "flac", Open: openFLACPackets}}

// prover is a PacketDecoder whose stream holds a checksum of its samples.
type prover interface {
	// finish is called behind the last packet; its error is that the samples are
	// others.
	finish() error
	// verified names the checksum that came out right, empty where none did.
	verified() string
}

// openPackets returns a decoder of the codec for a track with that config, nil
// where there is none.
func openPackets(codec string, config []byte, o *Options) (PacketDecoder, error) {
	for _, list := range [][]Format{o.Formats, formats} {
		for _, f := range list {
			if f.Codec == codec {
				return f.Open(config)
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
