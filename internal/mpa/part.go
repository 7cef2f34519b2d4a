package mpa

import (
	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// part is one of the streams that a file is joined of, as far as it was walked.
type part struct {
	info       *Info
	start, end int64     // bytes; the tag's packet included
	packets    int64     // of audio
	bytes      int64     // of those
	coded      int64     // frames of samples in them
	music      crc16.Run // of the bytes up to summed, where the tag holds one to compare
	summed     int64     // behind the tag's packet at first
	losses     int       // entries in the log when it began that mean lost packets
	cuts       int       // and those that mean a lost end
}

// openPart begins a part with the packet p.
func (w *Walker) openPart(p *Packet) {
	end := p.Offset + int64(len(p.Data))
	w.part = part{info: p.Info, start: p.Offset, end: end, summed: end,
		losses: losses(w.log), cuts: w.log.Count(damage.Truncated)}
	w.content.bits.begin(atStart)
	if p.Info != nil && !p.Info.tagCRCRight(p.Data) {
		w.log.Add(damage.BadTag, p.Offset, "the %s tag's CRC-16 is not that of its bytes", p.Info.Name)
	}
}

// hasMusic reports whether the tag holds the CRC-16 of the packets.
func (g *part) hasMusic() bool { return g.info != nil && g.info.MusicCRC != 0 }

// lossy reports whether packets of the part are missing, as the log says.
func (w *Walker) lossy() bool { return losses(w.log) > w.part.losses }

// sum adds the bytes up to the part's end to its music CRC. They are one stretch
// of packets; where some are missing, nothing is compared with it.
func (w *Walker) sum() error {
	g := &w.part
	if w.lossy() {
		return nil
	}
	for g.summed < g.end {
		b, err := w.scan.peekAt(g.summed, int(min(g.end-g.summed, readat.MaxPeek)))
		if err != nil {
			return err
		}
		g.music.Add(b)
		g.summed += int64(len(b))
	}
	return nil
}

// losses counts what was logged that means fewer or shorter packets.
func losses(log *damage.Log) int {
	return log.Count(damage.LostSync) + log.Count(damage.Truncated) + log.Count(damage.FormatChange)
}

// closePart compares the part with what its tag says and counts its sound.
func (w *Walker) closePart() error {
	g := &w.part
	if g.end == 0 {
		return nil
	}
	lost := w.lossy()
	if g.info != nil {
		g.compare(lost, w.log)
	}
	if g.hasMusic() && !lost && g.packets == g.info.Frames {
		if err := w.sum(); err != nil {
			return err
		}
		if g.music.LSB() != g.info.MusicCRC {
			w.badMusic()
		}
	}
	p, s := g.sound(w.log), &w.stream
	if n := len(s.Parts); n < maxParts {
		s.Parts = append(s.Parts, p)
	} else {
		p.Sound = p.Coded
		s.Parts[n-1].Coded += p.Coded
		s.Parts[n-1].Sound += p.Coded
	}
	s.Packets += g.packets
	s.Bytes += g.bytes
	s.Coded += g.coded
	s.Frames += p.Sound
	*g = part{}
	return nil
}

// badMusic logs that the packets are not the ones that the encoder wrote. That
// is no loss where a tag says that the volume was changed on purpose.
func (w *Walker) badMusic() {
	g := &w.part
	kind, why := damage.BadCRC, ""
	if w.edited {
		kind, why = damage.BadTag, "; MP3Gain changed the volume"
	}
	w.log.Add(kind, g.start, "the CRC-16 of all packets is %04x, and the %s tag says %04x%s", g.music.LSB(), g.info.Name, g.info.MusicCRC, why)
}

// compare logs where the tag's counts contradict the part. lost says that the
// log explains missing packets already.
func (g *part) compare(lost bool, log *damage.Log) {
	t, bytes := g.info, g.end-g.start
	off := t.Frames - g.packets
	cut := log.Count(damage.Truncated) > g.cuts
	short := t.Bytes - bytes // how many bytes less than the tag says
	packet := bytes / (g.packets + 1)
	switch {
	case t.Frames < 0:
	case t.Frames == 0 && g.packets > 0:
		log.Add(damage.UnknownTotal, g.start, "the %s tag leaves the number of packets open", t.Name)
	case off == 0:
		if t.Bytes > 0 && short != 0 {
			log.Add(damage.CountOff, g.start, "the %s tag says %d bytes, there are %d", t.Name, t.Bytes, bytes)
		}
	case off > 0 && (cut || t.Bytes < 0 && off > 1 && !lost || t.Bytes > 0 && short > packet/2):
		log.Add(damage.Truncated, g.end, "%d packets of %d are there, as the %s tag says", g.packets, t.Frames, t.Name)
	case off > 0 && lost:
	case off == 1, off == -1:
		if t.Name != "VBRI" {
			log.Add(damage.CountOff, g.start, "the %s tag says %d packets, there are %d besides its own", t.Name, t.Frames, g.packets)
		}
	default:
		log.Add(damage.LyingTotal, g.start, "the %s tag says %d packets, there are %d", t.Name, t.Frames, g.packets)
	}
}

// sound returns the part without what its tag says the encoder put around it.
func (g *part) sound(log *damage.Log) Part {
	p := Part{Coded: g.coded, Sound: g.coded}
	t := g.info
	if t == nil || t.Delay+t.Padding == 0 || g.packets == 0 {
		return p
	}
	whole := g.coded
	if t.Frames > g.packets && log.Count(damage.Truncated) > g.cuts {
		// The padding stood behind what is missing.
		whole = g.coded / g.packets * t.Frames
	}
	delay, end := int64(t.Delay), min(g.coded, whole-int64(t.Padding))
	if delay > end {
		log.Add(damage.BadPriming, g.start, "the %s tag says %d frames of delay and %d of padding, there are %d in all", t.Name, t.Delay, t.Padding, g.coded)
		return p
	}
	p.Delay, p.Sound = delay, end-delay
	return p
}
