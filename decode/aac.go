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
	return &aacDecoder{dec: dec, format: pcm.Format{Rate: c.CoreRate, Channels: dec.Channels()}}, nil
}

func (d *aacDecoder) Format() pcm.Format { return d.format }

// Bits returns 0: AAC has none of its own.
func (d *aacDecoder) Bits() int { return 0 }

// Decode decodes one packet into 1024 frames.
func (d *aacDecoder) Decode(packet []byte) (Block, error) {
	samples, err := d.dec.Decode(packet)
	if errors.Is(err, aac.ErrUnsupported) {
		err = failure(ErrUnsupported, "aac", NoOffset, "%v", err)
	}
	return Block{Floats: samples}, err
}
