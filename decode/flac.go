package decode

import (
	"cmp"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/flac"
	"github.com/audiocheck/audiocheck/internal/flacdec"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/pcm"
)

const flacName = "flac"

// openFLAC opens a native FLAC stream. Package flac finds the packets and checks
// their checksums, package flacdec decodes them.
func openFLAC(r *readat.Reader, start int64, o *Options) (*track, error) {
	var log damage.Log
	head, err := flac.ReadHead(r, start, &log)
	if err != nil {
		return nil, err
	}
	if !head.Found || !head.Info.Usable() {
		return nil, flacHeadError(&log, start)
	}
	end, err := flac.End(r, head.Audio, &log)
	if err != nil {
		return nil, err
	}
	s := head.Info
	b := &flacBlocks{r: r, info: s, walker: flac.NewWalker(r, head.Audio, end, s.Bits), checker: flac.NewChecker(head, &log), log: &log, sum: newSampleSum(&s)}
	frames := s.Total
	if frames == 0 {
		frames = -1
	}
	return &track{
		codec: flacName, format: pcm.Format{Rate: s.Rate, Channels: s.Channels},
		bits: s.Bits, frames: frames, blocks: b, log: &log,
	}, nil
}

func flacHeadError(log *damage.Log, start int64) error {
	if err := firstLoss(log, flacName, false); err != nil {
		return err
	}
	return failure(ErrMalformed, flacName, start, "the stream has no STREAMINFO block")
}

// flacBlocks decodes packet by packet, as far as the checker finds them right.
type flacBlocks struct {
	r       *readat.Reader
	info    flac.StreamInfo
	walker  *flac.Walker
	checker *flac.Checker
	log     *damage.Log // of the checker
	dec     flacdec.Decoder
	sum     sampleSum
}

func (b *flacBlocks) verified() string { return b.sum.verified() }

func (b *flacBlocks) next() (Block, error) {
	for {
		p, ok := b.walker.Next()
		if !ok {
			return Block{}, cmp.Or(b.walker.Err(), b.finish())
		}
		b.checker.Take(p)
		if b.log.Lost() {
			return Block{}, io.EOF // the log says why
		}
		if p.State == flac.Whole {
			return b.decode(p)
		}
	}
}

// finish returns io.EOF unless the samples are not the ones that were encoded.
// The log says what else is wrong.
func (b *flacBlocks) finish() error {
	if _, err := b.checker.Finish(b.r); err != nil {
		return err
	}
	if b.sum.none() || b.log.Lost() {
		return io.EOF
	}
	if err := b.sum.compare(); err != nil {
		return err
	}
	return io.EOF
}

// decode decodes a whole packet, which is of the stream's format: the checker has
// let it pass.
func (b *flacBlocks) decode(p flac.Packet) (Block, error) {
	if p.Len > flac.MaxPacket {
		return Block{}, failure(ErrTooLarge, flacName, p.Off, "a packet of %d bytes, want at most %d", p.Len, flac.MaxPacket)
	}
	packet, err := b.walker.Bytes(p)
	if err != nil {
		return Block{}, err
	}
	ints, illegal := b.dec.Decode(packet, p.Header, b.info.Bits)
	if illegal != nil {
		return Block{}, failure(ErrMalformed, flacName, p.Off+int64(illegal.Bit/8),
			"a packet whose checksums are right cannot be decoded: %v", illegal)
	}
	b.sum.add(ints)
	return Block{Ints: ints}, nil
}
