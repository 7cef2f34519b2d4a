package wavfile

import (
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/go-audio/audio"
	"github.com/go-audio/wav"

	"github.com/audiocheck/audiocheck/pcm"
)

// reader fills dst with whole frames of integers, as ReadFrames does.
type reader func(dst []int) (n int, err error)

// exact reads the integers of src and shifts them to the new depth.
func exact(src IntSource, bits int) reader {
	ch := src.Format().Channels
	buf := make([]int32, block(ch))
	up := bits - src.Bits()
	scale := math.Ldexp(1, up)
	return func(dst []int) (int, error) {
		n, err := src.ReadInts(buf[:len(dst)])
		for i, v := range buf[:n*ch] {
			if up >= 0 {
				dst[i] = int(v) << up
			} else {
				dst[i] = round(float64(v)*scale, bits)
			}
		}
		return n, err
	}
}

// rounded reads the floats of src.
func rounded(src pcm.Source, bits int) reader {
	ch := src.Format().Channels
	buf := make([]float32, block(ch))
	scale := math.Ldexp(1, bits-1)
	return func(dst []int) (int, error) {
		n, err := src.ReadFrames(buf[:len(dst)])
		for i, v := range buf[:n*ch] {
			dst[i] = round(float64(v)*scale, bits)
		}
		return n, err
	}
}

// round returns v rounded half to even and clipped to bits; NaN gives 0.
func round(v float64, bits int) int {
	top := math.Ldexp(1, bits-1)
	switch {
	case v != v:
		return 0
	case v >= top-1:
		return int(top - 1)
	case v <= -top:
		return int(-top)
	}
	return int(math.RoundToEven(v))
}

// writeInts writes the frames that read gives, at most most of them.
func writeInts(w io.WriteSeeker, f pcm.Format, bits int, most int64, read reader) (frames int64, err error) {
	const pcmTag = 1 // WAVE_FORMAT_PCM
	// The encoder sets a minute of sound aside for the rate that it is made
	// with, so the true rate comes after. The plain WriteSeeker keeps it from
	// calling Sync, which is up to the caller.
	enc := wav.NewEncoder(plain{w}, 1, bits, f.Channels, pcmTag)
	enc.SampleRate = f.Rate
	buf := &audio.IntBuffer{
		Format:         &audio.Format{NumChannels: f.Channels, SampleRate: f.Rate},
		SourceBitDepth: bits,
	}
	if err := enc.Write(buf); err != nil { // the headers, should there be no frame
		return 0, err
	}
	samples := make([]int, block(f.Channels))
	for {
		n, err := read(samples)
		if int64(n) > most-frames {
			return frames, fmt.Errorf("%w: more than %d frames", ErrTooLarge, most)
		}
		if n > 0 {
			buf.Data = samples[:n*f.Channels]
			if err := enc.Write(buf); err != nil {
				return frames, err
			}
			frames += int64(n)
		}
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return frames, err
		}
	}
	if err := enc.Close(); err != nil {
		return frames, err
	}
	return frames, pad(w, frames*int64(f.Channels*bits/8))
}

// plain hides all other methods of a WriteSeeker.
type plain struct{ io.WriteSeeker }

// pad adds the byte that RIFF wants behind an odd number of bytes, and which
// the encoder leaves out.
func pad(w io.WriteSeeker, data int64) error {
	if data%2 == 0 {
		return nil
	}
	if _, err := w.Write([]byte{0}); err != nil {
		return err
	}
	const headers = 44
	if err := patch(w, 4, uint32(headers-8+data+1)); err != nil {
		return err
	}
	_, err := w.Seek(0, io.SeekEnd)
	return err
}
