package tag

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// Trailing returns the tags that end the file, from the last to the first. None
// reaches in front of start. What stands between start and the first byte of
// the last element is the audio.
func Trailing(r *readat.Reader, start int64) ([]Span, error) {
	var out []Span
	end := r.Size()
	for range maxTags {
		s, ok, err := before(r, start, end)
		if err != nil || !ok {
			return out, err
		}
		out = append(out, s)
		end = s.Start
	}
	return out, nil
}

// Fills reports whether tags, one at least, fill the file from off to its end.
func Fills(r *readat.Reader, off int64) (bool, error) {
	start := off
	for range maxTags {
		s, ok, err := At(r, off)
		if err != nil {
			return false, err
		}
		if !ok || s.Lie != "" {
			break
		}
		off = s.End
	}
	if off >= r.Size() {
		return off > start, nil
	}
	// Some tags are found from behind only.
	spans, err := Trailing(r, off)
	if err != nil || len(spans) == 0 || spans[len(spans)-1].Start > off {
		return false, err
	}
	lies := func(s Span) bool { return s.Lie != "" }
	return !slices.ContainsFunc(spans, lies), nil
}

// lastBytes is where all of these tags can be told: the largest of fixed size.
const lastBytes = id3v1XSize

// before returns the tag that ends at end and begins at start or behind it.
func before(r *readat.Reader, start, end int64) (Span, bool, error) {
	from := max(start, end-lastBytes)
	b, err := r.Peek(from, int(end-from))
	if err != nil || int64(len(b)) < end-from {
		return Span{}, false, err
	}
	for _, match := range []func([]byte) (Kind, int64, bool){endsID3v1, endsID3v1X} {
		if kind, n, ok := match(b); ok {
			return Span{Kind: kind, Start: end - n, End: end}, true, nil
		}
	}
	for _, match := range []func(*readat.Reader, []byte, int64, int64) (Span, bool, error){endsID3v2, endsAPE, endsLyrics3} {
		if s, ok, err := match(r, b, start, end); ok || err != nil {
			return s, ok, err
		}
	}
	return Span{}, false, nil
}

// bounded returns the span of a tag of n bytes that ends at end; one that claims
// to begin in front of start is a lie, of which only the footer is taken.
func bounded(kind Kind, n, footer, start, end int64) Span {
	if n > end-start {
		return Span{Kind: kind, Start: max(start, end-footer), End: end,
			Lie: lie("claims %d bytes where %d are left", n, end-start)}
	}
	return Span{Kind: kind, Start: end - n, End: end}
}

func endsID3v1(b []byte) (Kind, int64, bool) {
	n := len(b) - id3v1Size
	return ID3v1, id3v1Size, n >= 0 && string(b[n:n+3]) == id3v1Magic
}

// endsID3v1X matches an enhanced tag, whose plain tag was taken off already.
func endsID3v1X(b []byte) (Kind, int64, bool) {
	n := len(b) - id3v1XSize
	return ID3v1X, id3v1XSize, n >= 0 && string(b[n:n+4]) == id3v1XMagic
}

func endsID3v2(r *readat.Reader, b []byte, start, end int64) (Span, bool, error) {
	n, ok := id3v2Behind(b[max(0, len(b)-id3v2Header):])
	if !ok {
		return Span{}, false, nil
	}
	s := bounded(ID3v2, n, id3v2Header, start, end)
	return begun(r, s, id3v2Magic, id3v2Header)
}

// begun returns s, of which only the footer is taken when it does not begin with
// magic.
func begun(r *readat.Reader, s Span, magic string, footer int64) (Span, bool, error) {
	if s.Lie != "" {
		return s, true, nil
	}
	h, err := r.Peek(s.Start, len(magic))
	if err == nil && string(h) != magic {
		s = Span{Kind: s.Kind, Start: s.End - footer, End: s.End,
			Lie: lie("claims %d bytes, and no header stands there", s.End-s.Start)}
	}
	return s, err == nil, err
}

func endsAPE(r *readat.Reader, b []byte, start, end int64) (Span, bool, error) {
	a, ok := parseAPE(b[max(0, len(b)-apeHeader):])
	if !ok || a.isHeader {
		return Span{}, false, nil
	}
	n := a.size
	if a.hasHeader {
		n += apeHeader
	}
	s := bounded(APE, max(n, apeHeader), apeHeader, start, end)
	if s.Lie != "" {
		return s, true, nil
	}
	head, err := r.Peek(s.Start, int(min(end-s.Start, maxGainTag)))
	if err != nil {
		return s, false, err
	}
	s.Edited = bytes.Contains(head, []byte("MP3GAIN_UNDO"))
	if h, ok := parseAPE(head); a.hasHeader && (!ok || !h.isHeader) {
		return Span{Kind: APE, Start: end - apeHeader, End: end,
			Lie: lie("claims %d bytes, and no header stands there", n)}, true, nil
	}
	return s, true, nil
}

// maxGainTag is how much of an APE tag is searched for MP3Gain's items, which
// that tool writes in front of all others.
const maxGainTag = 4 << 10

const (
	LyricsBegin = "LYRICSBEGIN"
	lyricsEnd1  = "LYRICSEND"
	lyricsEnd2  = "LYRICS200"
	lyricsSize2 = 6    // decimal digits in front of the end mark of version 2
	lyricsMax1  = 5100 // bytes of lyrics in version 1
)

// endsLyrics3 matches a Lyrics3 tag, whose ID3v1 tag was taken off already.
//
// Source: Lyrics3 made easy (version 1) and Lyrics3 v2.00, id3.org.
func endsLyrics3(r *readat.Reader, b []byte, start, end int64) (Span, bool, error) {
	switch {
	case bytes.HasSuffix(b, []byte(lyricsEnd2)):
		digits := b[max(0, len(b)-len(lyricsEnd2)-lyricsSize2) : len(b)-len(lyricsEnd2)]
		n, err := strconv.ParseUint(string(digits), 10, 32)
		if err != nil {
			return Span{}, false, nil
		}
		footer := int64(len(lyricsEnd2) + lyricsSize2)
		return begun(r, bounded(Lyrics3, int64(n)+footer, footer, start, end), LyricsBegin, footer)
	case bytes.HasSuffix(b, []byte(lyricsEnd1)):
		from := max(start, end-lyricsMax1-int64(len(LyricsBegin)+len(lyricsEnd1)))
		b, err := r.Peek(from, int(end-from))
		if err != nil {
			return Span{}, false, err
		}
		i := bytes.LastIndex(b, []byte(LyricsBegin))
		if i >= 0 {
			return Span{Kind: Lyrics3, Start: from + int64(i), End: end}, true, nil
		}
	}
	return Span{}, false, nil
}
