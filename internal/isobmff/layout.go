package isobmff

import (
	"bytes"
	"sort"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// maxMdats bounds the list of media data boxes: a fragment each two seconds for
// a day and a half. Of a file with more, packets are not held against them.
const maxMdats = 1 << 16

// Layout is the order of the boxes of a file.
type Layout struct {
	mdats  []span
	all    bool // mdats are all there are
	Cut    bool // the last box claims more than the file holds
	Mdat   bool // there is a media data box
	Moof   bool // there is a movie fragment
	Movies int  // movie boxes
	last   int  // the media data box that the last packet lay in
}

type span struct{ from, to int64 }

// Scan goes through the top-level boxes of the file and records what is wrong
// with them: a box that is cut short, bytes behind the last box, a second movie
// box.
func (m *Movie) Scan(r *readat.Reader, log *damage.Log) (*Layout, error) {
	l := &Layout{all: true}
	off := m.start
	for n := 0; off < r.Size() && n < maxTopLevel; n++ {
		b, ok, err := readBox(r, off, r.Size())
		if err != nil {
			return l, err
		}
		if !ok || n > 0 && (!plausible(b.kind) || b.cut && !topLevel[b.kind.String()]) {
			return l, l.behind(r, off, log)
		}
		l.add(b, r.Size(), log)
		off = b.end
	}
	return l, nil
}

// behind records what stands behind the last box, unless it is a tag that
// players know behind any file.
func (l *Layout) behind(r *readat.Reader, off int64, log *damage.Log) error {
	tags, err := tag.Fills(r, off)
	if err != nil || tags {
		return err
	}
	b, found, err := hidden(r, off)
	switch {
	case err != nil:
	case found:
		log.Add(damage.BadStructure, off, "the chain of boxes breaks: %d bytes are no box, and behind them stands a box %s", b.start-off, b.kind)
	default:
		log.Add(damage.JunkAfter, off, "%d bytes behind the last box are no box", r.Size()-off)
	}
	return err
}

// hidden returns the first whole box of audio or its description among the bytes
// from off on, where the sizes of the boxes in front do not lead.
func hidden(r *readat.Reader, off int64) (box, bool, error) {
	for at := off + 1; at < r.Size(); {
		w, err := r.Window(at)
		if err == nil && len(w) < 8 {
			w, err = r.Peek(at, 8)
		}
		if err != nil || len(w) < 8 {
			return box{}, false, err
		}
		i := bytes.IndexByte(w[4:], 'm')
		if i < 0 {
			at += int64(len(w) - 4)
			continue
		}
		at += int64(i)
		b, ok, err := readBox(r, at, r.Size())
		if err != nil {
			return box{}, false, err
		}
		if ok && !b.cut && (b.kind == kindMoof || b.kind == kindMdat || b.kind == kindMoov) {
			return b, true, nil
		}
		at++
	}
	return box{}, false, nil
}

// topLevel are the boxes that stand at the top of a file. Of others that claim
// more than the file holds, four letters of text are the likelier cause.
//
// Source: ISO/IEC 14496-12:2022, table 1; QuickTime File Format Specification.
var topLevel = map[string]bool{
	"ftyp": true, "moov": true, "mdat": true, "moof": true, "mfra": true, "free": true, "skip": true, "uuid": true, "meta": true,
	"pdin": true, "styp": true, "sidx": true, "ssix": true, "prft": true, "emsg": true, "imda": true, "wide": true, "pnot": true, "udta": true,
}

// MediaCut reports whether the media data that follow the movie box go on behind
// the end of the file, and logs that. It reads no more than the headers of the
// next few boxes; fragments, and media data in front, say nothing here.
func (m *Movie) MediaCut(r *readat.Reader, log *damage.Log) (bool, error) {
	const most = 4 // boxes of padding may stand between
	off := m.moov.end
	for range most {
		b, ok, err := readBox(r, off, r.Size())
		if err != nil || !ok || b.kind == kindMoof {
			return false, err
		}
		if b.kind == kindMdat {
			if b.cut {
				b.logCut(r.Size(), log)
			}
			return b.cut, nil
		}
		off = b.end
	}
	return false, nil
}

func (b box) logCut(size int64, log *damage.Log) {
	log.Add(damage.Truncated, b.start, "box %s claims %d bytes, the file ends after %d of them", b.kind, b.claim, size-b.start)
}

func (l *Layout) add(b box, size int64, log *damage.Log) {
	switch b.kind {
	case kindMdat:
		l.Mdat = true
		if len(l.mdats) < maxMdats {
			l.mdats = append(l.mdats, span{b.data, b.end})
		} else {
			l.all = false
		}
	case kindMoof:
		l.Moof = true
	case kindMoov:
		l.Movies++
		if l.Movies == 2 {
			log.Add(damage.BadStructure, b.start, "a second movie box; the first one counts")
		}
	}
	if b.cut {
		l.Cut = true
		if b.kind != kindMoov {
			b.logCut(size, log)
		}
	}
}

// plausible reports whether a box type is one that a writer would choose:
// printable, or the copyright sign that QuickTime begins some with.
func plausible(c fourCC) bool {
	for _, b := range c {
		if (b < ' ' || b > '~') && b != 0xa9 {
			return false
		}
	}
	return true
}

// Inside reports whether the bytes [from, to) lie in one media data box.
func (l *Layout) Inside(from, to int64) bool {
	if !l.all {
		return true
	}
	if l.last < len(l.mdats) && l.mdats[l.last].holds(from, to) {
		return true
	}
	// The boxes stand in the order of the file: the last that begins by from.
	i := sort.Search(len(l.mdats), func(i int) bool { return l.mdats[i].from > from }) - 1
	if i < 0 || !l.mdats[i].holds(from, to) {
		return false
	}
	l.last = i
	return true
}

func (s span) holds(from, to int64) bool { return from >= s.from && to <= s.to }
