package ogg

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Summary is what the pages tell of a file.
type Summary struct {
	Codec       Codec // of the first audio stream
	AudioTracks int   // in the first link of the chain
	VideoTracks int
	Links       int   // files in a row, each with its own streams
	Frames      int64 // playable ones of the first audio stream of each link
	// Coded counts those too that are decoded and dropped in front and behind.
	Coded   int64
	Bytes   int64 // of the packets of those streams
	Guessed bool  // where the stream starts is an estimate, and Frames too
	Intact  bool  // every CRC-32 is right, and nothing is missing
}

// Walk reads all pages from start on and logs what is wrong.
//
// Source: RFC 3533.
func Walk(r *readat.Reader, start int64, log *damage.Log) (Summary, error) {
	w := walker{r: r, log: log}
	for off := start; off < r.Size(); {
		p, s, err := readPage(r, off)
		if err != nil {
			return w.sum, err
		}
		switch s {
		case right:
			w.page(&p)
			off += int64(p.size)
			continue
		case cut:
			if tail, err := nextCapture(r, off+1); err != nil {
				return w.sum, err
			} else if tail == r.Size() {
				log.Add(damage.Truncated, off, "the file ends %d bytes into a page", r.Size()-off)
				w.cut = true
				off = r.Size()
				continue
			}
			s = none
		case broken:
			log.Add(damage.BadCRC, off, "the CRC-32 of a page is not that of its %d bytes", p.size)
			w.forgive()
		}
		if off, err = w.skip(off, &p, s); err != nil {
			return w.sum, err
		}
	}
	if err := w.finish(); err != nil {
		return w.sum, err
	}
	w.sum.Intact = w.sum.Links > 0 && !log.Lost()
	return w.sum, nil
}

// walker goes from page to page.
type walker struct {
	r       *readat.Reader
	log     *damage.Log
	sum     Summary
	streams []*stream // of the link
	data    bool      // the link's first pages are over
	gap     int64     // bytes before the page that belong to none, and where
	gapOff  int64
	cut     bool

	again int64 // bytes of broken pages that are looked through for others
}

// maxAgain and as many bytes as lie in front of a broken page are looked through
// a second time for pages within pages; behind that, their sizes are believed,
// so that no file costs more than twice its size.
const maxAgain = 1 << 20

// skip returns where to go on behind what is no page, or a broken one.
func (w *walker) skip(off int64, p *page, s status) (int64, error) {
	if s == broken {
		// Its size may be what is broken.
		b, err := w.r.Peek(off+int64(p.size), len(capture))
		if err != nil || string(b) == capture || len(b) == 0 || w.again > maxAgain+off {
			return off + int64(p.size), err
		}
		w.again += int64(p.size)
	}
	next, err := nextCapture(w.r, off+1)
	if err != nil {
		return off, err
	}
	if s == none {
		if w.gap == 0 {
			w.gapOff = off
		}
		w.gap += next - off
	}
	return next, nil
}

// forgive keeps the page numbers that a broken page costs from being logged as
// a second damage.
func (w *walker) forgive() {
	for _, s := range w.streams {
		s.forgiven = true
	}
}

func (w *walker) page(p *page) {
	if p.flags&first != 0 {
		w.begin(p)
		return
	}
	w.data = true
	s := w.find(p.serial)
	if s == nil {
		w.flushGap(0)
		if len(w.streams) < maxStreams {
			if !w.log.Lost() {
				w.log.Add(damage.MissingHeader, p.off, "a page of stream %#x, which has no first page", p.serial)
			}
			w.streams = append(w.streams, &stream{serial: p.serial, off: p.off, next: p.number + 1})
		}
		return
	}
	missing := int64(p.number) - int64(s.next)
	if missing != 0 && s.flac != nil {
		s.flac.open = false // what is missing held more of that packet
	}
	w.flushGap(missing)
	if missing != 0 && !s.forgiven {
		w.log.Add(damage.BadNumbering, p.off, "page %d of stream %#x stands where page %d should", p.number, p.serial, s.next)
	}
	s.take(p, w.log)
}

// flushGap logs bytes between pages. Pages that are missing behind them are
// the same damage.
func (w *walker) flushGap(missing int64) {
	if w.gap == 0 {
		return
	}
	if missing != 0 {
		w.log.Add(damage.LostSync, w.gapOff, "%d bytes hold no page; %d pages are missing", w.gap, missing)
		w.forgive()
	} else {
		w.log.Add(damage.JunkBetween, w.gapOff, "%d bytes between the pages belong to none", w.gap)
	}
	w.gap = 0
}

// maxStreams bounds how many streams of one link are followed.
const maxStreams = 64

// begin takes the first page of a stream. One behind others that are not first
// pages begins a new link of the chain.
func (w *walker) begin(p *page) {
	w.flushGap(0)
	if w.data {
		w.endLink()
	}
	if len(w.streams) >= maxStreams || w.find(p.serial) != nil {
		w.log.Add(damage.BadStructure, p.off, "stream %#x begins twice, or is one of more than %d", p.serial, maxStreams)
		return
	}
	s := &stream{serial: p.serial, off: p.off, next: p.number + 1}
	known, ok := false, false
	s.codec, known, ok = identifyPage(p)
	if known && !ok {
		w.log.Add(damage.BadStructure, p.off, "the first packet of the stream is broken")
	}
	if s.codec.Name == "flac" && w.main() == nil {
		s.flac = new(flacStream)
	}
	w.streams = append(w.streams, s)
}

func identifyPage(p *page) (c Codec, known, ok bool) {
	done := false
	ok = true
	p.packets(func(b []byte) {
		if !done {
			c, known, ok = Identify(b)
			done = true
		}
	})
	return c, known, ok
}

func (w *walker) find(serial uint32) *stream {
	for _, s := range w.streams {
		if s.serial == serial {
			return s
		}
	}
	return nil
}
