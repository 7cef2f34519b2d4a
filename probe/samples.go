package probe

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/internal/damage"
)

// decodedFrames is how many frames are decoded between two looks at the
// context.
const decodedFrames = 8192

// decodeAll decodes the file and records what the packets could not tell. A
// codec that is not decoded here leaves the depth at Packets.
func (j *job) decodeAll(o *Options) error {
	if j.info.DepthReached < Packets || j.info.Encrypted {
		return nil
	}
	if j.overLimit(o) {
		j.passedOver = true
		return nil
	}
	s, err := decode.Open(j.r, j.r.Size(), o.Decode)
	if err != nil {
		return j.decodeFailed(err)
	}
	frames, err := j.count(s)
	if !errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return j.decodeFailed(err)
	}
	j.info.DepthReached = Samples
	j.info.Frames.set(frames, FromSamples)
	if v := s.Verified(); v != "" {
		j.info.VerifiedBy = v
	}
	return nil
}

func (j *job) overLimit(o *Options) bool {
	if o.DecodeLimit <= 0 {
		return false
	}
	const most = 2 // priming and padding are far less than half of a stream
	limit := o.DecodeLimit.Seconds()
	playable, _ := j.info.Duration()
	coded, _ := j.info.CodedDuration()
	return playable > limit || coded > most*limit
}

// count reads s to its end and returns the frames and the error that ended it.
func (j *job) count(s *decode.Stream) (frames int64, err error) {
	bad := badSamples{double: strings.HasPrefix(s.Codec(), "pcm_f64")}
	defer func() { bad.record(&j.log) }()
	ch := s.Format().Channels
	read := readInts(s, ch)
	if s.Bits() == 0 {
		buf := make([]float32, decodedFrames*ch)
		read = func() (int, error) {
			n, err := s.ReadFrames(buf)
			off, stride := s.Place()
			bad.look(buf[:n*ch], frames, ch, off, stride)
			return n, err
		}
	}
	for {
		if err := j.r.Context().Err(); err != nil {
			return frames, err
		}
		n, err := read()
		if err != nil {
			return frames, err
		}
		frames += int64(n)
	}
}

// readInts returns a function that reads on in s, whose samples are integers:
// none can be no number.
func readInts(s *decode.Stream, channels int) func() (int, error) {
	buf := make([]int32, decodedFrames*channels)
	return func() (int, error) { return s.ReadInts(buf) }
}

// badSamples are those that are no number or infinite, which only float PCM can
// hold.
type badSamples struct {
	double  bool // samples are floats of 64 bits, of which large ones overflow here
	count   int64
	value   float32 // of the first
	frame   int64
	channel int
	off     int64 // in the file, or damage.NoOffset
}

// look counts those among samples, which begin with frame first. That is stored
// at byte off, as stride bytes, if it has a place.
func (b *badSamples) look(samples []float32, first int64, channels int, off, stride int64) {
	for i, v := range samples {
		if v-v == 0 {
			continue
		}
		if b.count == 0 {
			b.value, b.frame, b.channel = v, first+int64(i/channels), i%channels
			b.off = off
			if off != decode.NoOffset {
				b.off += int64(i) * stride / int64(channels)
			}
		}
		b.count++
	}
}

func (b *badSamples) record(log *damage.Log) {
	if b.count == 0 {
		return
	}
	more := ""
	if b.count > 1 {
		more = fmt.Sprintf(", the first of %d that are no number or infinite", b.count)
	}
	value := fmt.Sprintf("sample is %v in", b.value)
	if b.double && b.value == b.value { // no NaN
		value = fmt.Sprintf("a sample is %v, or larger than 32-bit floats hold, in", b.value)
	}
	log.Add(damage.BadSample, b.off, "%s frame %d, channel %d%s", value, b.frame, b.channel, more)
}

// kindOf maps what decode says of a stream to the damage that it is.
var kindOf = []struct {
	err  error
	kind damage.Kind
}{
	{decode.ErrChecksum, damage.BadMD5},
	{decode.ErrTruncated, damage.Truncated},
	{decode.ErrMalformed, damage.BadPacket},
}

// decodeFailed records err as damage when it is about the content, and returns
// it otherwise. What is not supported is neither, and what broke the packets
// breaks the samples too: one cause, one damage.
func (j *job) decodeFailed(err error) error {
	var e *decode.Error
	if !errors.As(err, &e) {
		return err
	}
	lost := j.log.Lost()
	for _, k := range kindOf {
		if !errors.Is(e.Kind, k.err) {
			continue
		}
		j.info.DepthReached = Samples
		if !lost {
			j.log.Add(k.kind, e.Offset, "%s", e.Text)
		}
	}
	return nil
}
