// Package aiff finds the audio in AIFF and AIFF-C files.
//
// Sources: Audio Interchange File Format 1.3 (Apple, 1989); AIFF-C draft of
// 1991-08-26; the compression types that QuickTime added.
package aiff

import (
	"encoding/binary"
	"math"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// File is where the audio lies and what it is.
type File struct {
	Codec    string // as package probe names it; empty where there is no COMM chunk
	Channels int
	Rate     int // Hz
	Bits     int // valid bits a sample; 0 for packed codecs
	Declared int64

	Block       int64 // bytes of a frame, or of a packet of each channel
	BlockFrames int64 // frames that such a block holds

	Off, Len int64 // the bytes of audio that are there
	Short    bool  // the file ends before the SSND chunk does

	hasCommon, hasSound bool
}

// Playable reports whether both chunks without which there is no audio are
// there and make sense.
func (f *File) Playable() bool {
	return f.hasCommon && f.hasSound && f.Channels > 0 && f.Rate > 0 && f.Block > 0
}

// Frames returns the frames that are there, and false where the COMM chunk is
// too broken to tell.
func (f *File) Frames() (int64, bool) {
	if !f.hasCommon || !f.hasSound || f.Block == 0 {
		return 0, false
	}
	return f.Len / f.Block * f.BlockFrames, true
}

const (
	formBytes = 12
	headBytes = 8
	maxChunks = 4096    // a file of more is made to waste time
	firstRead = 4 << 10 // holds all headers of a usual file
)

type parser struct {
	r          *readat.Reader
	log        *damage.Log
	file       *File
	start, end int64 // of the FORM as declared
	commonAt   int64 // where the COMM chunk's payload begins
	compressed bool  // AIFF-C
	blame      bool  // a damage or flaw explains already why the FORM size is off
}

// Parse reads the chunks of the file in r whose first byte is at start, and
// logs what is wrong with them. The error is never about the content.
func Parse(r *readat.Reader, start int64, log *damage.Log) (*File, error) {
	p := &parser{r: r, log: log, start: start, file: &File{}}
	h, err := r.Peek(start, firstRead)
	if err != nil {
		return p.file, err
	}
	if len(h) < formBytes {
		log.Add(damage.MissingHeader, start, "the file ends after %d bytes of the %d-byte FORM header", len(h), formBytes)
		return p.file, nil
	}
	p.end = start + headBytes + int64(binary.BigEndian.Uint32(h[4:]))
	p.compressed = string(h[8:12]) == "AIFC"
	err = p.walk()
	p.judge()
	return p.file, err
}

func (p *parser) walk() error {
	pos := p.start + formBytes
	for range maxChunks {
		if pos >= p.r.Size() {
			return nil
		}
		h, err := p.r.Peek(pos, headBytes)
		if err != nil {
			return err
		}
		if tags, err := p.tagsFill(h, pos); err != nil || tags || !p.accept(h, pos) {
			return err
		}
		id, size := string(h[:4]), int64(binary.BigEndian.Uint32(h[4:]))
		switch {
		case id == "COMM":
			err = p.common(pos+headBytes, size)
		case id == "SSND" && !p.file.hasSound:
			var done bool
			if done, err = p.sound(pos+headBytes, size); done {
				return err
			}
		}
		if err != nil {
			return err
		}
		if pos, err = p.behind(id, pos+headBytes, size); err != nil {
			return err
		}
	}
	p.log.Add(damage.BadStructure, pos, "more than %d chunks; the rest is not read", maxChunks)
	return nil
}

// accept reports whether a chunk whose header is h stands at pos.
func (p *parser) accept(h []byte, pos int64) bool {
	f, size := p.file, p.r.Size()
	fits := len(h) == headBytes && int64(binary.BigEndian.Uint32(h[4:])) <= size-pos-headBytes
	sound := len(h) == headBytes && string(h[:4]) == "SSND"
	switch {
	case len(h) == headBytes && named(h[:4]) && (fits || sound && !f.hasSound) && string(h[:4]) != "FORM":
		return true
	case f.hasSound && len(h) == headBytes && named(h[:4]) && pos < p.end && f.hasCommon:
		p.log.Add(damage.BadTag, pos, "chunk %q of %d bytes behind the audio is cut off: %d bytes are left",
			h[:4], binary.BigEndian.Uint32(h[4:]), size-pos-headBytes)
	case f.hasSound && f.hasCommon:
		p.log.Add(damage.JunkAfter, pos, "%d bytes that are no chunk stand behind the audio", size-pos)
	case len(h) == headBytes:
		p.log.Add(damage.BadStructure, pos, "%q of %d bytes is no chunk that the file can hold", h[:4], binary.BigEndian.Uint32(h[4:]))
	}
	p.blame = true
	return false
}

// tagsFill reports whether the chunks end at pos, where h stands, and tags that
// players know behind any file go on to its end.
func (p *parser) tagsFill(h []byte, pos int64) (bool, error) {
	if !p.file.hasCommon || !p.file.hasSound || len(h) == headBytes && p.fitting(h, pos) {
		return false, nil
	}
	tags, err := tag.Fills(p.r, pos)
	p.blame = p.blame || tags
	return tags, err
}

func named(id []byte) bool {
	for _, c := range id {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// behind returns the offset of the next chunk behind a payload of size bytes at
// off.
func (p *parser) behind(id string, off, size int64) (int64, error) {
	end := off + size
	if size%2 == 0 || end > p.r.Size() {
		return end, nil
	}
	h, err := p.r.Peek(end, headBytes+1)
	if err != nil {
		return end, err
	}
	missing := len(h) == 0 || len(h) > headBytes && h[0] != 0 && p.fitting(h, end) && !p.fitting(h[1:], end+1)
	if missing {
		p.log.Add(damage.OddPadding, end, "chunk %q has an odd number of bytes and no pad byte", id)
		return end, nil
	}
	return end + 1, nil
}

func (p *parser) fitting(h []byte, off int64) bool {
	return named(h[:4]) && int64(binary.BigEndian.Uint32(h[4:])) <= p.r.Size()-off-headBytes
}

// sound takes the bytes of the SSND chunk. It reports whether they go to the
// end of the file, whatever the chunk says.
func (p *parser) sound(off, size int64) (toEnd bool, err error) {
	const head = 8 // offset and block size
	f := p.file
	h, err := p.r.Peek(off, head)
	if err != nil {
		return true, err
	}
	if len(h) < head {
		p.log.Add(damage.Truncated, p.r.Size(), "the file ends after %d bytes of the SSND chunk's header of %d", len(h), head)
		p.blame = true
		return true, nil
	}
	skip := head + int64(binary.BigEndian.Uint32(h))
	f.hasSound = true
	f.Off = min(off+skip, p.r.Size())
	there := p.r.Size() - f.Off
	switch {
	case size == 0 || size == math.MaxUint32 || size == head && there > 0 && p.end <= f.Off:
		f.Len, toEnd, p.blame = there, true, true
		p.log.Add(damage.UnknownTotal, off, "the SSND chunk leaves its size open (%d), as a stream's does; %d bytes follow", size, there)
	case size < skip:
		p.log.Add(damage.BadStructure, off, "SSND chunk of %d bytes says that its audio begins at byte %d of it", size, skip)
	case size-skip > there:
		f.Len, f.Short, toEnd, p.blame = there, true, true, true
		if p.end == p.r.Size() {
			p.log.Add(damage.LyingTotal, off, "the SSND chunk declares %d bytes of audio, %d bytes are there", size-skip, there)
		} else {
			p.log.Add(damage.Truncated, p.r.Size(), "the SSND chunk declares %d bytes of audio, the file ends after %d of them", size-skip, there)
		}
	default:
		f.Len = size - skip
	}
	return toEnd, nil
}

// judge logs what only the whole walk can tell.
func (p *parser) judge() {
	f := p.file
	if !f.hasCommon && p.log.Count(damage.BadStructure) == 0 {
		p.log.Add(damage.MissingHeader, damage.NoOffset, "there is no COMM chunk")
	}
	if !f.hasSound {
		if f.hasCommon && f.Declared == 0 {
			f.hasSound = true // without frames the chunk may be left away
			return
		}
		p.log.Add(damage.MissingHeader, damage.NoOffset, "there is no SSND chunk")
		return
	}
	if off := p.end - p.r.Size(); !p.blame && (off > 1 || off < -1) {
		p.log.Add(damage.CountOff, p.start, "the FORM header says that the file ends at byte %d, it has %d bytes", p.end, p.r.Size())
	}
	p.judgeFrames()
}

// judgeFrames compares the frames that COMM declares with those of SSND.
func (p *parser) judgeFrames() {
	f := p.file
	have, ok := f.Frames()
	if !ok || f.Short {
		return
	}
	if rest := f.Len % f.Block; rest != 0 && have != f.Declared {
		p.log.Add(damage.OddPadding, f.Off+f.Len-rest, "%d bytes are left of a frame of %d bytes", rest, f.Block)
	}
	switch {
	case f.Declared == have:
	case f.Declared == 0:
		p.log.Add(damage.UnknownTotal, p.commonAt, "the COMM chunk leaves the number of frames open; %d are there", have)
	default:
		p.log.Add(damage.LyingTotal, p.commonAt, "the COMM chunk declares %d frames, the SSND chunk holds %d", f.Declared, have)
	}
}
