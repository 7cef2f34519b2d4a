package riff

import (
	"bytes"
	"math"
	"slices"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

const (
	maxChunks = 4096    // a file of more is made to waste time
	maxData   = 256     // data chunks that are played
	maxFmt    = 4 << 10 // bytes of a fmt or ds64 chunk that are looked at
	firstRead = 4 << 10 // holds all headers of a usual file
)

// parser is one walk over the chunks.
type parser struct {
	r      *readat.Reader
	log    *damage.Log
	file   *File
	lay    layout
	start  int64 // of the RIFF header
	size   int64 // of the file
	riff   int64 // where the RIFF header says that the file ends; Open
	factAt int64 // where the fact chunk's payload begins
	sizes  *ds64
	empty  bool // there is not even a RIFF header
	blame  bool // a damage or flaw explains already why the RIFF size is off
}

// open reads the RIFF header. It reports whether chunks may follow.
func (p *parser) open() (bool, error) {
	h, err := p.r.Peek(p.start, firstRead)
	if err != nil {
		return false, err
	}
	p.lay = littleEndian
	if len(h) >= 4 {
		switch string(h[:4]) {
		case "RIFX":
			p.lay = bigEndian
		case "riff":
			p.lay = wave64
		}
	}
	if int64(len(h)) < p.lay.form {
		p.log.Add(damage.MissingHeader, p.start, "the file ends after %d bytes of the %d-byte RIFF header", len(h), p.lay.form)
		p.empty = true
		return false, nil
	}
	if p.lay.wide {
		p.riff = p.wideEnd(h)
		return true, nil
	}
	p.riff = p.start + 8 + int64(p.lay.order.Uint32(h[4:8]))
	if slices.Contains(streamed, p.riff-p.start-8) {
		p.riff = Open
	}
	return true, nil
}

// wideEnd returns the end of a Wave64 file by its header.
func (p *parser) wideEnd(h []byte) int64 {
	n := wideSize(h[16:24])
	if n == Open || n > maxDeclared || slices.Contains(streamedWide, n) {
		return Open
	}
	return p.start + 24 + n
}

// walk visits the chunks up to the end of the file.
func (p *parser) walk() error {
	pos := p.start + p.lay.form
	for range maxChunks {
		if pos >= p.size {
			return nil
		}
		h, err := p.r.Peek(pos, p.lay.head)
		if err != nil {
			return err
		}
		if tags, err := p.tagsFill(h, pos); err != nil || tags {
			return err
		}
		c, ok := p.accept(h, pos)
		if !ok {
			return nil
		}
		if err := p.visit(c); err != nil {
			return err
		}
		if pos, err = p.behind(c); err != nil {
			return err
		}
	}
	if pos < p.size {
		p.log.Add(damage.BadStructure, pos, "more than %d chunks; the rest is not read", maxChunks)
		p.blame = true
	}
	return nil
}

// accept returns the chunk whose header h stands at pos, and false where the
// chunks end.
func (p *parser) accept(h []byte, pos int64) (chunk, bool) {
	if len(h) < p.lay.head {
		p.remainder(pos)
		return chunk{}, false
	}
	c := p.resolve(p.lay.read(h, pos))
	fits := c.size >= 0 && c.size <= p.size-c.off
	switch {
	case named(c.id) && (fits || c.id == "data" && !p.file.hasData) && !isForm(c.id):
		return c, true
	case fits && !p.file.hasData && !isForm(c.id):
		p.log.Add(damage.BadTag, pos, "%q is no name of a chunk; its %d bytes are skipped", h[:4], c.size)
		return c, true
	case p.file.hasData && p.inside(pos) && named(c.id) && !isForm(c.id):
		p.log.Add(damage.BadTag, pos, "chunk %q of %d bytes behind the audio is cut off: %d bytes are left", c.id, c.size, p.size-c.off)
		p.blame = true
		return c, false
	case p.file.hasData && p.goesOn(h, pos):
		s := p.file.Data[len(p.file.Data)-1]
		p.log.Add(damage.LyingTotal, s.Off, "the data chunk declares %d bytes, and %d bytes that are no chunk go on behind them up to where the RIFF header ends the file",
			s.Len, min(p.riff, p.size)-s.Off-s.Len)
		p.blame = true
		return c, false
	case p.file.hasData:
		p.log.Add(damage.JunkAfter, pos, "%d bytes that are no chunk stand behind the audio", p.size-pos)
		p.blame = p.blame || p.riff <= pos && p.riff >= pos-1
		return c, false
	case named(c.id) && !isForm(c.id):
		p.log.Add(damage.BadStructure, pos, "chunk %q declares %d bytes, %d are left in the file", c.id, c.size, p.size-c.off)
	default:
		p.log.Add(damage.BadStructure, pos, "%q is no name of a chunk", h[:4])
	}
	p.blame = true
	return c, false
}

// goesOn reports whether the bytes at pos, which begin with h, look like audio
// that the size of the data chunk leaves out: they follow it, the RIFF header
// counts them, and they are no padding.
func (p *parser) goesOn(h []byte, pos int64) bool {
	if len(p.file.Data) == 0 || p.riff == Open || min(p.riff, p.size)-pos < max(p.file.Format.Frame, int64(p.lay.head)) {
		return false
	}
	s := p.file.Data[len(p.file.Data)-1]
	zeros := len(bytes.Trim(h, "\x00")) == 0
	return !zeros && pos-(s.Off+s.Len) < p.lay.align
}

// inside reports whether pos lies before the end that the RIFF header states.
func (p *parser) inside(pos int64) bool { return p.riff == Open || pos < p.riff }

// remainder judges bytes at the end that are too few for a chunk header.
func (p *parser) remainder(pos int64) {
	if !p.file.hasData {
		return // judge says what is missing
	}
	if p.lay.wide && p.size-pos < p.lay.align {
		return
	}
	p.log.Add(damage.JunkAfter, pos, "%d bytes stand behind the last chunk", p.size-pos)
	p.blame = true
}

// isForm reports whether id begins a file rather than a chunk.
func isForm(id string) bool {
	return id == "RIFF" || id == "RF64" || id == "BW64" || id == "RIFX" || id == "riff"
}

// tagsFill reports whether the chunks end at pos, where h stands, and tags that
// players know behind any file go on to its end.
func (p *parser) tagsFill(h []byte, pos int64) (bool, error) {
	if !p.file.hasData || len(h) == p.lay.head && p.fitting(h, pos) {
		return false, nil
	}
	tags, err := tag.Fills(p.r, pos)
	if tags {
		p.blame = p.blame || p.riff == pos || p.riff == pos-1
	}
	return tags, err
}

// resolve replaces a size of all ones by the one in ds64.
func (p *parser) resolve(c chunk) chunk {
	if p.sizes == nil || p.lay.wide || c.size != math.MaxUint32 {
		return c
	}
	if c.id == "data" && !p.file.hasData {
		c.size = p.sizes.data
	} else if n, ok := p.sizes.table[c.id]; ok {
		c.size = n
	}
	return c
}

// visit reads the chunks that say something about the audio.
func (p *parser) visit(c chunk) error {
	switch c.id {
	case "fmt ":
		return p.visitFormat(c)
	case "ds64":
		return p.visitDS64(c)
	case "fact":
		return p.visitFact(c)
	case "data":
		return p.visitData(c)
	}
	return nil
}

func (p *parser) visitFormat(c chunk) error {
	if p.file.hasFormat {
		p.log.Add(damage.BadStructure, c.off, "a second fmt chunk; the first one is taken")
		return nil
	}
	b, err := p.r.Peek(c.off, int(min(c.size, maxFmt)))
	if err != nil {
		return err
	}
	if p.file.hasData {
		p.log.Add(damage.JunkBetween, c.off, "the fmt chunk stands behind the data: WAVE wants it in front, and not all players find it here")
	}
	f, ok := parseFormat(b, p.lay, c.off, p.log)
	if ok {
		p.file.Format, p.file.hasFormat = f, true
	}
	return nil
}

func (p *parser) visitDS64(c chunk) error {
	b, err := p.r.Peek(c.off, int(min(c.size, maxFmt)))
	if err != nil {
		return err
	}
	d, ok := parseDS64(b)
	if !ok {
		p.log.Add(damage.BadStructure, c.off, "ds64 chunk is %d bytes, need 24", len(b))
		return nil
	}
	p.sizes = d
	if p.riff == Open && d.riff > 0 {
		p.riff = p.start + 8 + d.riff
	}
	return nil
}

func (p *parser) visitFact(c chunk) error {
	p.factAt = c.off
	b, err := p.r.Peek(c.off, int(min(c.size, 8)))
	if err != nil {
		return err
	}
	switch {
	case p.lay.wide && len(b) == 8:
		p.file.Fact = bounded(b)
	case len(b) >= 4:
		p.file.Fact = int64(p.lay.order.Uint32(b))
	}
	if !p.lay.wide && p.file.Fact == math.MaxUint32 {
		p.file.Fact = Open
		if p.sizes != nil {
			p.file.Fact = p.sizes.frames
		}
	}
	return nil
}
