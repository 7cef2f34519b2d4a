package decode

import (
	"github.com/audiocheck/audiocheck/internal/adpcm"
	"github.com/audiocheck/audiocheck/internal/riff"
)

// adpcmBlocks decodes the ADPCM blocks of a WAV file.
type adpcmBlocks struct {
	in   *runs
	f    riff.Format
	ints []int32
}

func newADPCMBlocks(in *runs, f riff.Format) *adpcmBlocks {
	// A byte holds two codes, a header less than that.
	return &adpcmBlocks{in: in, f: f, ints: make([]int32, 2*f.BlockBytes)}
}

// least returns the bytes of a block's header.
func (a *adpcmBlocks) least() int64 {
	if a.f.Tag == riff.TagMSADPCM {
		return 7 * int64(a.f.Channels)
	}
	return 4 * int64(a.f.Channels)
}

func (a *adpcmBlocks) next() (Block, error) {
	b, off, err := a.in.take(a.f.BlockBytes, a.least())
	if err != nil {
		return Block{}, err
	}
	var n int
	if a.f.Tag == riff.TagMSADPCM {
		n, err = adpcm.Microsoft(a.ints, b, a.f.Channels, a.f.Coefs)
	} else {
		n, err = adpcm.IMAWave(a.ints, b, a.f.Channels)
	}
	if err != nil {
		return Block{}, failure(ErrMalformed, a.in.format, off, "ADPCM: %v", err)
	}
	n = min(n, int(a.f.BlockFrames))
	return Block{Ints: a.ints[:n*a.f.Channels]}, nil
}

// quickTimeBlocks decodes the ADPCM packets of an AIFF-C file.
type quickTimeBlocks struct {
	in   *runs
	dec  *adpcm.QuickTime
	size int64 // bytes of a packet of each channel
	ints []int32
}

func newQuickTimeBlocks(in *runs, channels int) *quickTimeBlocks {
	return &quickTimeBlocks{
		in:   in,
		dec:  adpcm.NewQuickTime(channels),
		size: int64(channels) * adpcm.QuickTimeBytes,
		ints: make([]int32, channels*adpcm.QuickTimeFrames),
	}
}

func (q *quickTimeBlocks) next() (Block, error) {
	b, off, err := q.in.take(q.size, q.size)
	if err != nil {
		return Block{}, err
	}
	if err := q.dec.Decode(q.ints, b); err != nil {
		return Block{}, failure(ErrMalformed, q.in.format, off, "ADPCM: %v", err)
	}
	return Block{Ints: q.ints}, nil
}
