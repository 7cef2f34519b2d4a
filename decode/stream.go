package decode

import (
	"errors"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/pcm"
)

// Stream is the playable frames of a file. It is a pcm.Source and not safe for
// concurrent use.
type Stream struct {
	t     *track
	scale float32
	block Block
	pos   int   // samples of block that were delivered
	place int64 // where the frames of the last read are stored, or NoOffset
	skip  int64 // frames still to be dropped
	left  int64 // frames still to be delivered, -1 when open
	err   error
}

const maxChannels = 255 // FLAC has 8, WAV is bounded here

func newStream(t *track) (*Stream, error) {
	if t.format.Channels < 1 || t.format.Channels > maxChannels || t.format.Rate < 1 {
		return nil, failure(ErrMalformed, t.codec, NoOffset, "%d channels at %d Hz", t.format.Channels, t.format.Rate)
	}
	s := &Stream{t: t, place: NoOffset, skip: t.skip, left: t.frames}
	if t.bits > 0 {
		s.scale = 1 / float32(int64(1)<<(t.bits-1))
	}
	return s, nil
}

// Format returns the rate and the channels of the stream.
func (s *Stream) Format() pcm.Format { return s.t.format }

// Codec returns the name of the codec as package probe has it.
func (s *Stream) Codec() string { return s.t.codec }

// Bits returns the bits a sample of lossless integer audio, at most 32, and 0
// for float PCM and lossy codecs.
func (s *Stream) Bits() int { return s.t.bits }

// Frames returns how many frames the headers promise, -1 when they do not. The
// stream ends with ErrTruncated when there are fewer.
func (s *Stream) Frames() int64 { return s.t.frames }

// Verified names the checksum of the samples that came out right, "md5", once
// the stream has been read to its io.EOF; it is empty where there is none.
func (s *Stream) Verified() string {
	if v, ok := s.t.blocks.(interface{ verified() string }); ok {
		return v.verified()
	}
	return ""
}

// Place returns at which byte of the file the first of the frames is stored that
// the last read gave, and how many bytes each takes; NoOffset where frames have
// no place of their own, as in all codecs but PCM.
func (s *Stream) Place() (off, frame int64) { return s.place, s.block.frame }

// ReadFrames implements pcm.Source. Integer samples are divided by 2^(Bits-1),
// which is exact up to 24 bits and rounds beyond.
func (s *Stream) ReadFrames(dst []float32) (int, error) {
	ch := s.t.format.Channels
	n, err := s.ready(len(dst) / ch)
	if n == 0 {
		return 0, err
	}
	if s.block.Ints != nil {
		for i, v := range s.block.Ints[s.pos : s.pos+n*ch] {
			dst[i] = float32(v) * s.scale
		}
	} else {
		copy(dst, s.block.Floats[s.pos:s.pos+n*ch])
	}
	s.advance(n)
	return n, nil
}

// ErrNotInteger reports ReadInts on a stream whose Bits are 0.
var ErrNotInteger = errors.New("decode: the stream holds no integer samples")

// ReadInts reads like ReadFrames, but gives the integer samples as they are,
// full scale ±2^(Bits-1). Both methods move the same position.
func (s *Stream) ReadInts(dst []int32) (int, error) {
	if s.t.bits == 0 {
		return 0, ErrNotInteger
	}
	ch := s.t.format.Channels
	n, err := s.ready(len(dst) / ch)
	if n == 0 {
		return 0, err
	}
	copy(dst, s.block.Ints[s.pos:s.pos+n*ch])
	s.advance(n)
	return n, nil
}

// ready makes the block hold frames to deliver and returns how many, at most
// room; 0 with the error that ends the stream.
func (s *Stream) ready(room int) (int, error) {
	ch := s.t.format.Channels
	for room > 0 && s.err == nil {
		have := (s.samples() - s.pos) / ch
		if have == 0 {
			s.load()
			continue
		}
		if s.skip > 0 {
			drop := int(min(s.skip, int64(have)))
			s.skip -= int64(drop)
			s.pos += drop * ch
			continue
		}
		if s.left == 0 {
			// The rest is padding; reading on to the end checks what is left.
			s.pos = s.samples()
			continue
		}
		n := min(have, room)
		if s.left > 0 {
			n = int(min(int64(n), s.left))
		}
		return n, nil
	}
	return 0, s.err
}

func (s *Stream) advance(frames int) {
	ch := s.t.format.Channels
	s.place = NoOffset
	if s.block.frame > 0 {
		s.place = s.block.off + int64(s.pos/ch)*s.block.frame
	}
	s.pos += frames * ch
	if s.left > 0 {
		s.left -= int64(frames)
	}
}

func (s *Stream) samples() int { return max(len(s.block.Ints), len(s.block.Floats)) }

func (s *Stream) load() {
	s.block, s.err = s.t.blocks.next()
	s.pos, s.place = 0, NoOffset
	if s.err == nil {
		return
	}
	s.block = Block{}
	if !errors.Is(s.err, io.EOF) || errors.Is(s.err, io.ErrUnexpectedEOF) {
		return
	}
	if err := firstLoss(s.t.log, s.t.codec, s.left > 0); err != nil {
		s.err = err
	} else if s.left > 0 {
		s.err = failure(ErrTruncated, s.t.codec, NoOffset,
			"the stream ended %d frames before the %d that its headers promise", s.left, s.t.frames)
	}
}

// firstLoss returns the first damage in log that loses audio as an error of the
// format; nil where there is none. short says that frames are missing, so that a
// total that lies has promised more than is there.
func firstLoss(log *damage.Log, format string, short bool) error {
	if log == nil {
		return nil
	}
	for _, d := range log.List() {
		if d.Kind.Severity() == damage.Lost {
			return failure(lossKind(d.Kind, short), format, d.Offset, "%s", d.Detail)
		}
	}
	return nil
}

func lossKind(k damage.Kind, short bool) error {
	switch {
	case k == damage.Truncated, k == damage.LyingTotal && short:
		return ErrTruncated
	case k == damage.BadCRC, k == damage.BadMD5:
		return ErrChecksum
	}
	return ErrMalformed
}
