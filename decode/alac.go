package decode

import (
	"github.com/audiocheck/audiocheck/internal/alac"
	"github.com/audiocheck/audiocheck/internal/alacconfig"
	"github.com/audiocheck/audiocheck/pcm"
)

// alacDecoder decodes the packets of Apple Lossless.
type alacDecoder struct {
	config alacconfig.Config
	dec    *alac.Decoder
}

// openALAC opens a decoder by a magic cookie.
func openALAC(cookie []byte) (PacketDecoder, error) {
	c, err := alacconfig.Parse(cookie)
	if err != nil {
		return nil, failure(ErrMalformed, "alac", NoOffset, "the magic cookie: %v", err)
	}
	return &alacDecoder{config: c, dec: alac.NewDecoder(c)}, nil
}

func (d *alacDecoder) Format() pcm.Format {
	return pcm.Format{Rate: d.config.Rate, Channels: d.config.Channels}
}

func (d *alacDecoder) Bits() int { return d.config.Bits }

// Decode decodes one packet.
func (d *alacDecoder) Decode(packet []byte) (Block, error) {
	ints, err := d.dec.Decode(packet)
	if err != nil {
		return Block{}, err
	}
	return Block{Ints: ints}, nil
}
