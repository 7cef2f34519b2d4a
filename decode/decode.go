// Package decode turns the bytes of an audio file into samples.
//
// Open recognises the content and returns a Stream, which is a pcm.Source.
// Encoder delay and padding are trimmed where the file says how much they are,
// so that the frames are those that a correct player lets one hear. A stream
// that ends early, breaks a checksum or breaks off ends in an *Error, never in
// io.EOF.
package decode

import (
	"context"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/sniff"
	"github.com/audiocheck/audiocheck/pcm"
)

// Options change how Open works. The zero value, and nil, are ready for use.
type Options struct {
	// Formats are codecs of packets in MP4 files and ADTS streams beside those
	// that this package decodes itself, AAC-LC, ALAC, FLAC and layer III; they win
	// over its own. A caller who has a decoder of HE-AAC or Opus gives it here.
	Formats []Format
}

// Format is one codec whose packets come out of a container.
type Format struct {
	Codec string // as package probe names it: "aac"
	// Open returns a decoder for a track. config is the codec's own header:
	// the AudioSpecificConfig of AAC, the magic cookie of ALAC, the STREAMINFO of
	// FLAC; nil for MPEG audio. Its error is an *Error, ErrUnsupported for what is
	// specified but not built.
	Open func(config []byte) (PacketDecoder, error)
}

// PacketDecoder decodes the packets of one track in order.
type PacketDecoder interface {
	Format() pcm.Format
	// Bits returns the bits a sample of integer PCM, 0 for a lossy codec, whose
	// blocks are float.
	Bits() int
	// Decode decodes one packet. The block is valid until the next call. After
	// an error the decoder is ready for the next packet. The error is an *Error
	// of the kind ErrUnsupported for what is specified but not built; any other
	// means that the packet is broken.
	Decode(packet []byte) (Block, error)
}

// Block is a run of frames, interleaved. One of Ints and Floats is nil.
type Block struct {
	Ints   []int32   // full scale ±2^(bits-1)
	Floats []float32 // full scale ±1

	off   int64 // where the first frame is stored, in bytes from the start of the file
	frame int64 // bytes that each frame takes there; 0 where frames have no place of their own
}

// track is what an adapter finds in a file.
type track struct {
	codec  string
	format pcm.Format
	bits   int   // of integer PCM; 0 when blocks are float
	skip   int64 // frames of encoder delay to drop at the start
	frames int64 // to deliver behind those, -1 when only the end of the blocks tells
	blocks blockReader

	// log is what the parsers found wrong. What loses audio ends the stream,
	// behind its last frame, in place of io.EOF. It may grow while blocks are read.
	log *damage.Log
}

// blockReader gives the blocks of a track. After the last it returns io.EOF,
// or an *Error when the stream ended before its proven end.
type blockReader interface {
	next() (Block, error)
}

// adapter opens the file in r, whose container begins at byte start.
type adapter struct {
	container sniff.Container
	open      func(r *readat.Reader, start int64, o *Options) (*track, error)
}

var adapters = []adapter{
	{sniff.WAV, openRIFF},
	{sniff.RF64, openRIFF},
	{sniff.RIFX, openRIFF},
	{sniff.W64, openRIFF},
	{sniff.AIFF, openAIFF},
	{sniff.AIFC, openAIFF},
	{sniff.ADTS, openADTS},
	{sniff.MPEG, openMPEG},
	{sniff.FLAC, openFLAC},
	{sniff.OGG, openOgg},
	{sniff.MP4, openMP4},
	{sniff.MOV, openMP4},
}

// Open returns the samples of the file in r, which holds size bytes. r is read
// with bounded reads at offsets, as long as the Stream is.
//
// An error about the content is an *Error: ErrUnknown for content that is no
// audio, ErrUnsupported for audio that is not decoded here (the text names it),
// ErrMalformed or ErrTruncated for a file whose headers are broken. Other
// errors are r's.
func Open(r io.ReaderAt, size int64, o *Options) (*Stream, error) {
	if o == nil {
		o = &Options{}
	}
	in := readat.New(context.Background(), r, size)
	container, start, err := sniff.Detect(in)
	if err != nil {
		return nil, err
	}
	for _, a := range adapters {
		if a.container == container {
			t, err := a.open(in, start, o)
			if err != nil {
				return nil, err
			}
			return newStream(t)
		}
	}
	kind, ok := sniff.Lookup(container)
	switch {
	case !ok:
		return nil, failure(ErrUnknown, "", 0, "the content matches no known format")
	case kind.Family == sniff.NotAudio:
		return nil, failure(ErrUnknown, string(container), NoOffset, "this is %s", kind.Title)
	}
	return nil, failure(ErrUnsupported, string(container), NoOffset, "this is %s, which is not decoded here", kind.Title)
}
