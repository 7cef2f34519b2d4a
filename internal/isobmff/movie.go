package isobmff

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Movie is what the movie box says.
type Movie struct {
	Found     bool  // there is a movie box at all
	Cut       bool  // the file ends within the movie box
	Timescale int64 // units a second
	Duration  int64 // of the longest track, in units of Timescale; 0 when not known
	Tracks    []*Track

	Fragmented       bool  // packets may lie in movie fragments
	FragmentDuration int64 // mehd: of the whole presentation, in units of Timescale; 0 when not known

	start    int64 // of the first top-level box
	mvhd     int64 // where it stands
	moov     box
	defaults map[uint32]defaults // by track
	gapless  gapless
}

// Track is one track of a movie.
type Track struct {
	ID        uint32
	Handler   string // "soun", "vide", "text", ...
	Timescale int64  // units a second
	Duration  int64  // mdhd, in units of Timescale; 0 when not known
	Entries   []Entry
	Edits     []Edit
	External  bool // the packets lie in another file

	movie *Movie
	start int64 // where the track box stands
	mdhd  int64 // where the media header stands, 0 where there is none
	elst  int64
	stsz  sizeTable
	stco  tableBox
	stsc  tableBox
	stts  tableBox
}

// Audio reports whether t carries sound.
func (t *Track) Audio() bool { return t.Handler == "soun" }

// Video reports whether t carries moving pictures; the still pictures of
// chapters are none.
func (t *Track) Video() bool {
	if t.Handler != "vide" {
		return false
	}
	for _, e := range t.Entries {
		if e.Format == "jpeg" || e.Format == "png " {
			return false
		}
	}
	return true
}

// TablePackets returns how many packets the sample tables declare, those of
// fragments not among them.
func (t *Track) TablePackets() int64 { return t.stsz.count }

// AudioTrack returns the first track of sound that holds packets, or else the
// first at all; nil when there is none.
func (m *Movie) AudioTrack() *Track {
	var first *Track
	for _, t := range m.Tracks {
		if !t.Audio() {
			continue
		}
		if first == nil {
			first = t
		}
		if t.stsz.count > 0 {
			return t
		}
	}
	return first
}

// ReadMovie reads the movie box of the file whose first box stands at start. It
// reads the top-level boxes up to that one and no further, and leaves the
// content of the sample tables alone.
func ReadMovie(r *readat.Reader, start int64, log *damage.Log) (*Movie, error) {
	m := &Movie{start: start}
	moov, found, err := findMovie(r, start)
	if err != nil || !found {
		return m, err
	}
	m.Found, m.moov = true, moov
	p := &movieParser{walker: walker{r: r, log: log}, m: m}
	if moov.cut {
		m.Cut = true
		log.Add(damage.Truncated, moov.start, "the movie box is %d bytes, the file ends after %d of them", moov.claim, moov.end-moov.start)
	}
	err = p.children(moov.data, moov.end, 1, p.inMovie)
	return m, err
}

var (
	kindMoov = fourCC{'m', 'o', 'o', 'v'}
	kindMdat = fourCC{'m', 'd', 'a', 't'}
	kindMoof = fourCC{'m', 'o', 'o', 'f'}
)

func findMovie(r *readat.Reader, off int64) (b box, found bool, err error) {
	for range maxTopLevel {
		b, ok, err := readBox(r, off, r.Size())
		if err != nil || !ok || b.kind == kindMoov {
			return b, ok, err
		}
		off = b.end
	}
	return box{}, false, nil
}

// movieParser fills a Movie. track is the one that is being read.
type movieParser struct {
	walker
	m     *Movie
	track *Track
}

func (p *movieParser) inMovie(b box) error {
	switch string(b.kind[:]) {
	case "mvhd":
		return p.mvhd(b)
	case "trak":
		return p.trak(b)
	case "mvex":
		p.m.Fragmented = true
		return p.children(b.data, b.end, 2, p.inExtends)
	case "udta":
		return p.userData(b)
	}
	return nil
}

func (p *movieParser) trak(b box) error {
	if len(p.m.Tracks) >= maxTracks {
		p.log.Add(damage.BadStructure, b.start, "more than %d tracks", maxTracks)
		return nil
	}
	p.track = &Track{movie: p.m, start: b.start}
	p.m.Tracks = append(p.m.Tracks, p.track)
	return p.children(b.data, b.end, 2, p.inTrack)
}

func (p *movieParser) inTrack(b box) error {
	switch string(b.kind[:]) {
	case "tkhd":
		return p.tkhd(b)
	case "edts":
		return p.children(b.data, b.end, 3, p.inTrack)
	case "elst":
		return p.elst(b)
	case "mdia":
		return p.children(b.data, b.end, 3, p.inMedia)
	}
	return nil
}

func (p *movieParser) inMedia(b box) error {
	switch string(b.kind[:]) {
	case "mdhd":
		return p.mdhd(b)
	case "hdlr":
		h, err := payload(p.r, b, 12)
		if len(h) == 12 {
			p.track.Handler = string(h[8:12])
		}
		return err
	case "minf":
		return p.children(b.data, b.end, 4, p.inMediaInfo)
	}
	return nil
}

func (p *movieParser) inMediaInfo(b box) error {
	switch string(b.kind[:]) {
	case "dinf":
		return p.children(b.data, b.end, 5, p.inMediaInfo)
	case "dref":
		return p.dref(b)
	case "stbl":
		return p.children(b.data, b.end, 5, p.inTable)
	}
	return nil
}

func (p *movieParser) inTable(b box) (err error) {
	t := p.track
	switch string(b.kind[:]) {
	case "stsd":
		return p.stsd(b)
	case "stsz":
		t.stsz, err = readSTSZ(p.r, b, p.log)
	case "stz2":
		t.stsz, err = readSTZ2(p.r, b, p.log)
	case "stco":
		t.stco, err = readTable(p.r, b, 4, p.log)
	case "co64":
		t.stco, err = readTable(p.r, b, 8, p.log)
	case "stsc":
		t.stsc, err = readTable(p.r, b, 12, p.log)
	case "stts":
		t.stts, err = readTable(p.r, b, 8, p.log)
	}
	return err
}

// dref notes a track whose first data reference is another file.
//
// Source: ISO/IEC 14496-12:2022, 8.7.2.
func (p *movieParser) dref(b box) error {
	h, err := payload(p.r, b, 20)
	if err != nil || len(h) < 20 {
		return err
	}
	const selfContained = 1
	p.track.External = string(h[12:16]) == "url " && h[19]&selfContained == 0 && binary.BigEndian.Uint32(h[8:]) > 12
	return nil
}
