package wavfile

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/audiocheck/audiocheck/pcm"
)

// Offsets in the header of a float file: RIFF, a fmt chunk of 18 bytes, a fact
// chunk, the header of the data chunk.
const (
	riffSizeAt  = 4
	factAt      = 46
	dataSizeAt  = 54
	floatHeader = 58
)

// floatHead returns the header of a float file. go-audio/wav would write a fmt
// chunk of 16 bytes and no fact chunk, while the standard asks for 18 and for a
// fact chunk with everything but integer PCM.
//
// Source: Multiple Channel Audio Data and WAVE Files (Microsoft, 2007).
func floatHead(f pcm.Format) []byte {
	const floatTag, bits = 3, 32
	le := binary.LittleEndian
	frame := f.Channels * bits / 8
	b := append([]byte(nil), "RIFF\x00\x00\x00\x00WAVEfmt "...)
	b = le.AppendUint32(b, 18)
	b = le.AppendUint16(b, floatTag)
	b = le.AppendUint16(b, uint16(f.Channels))
	b = le.AppendUint32(b, uint32(f.Rate))
	b = le.AppendUint32(b, uint32(min(int64(f.Rate)*int64(frame), math.MaxUint32)))
	b = le.AppendUint16(b, uint16(frame))
	b = le.AppendUint16(b, bits)
	b = le.AppendUint16(b, 0) // bytes of the extension
	return append(b, "fact\x04\x00\x00\x00\x00\x00\x00\x00data\x00\x00\x00\x00"...)
}

// writeFloats writes the frames of src, at most most of them.
func writeFloats(w io.WriteSeeker, src pcm.Source, most int64) (frames int64, err error) {
	f := src.Format()
	if _, err := w.Write(floatHead(f)); err != nil {
		return 0, err
	}
	buf := make([]float32, block(f.Channels))
	out := make([]byte, 0, 4*len(buf))
	for {
		n, err := src.ReadFrames(buf)
		if int64(n) > most-frames {
			return frames, fmt.Errorf("%w: more than %d frames", ErrTooLarge, most)
		}
		out = out[:0]
		for _, v := range buf[:n*f.Channels] {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
		if _, err := w.Write(out); err != nil {
			return frames, err
		}
		frames += int64(n)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return frames, finishFloats(w, frames, int64(4*f.Channels))
		}
		if err != nil {
			return frames, err
		}
	}
}

// finishFloats fills in the sizes.
func finishFloats(w io.WriteSeeker, frames, frame int64) error {
	for _, p := range []struct {
		at    int64
		value int64
	}{
		{riffSizeAt, floatHeader - 8 + frames*frame},
		{factAt, frames},
		{dataSizeAt, frames * frame},
	} {
		if err := patch(w, p.at, uint32(p.value)); err != nil {
			return err
		}
	}
	_, err := w.Seek(0, io.SeekEnd)
	return err
}

// patch writes v at byte at.
func patch(w io.WriteSeeker, at int64, v uint32) error {
	if _, err := w.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := w.Write(binary.LittleEndian.AppendUint32(nil, v))
	return err
}
