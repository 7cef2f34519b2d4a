package decode

import (
	"errors"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/layer3"
	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/pcm"
)

// mpegPackets decodes packets of layer III that a container delimits. What the
// container says of encoder delay counts the decoder's among it.
type mpegPackets struct {
	format  pcm.Format
	checker *mpa.Checker
	decoder *layer3.Decoder
}

func newMPEGPackets(f pcm.Format) *mpegPackets {
	log := new(damage.Log) // for the checker alone: who opens a container looks for damage first
	return &mpegPackets{format: f, checker: mpa.NewChecker(log), decoder: layer3.New()}
}

func (d *mpegPackets) Format() pcm.Format { return d.format }

// Bits returns 0: layer III has none of its own.
func (d *mpegPackets) Bits() int { return 0 }

// Decode decodes one packet. One that lacks its main data is silence.
func (d *mpegPackets) Decode(packet []byte) (Block, error) {
	p := d.checker.Check(packet, 0, 0)
	if p == nil {
		return Block{}, errors.New("its header has a reserved value")
	}
	if h := p.Header; h.Layer() != 3 || h.Rate() != d.format.Rate || h.Channels() != d.format.Channels {
		return Block{}, errors.New("it is " + h.String())
	}
	frames, err := d.decoder.Decode(p)
	if err != nil {
		return Block{}, err
	}
	return Block{Floats: frames}, nil
}
