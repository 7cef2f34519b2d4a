package decode

import (
	"errors"

	"github.com/audiocheck/audiocheck/internal/aac"
	"github.com/audiocheck/audiocheck/internal/aacconfig"
	"github.com/audiocheck/audiocheck/pcm"
)

type aacDecoder struct {
	dec    *aac.Decoder
	format pcm.Format
	noSBR  bool // the config says so, whatever packets carry
}

// openAAC takes an AudioSpecificConfig. AAC-LC is decoded; HE-AAC is not.
func openAAC(config []byte) (PacketDecoder, error) {
	if len(config) == 0 {
		return nil, failure(ErrMalformed, "aac", NoOffset, "there is no AudioSpecificConfig, or it is empty")
	}
	c, err := aacconfig.Parse(config)
	if err != nil {
		return nil, failure(ErrMalformed, "aac", NoOffset, "AudioSpecificConfig % x: %v", config[:min(len(config), 16)], err)
	}
	dec, err := aac.New(c)
	if err != nil {
		return nil, failure(ErrUnsupported, "aac", NoOffset, "%v", err)
	}
	return &aacDecoder{dec: dec, format: pcm.Format{Rate: c.CoreRate, Channels: dec.Channels()}, noSBR: c.NoSBR}, nil
}

func (d *aacDecoder) Format() pcm.Format { return d.format }

// Bits returns 0: AAC has none of its own.
func (d *aacDecoder) Bits() int { return 0 }

// Decode decodes one packet into 1024 frames. Spectral band replication that the
// config does not tell of makes it HE-AAC, of twice the rate.
func (d *aacDecoder) Decode(packet []byte) (Block, error) {
	samples, err := d.dec.Decode(packet)
	switch {
	case errors.Is(err, aac.ErrUnsupported):
		return Block{}, failure(ErrUnsupported, "aac", NoOffset, "%v", err)
	case err != nil:
		return Block{}, err
	case d.dec.SBR() && !d.noSBR:
		return Block{}, failure(ErrUnsupported, "aac", NoOffset, "it carries spectral band replication: HE-AAC is not decoded here")
	}
	return Block{Floats: samples}, nil
}
