// Package riff finds the audio in RIFF/WAVE files and their relatives: RF64 and
// BW64 with 64-bit sizes, RIFX with big-endian numbers, and Sony Wave64.
//
// A size that a header declares is only ever compared with the bytes that are
// there; what is found is what can be played.
//
// Sources: Multimedia Programming Interface and Data Specifications 1.0
// (IBM/Microsoft, 1991), chapter 3; Multiple Channel Audio Data and WAVE Files
// (Microsoft, 2007); EBU Tech 3306; ITU-R BS.2088; Sony Wave64 1.0.
package riff

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Span is a run of bytes of the file.
type Span struct {
	Off, Len int64
}

// File is where the audio lies and what it is.
type File struct {
	Format   Format
	Data     []Span // the bytes of audio that are there
	Declared int64  // bytes that the data chunks promise; Open where they leave it open
	Fact     int64  // frames by the fact chunk; Open where there is none
	Short    bool   // the file ends before the promise is kept

	hasFormat, hasData bool
}

// Open stands for a length that a header does not state.
const Open = -1

// maxDeclared bounds what a header may promise, so that arithmetic on it
// cannot overflow; no storage holds a file of that size.
const maxDeclared = 1 << 56

// Playable reports whether both chunks without which there is no audio are
// there and make sense.
func (f *File) Playable() bool {
	return f.hasFormat && f.hasData && f.Format.Channels > 0 && f.Format.Rate > 0 && f.Format.Codec != ""
}

// HasFormat reports whether there is a fmt chunk.
func (f *File) HasFormat() bool { return f.hasFormat }

// Bytes returns how many bytes of audio are there.
func (f *File) Bytes() int64 {
	var n int64
	for _, s := range f.Data {
		n += s.Len
	}
	return n
}

// Parse reads the chunks of the file in r whose first byte is at start, and
// logs what is wrong with them. The error is never about the content.
func Parse(r *readat.Reader, start int64, log *damage.Log) (*File, error) {
	p := &parser{r: r, log: log, start: start, size: r.Size(), file: &File{Declared: 0, Fact: Open}}
	ok, err := p.open()
	if err != nil {
		return p.file, err
	}
	if ok {
		if err := p.walk(); err != nil {
			return p.file, err
		}
	}
	p.judge()
	return p.file, nil
}
