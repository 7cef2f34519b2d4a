package riff

import (
	"slices"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// visitData takes the bytes of a data chunk and compares them with its size.
func (p *parser) visitData(c chunk) error {
	f := p.file
	if f.hasData {
		return p.visitMoreData(c)
	}
	f.hasData = true
	there := p.size - c.off
	open, err := p.isOpen(c)
	switch {
	case err != nil:
		return err
	case open:
		p.takeOpen(c)
	case c.size < 0 || c.size > there:
		p.takeShort(c, there)
	default:
		f.Data = append(f.Data, Span{c.off, c.size})
		f.Declared += c.size
	}
	return nil
}

// visitMoreData takes a data chunk behind the first. WAVE allows one; players
// differ in whether they go on to the next.
func (p *parser) visitMoreData(c chunk) error {
	f := p.file
	if c.size == 0 || len(f.Data) >= maxData {
		return nil
	}
	p.log.Add(damage.JunkBetween, c.off, "data chunk number %d, of %d bytes: WAVE allows one, and not all players go on to it",
		len(f.Data)+1, c.size)
	f.Data = append(f.Data, Span{c.off, c.size})
	f.Declared += c.size
	return nil
}

// isOpen reports whether the size of the data chunk was left open by a writer
// that could not go back. An empty chunk with others behind it is just empty.
func (p *parser) isOpen(c chunk) (bool, error) {
	marks := streamed
	if p.lay.wide {
		marks = streamedWide
	}
	there := p.size - c.off
	if !slices.Contains(marks, c.size) || c.size > 0 && c.size <= there {
		return false, nil
	}
	if c.size > 0 {
		return true, nil
	}
	h, err := p.r.Peek(c.off, p.lay.head)
	if err != nil || there == 0 {
		return false, err
	}
	if len(h) < p.lay.head {
		return p.riff == Open, nil
	}
	next := p.lay.read(h, c.off)
	if named(next.id) && next.size >= 0 && next.size <= p.size-next.off {
		return false, nil
	}
	tags, err := tag.Fills(p.r, c.off)
	return !tags, err
}

// takeOpen takes everything up to the end that the RIFF header states, or else
// to the end of the file.
func (p *parser) takeOpen(c chunk) {
	end := p.size
	if p.riff > c.off && p.riff < p.size {
		end = p.riff
	}
	p.file.Data = append(p.file.Data, Span{c.off, end - c.off})
	p.file.Declared = Open
	p.blame = true
	p.log.Add(damage.UnknownTotal, c.off, "the data chunk leaves its size open (%d), as a stream's does; %d bytes follow", c.size, end-c.off)
}

// takeShort takes what is left of a data chunk that promises more. A RIFF size
// that fits the file tells a chunk that lies from a file that was cut.
func (p *parser) takeShort(c chunk, there int64) {
	f := p.file
	f.Data = append(f.Data, Span{c.off, there})
	f.Declared = min(c.size, maxDeclared)
	if c.size < 0 {
		f.Declared = maxDeclared
	}
	f.Short = true
	p.blame = true
	whole := p.riff != Open && p.riff-p.size >= -1 && p.riff-p.size <= 1
	if whole || c.size < 0 || c.size >= maxDeclared {
		p.log.Add(damage.LyingTotal, c.off, "the data chunk declares %d bytes, %d bytes are there", f.Declared, there)
		return
	}
	p.log.Add(damage.Truncated, p.size, "the data chunk declares %d bytes, the file ends after %d of them", c.size, there)
}

// behind returns the offset of the chunk that follows c.
func (p *parser) behind(c chunk) (int64, error) {
	if c.id == "data" {
		last := p.file.Data
		if p.file.Declared == Open || p.file.Short {
			return last[len(last)-1].Off + last[len(last)-1].Len, nil
		}
	}
	end := c.off + c.size
	pos := p.lay.padded(c)
	if pos == end || p.lay.wide {
		return pos, nil
	}
	if end == p.size {
		p.log.Add(damage.OddPadding, end, "chunk %q of %d bytes has no pad byte at the end of the file", c.id, c.size)
		return end, nil
	}
	h, err := p.r.Peek(end, p.lay.head+1)
	if err != nil || len(h) <= p.lay.head {
		return pos, err
	}
	if h[0] != 0 && p.fitting(h, end) && !p.fitting(h[1:], end+1) {
		p.log.Add(damage.OddPadding, end, "chunk %q of %d bytes has no pad byte", c.id, c.size)
		return end, nil
	}
	return pos, nil
}

// fitting reports whether a chunk that the file can hold has its header h at
// off.
func (p *parser) fitting(h []byte, off int64) bool {
	c := p.lay.read(h, off)
	return named(c.id) && (c.size <= p.size-c.off || c.id == "data")
}

// judge logs what only the whole walk can tell.
func (p *parser) judge() {
	if p.empty {
		return
	}
	f := p.file
	if !f.hasFormat && p.log.Count(damage.BadStructure) == 0 {
		p.log.Add(damage.MissingHeader, damage.NoOffset, "there is no fmt chunk")
	}
	if !f.hasData {
		p.log.Add(damage.MissingHeader, damage.NoOffset, "there is no data chunk")
		return
	}
	p.judgeEnd()
	if f.hasFormat {
		p.judgeFrames()
	}
}

// judgeEnd compares the RIFF size with the size of the file.
func (p *parser) judgeEnd() {
	off := p.riff - p.size
	switch {
	case p.blame:
	case p.riff == Open:
		p.log.Add(damage.UnknownTotal, p.start, "the RIFF header leaves its size open, as a stream's does")
	case off > p.lay.align-1 || off < -(p.lay.align-1):
		p.log.Add(damage.CountOff, p.start, "the RIFF header says that the file ends at byte %d, it has %d bytes", p.riff, p.size)
	}
}

// judgeFrames compares the bytes of audio with whole frames and blocks.
func (p *parser) judgeFrames() {
	f := p.file
	if f.Format.Frame > 0 && !f.Short {
		for _, s := range f.Data {
			if rest := s.Len % f.Format.Frame; rest != 0 {
				p.log.Add(damage.OddPadding, s.Off+s.Len-rest, "%d bytes are left of a frame of %d bytes", rest, f.Format.Frame)
			}
		}
	}
	p.judgeFact()
}

// judgeFact compares the fact chunk, which must be there for everything but
// integer PCM, with the frames that the data holds.
func (p *parser) judgeFact() {
	f := p.file
	coded, ok := f.CodedFrames()
	if !ok || f.Fact <= 0 || f.Short || f.Declared == Open || f.Format.Tag == TagPCM {
		return
	}
	ch := int64(f.Format.Channels)
	switch over := f.Fact - coded; {
	case over <= 0 && -over < max(f.Format.BlockFrames, 1), f.Fact == coded*ch:
		// The rest of the last block is padding. Some writers count samples
		// where the standard asks for frames.
	case over > 0 && f.Format.BlockFrames > 1:
		p.log.Add(damage.LyingTotal, p.factAt, "the fact chunk promises %d frames, the data holds %d", f.Fact, coded)
	default:
		p.log.Add(damage.CountOff, p.factAt, "the fact chunk says %d frames, the data holds %d", f.Fact, coded)
	}
}
