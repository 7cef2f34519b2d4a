package ogg

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/opus"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// stream is one logical bitstream of a link.
type stream struct {
	serial   uint32
	off      int64 // of its first page
	codec    Codec
	next     uint32 // page number
	forgiven bool   // a gap in the numbers is known already

	pages   int64       // with frames
	start   int64       // the granule position before the first frame
	end     int64       // the last one
	frames  int64       // in the packets, where they tell: Opus and FLAC
	flac    *flacStream // of FLAC, where it is the stream that counts
	bytes   int64       // of the pages, or of FLAC's packets
	ended   bool        // by the flag
	guessed bool        // start is
}

// maxGranule is a year and more at any rate, and keeps sums within bounds.
const maxGranule = 1 << 46

// take takes a page that is not the stream's first.
func (s *stream) take(p *page, log *damage.Log) {
	s.next = p.number + 1
	s.forgiven = false
	s.ended = s.ended || p.flags&last != 0
	s.bytes += int64(len(p.body))
	packets, frames := int64(0), int64(0)
	p.packets(func(b []byte) {
		packets++
		if s.codec.Name == "opus" && (len(b) < 8 || string(b[:8]) != "OpusTags") {
			frames += opus.Frames(b)
		}
	})
	s.frames += frames
	if s.flac != nil {
		s.flac.take(p, &s.codec.FLAC, log)
		s.frames, s.bytes = s.flac.frames, s.flac.bytes
	}
	switch {
	case p.granule == noGranule || p.granule == 0 && s.pages == 0:
		return // no packet ends here, or headers
	case p.granule < 0 || p.granule > maxGranule:
		log.Add(damage.BadNumbering, p.off, "the granule position is %d", p.granule)
		return
	case p.granule < s.end:
		log.Add(damage.BadNumbering, p.off, "the granule position goes from %d back to %d", s.end, p.granule)
		return
	}
	if s.pages == 0 {
		s.begin(p, packets)
	}
	s.pages++
	s.end = p.granule
}

// begin finds where a stream starts that was cut out of a longer one: its
// first granule position is more than its packets can hold.
//
// Source: RFC 7845, 4.3 and 4.5; Vorbis I specification, A.2.
func (s *stream) begin(p *page, packets int64) {
	switch s.codec.Name {
	case "opus":
		if p.flags&last == 0 {
			s.start = max(0, p.granule-s.frames)
		}
	case "flac":
		s.start = max(0, p.granule-s.frames)
	case "vorbis":
		// A continued packet ends here too; each gives at most half a long block.
		if most := (packets + 1) * int64(s.codec.maxBlock) / 2; p.granule > most {
			s.start, s.guessed = p.granule-most, true
		}
	}
}

// playable returns the frames that are heard.
func (s *stream) playable() int64 { return max(0, s.end-s.start-s.codec.skip) }

// endLink adds up a link of the chain.
func (w *walker) endLink() {
	first := w.sum.Links == 0
	w.sum.Links++
	main := w.main()
	for _, s := range w.streams {
		if first {
			w.sum.countTrack(s.codec)
		}
		if !s.ended && !w.cut {
			w.log.Add(damage.Truncated, w.r.Size(), "stream %#x has no last page: it breaks off behind page %d", s.serial, int64(s.next)-1)
		}
	}
	if main != nil {
		w.addMain(main)
	}
	w.streams, w.data = nil, false
}

// main returns the link's first stream of sound, nil where it has none yet.
func (w *walker) main() *stream {
	for _, s := range w.streams {
		if s.codec.Name != "" {
			return s
		}
	}
	return nil
}

func (s *Summary) countTrack(c Codec) {
	if c.Name != "" {
		s.AudioTracks++
	}
	if c.Video {
		s.VideoTracks++
	}
}

func (w *walker) addMain(s *stream) {
	switch c := w.sum.Codec; {
	case c.Name == "":
		w.sum.Codec = s.codec
	case c.Name != s.codec.Name || c.Rate != s.codec.Rate || c.Channels != s.codec.Channels:
		w.log.Add(damage.FormatChange, s.off, "link %d of the chain is %s, %d channels at %d Hz, the first %s, %d channels at %d Hz",
			w.sum.Links, s.codec.Name, s.codec.Channels, s.codec.Rate, c.Name, c.Channels, c.Rate)
	}
	frames := s.playable()
	if s.flac != nil {
		if frames != s.frames && !w.log.Lost() {
			w.log.Add(damage.LyingTotal, s.off, "the granule positions go over %d frames, the packets hold %d", frames, s.frames)
		}
		frames = s.frames // each packet says how many it holds
	}
	w.sum.add(frames, max(frames, s.frames), s.codec.Rate)
	w.sum.Bytes += s.bytes
	w.sum.Guessed = w.sum.Guessed || s.guessed
	if t := s.codec.FLAC.Total; t > 0 && t != frames && !w.log.Lost() {
		w.log.Add(damage.LyingTotal, s.off, "STREAMINFO has %d frames, the packets hold %d", t, frames)
	}
}

// add counts frames at rate, in frames of the first link's rate. A rate of 0 is
// that of a broken header, and says of no frame how long it is.
func (s *Summary) add(frames, coded int64, rate int) {
	if rate == 0 {
		return
	}
	if rate != s.Codec.Rate {
		ratio := float64(s.Codec.Rate) / float64(rate)
		frames, coded = int64(float64(frames)*ratio), int64(float64(coded)*ratio)
	}
	s.Frames = min(s.Frames+frames, maxGranule)
	s.Coded = min(s.Coded+coded, maxGranule)
}

// finish says what stands behind the last page.
func (w *walker) finish() error {
	open, tags := false, false
	if w.gap > 0 {
		var err error
		if tags, err = tag.Fills(w.r, w.gapOff); err != nil {
			return err
		}
	}
	for _, s := range w.streams {
		open = open || !s.ended
	}
	switch {
	case w.gap == 0, tags:
	case open:
		w.log.Add(damage.LostSync, w.gapOff, "%d bytes hold no page, and the last page is missing", w.gap)
		w.cut = true
	default:
		w.log.Add(damage.JunkAfter, w.gapOff, "%d bytes behind the last page belong to none", w.gap)
	}
	if w.log.Count(damage.BadCRC) > 0 {
		w.cut = true // the broken page may have been the last
	}
	if len(w.streams) > 0 {
		w.endLink()
	}
	return nil
}
