// Package tag finds the tags that stand in front of, between and behind bare
// audio streams, so that a parser knows where the audio lies. It reads no more
// of a tag than its extent.
package tag

import (
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Kind names a format of tag.
type Kind string

// Kinds.
const (
	ID3v1   Kind = "ID3v1"
	ID3v1X  Kind = "ID3v1 enhanced" // TAG+ in front of an ID3v1 tag
	ID3v2   Kind = "ID3v2"
	APE     Kind = "APE"
	Lyrics3 Kind = "Lyrics3"
)

// Span is where a tag lies.
type Span struct {
	Kind       Kind
	Start, End int64 // bytes [Start, End) of the file

	// Lie says what the tag claims that cannot be; empty for a sound tag. The
	// span is then what remains when the claim is left out.
	Lie string

	// Edited reports that the tag records a change of the audio packets by a
	// tool that leaves the encoder's own checksum as it was: MP3Gain.
	Edited bool
}

// maxTags bounds how many tags in a row are skipped.
const maxTags = 64

// Leading returns the offset behind the ID3v2 and APE tags that stand at off,
// one after the other; off itself where there is none. The result may lie behind
// the end of the file when a tag is cut short or lies about its size.
//
// Source: ID3v2.4.0 main structure, section 3.1.
func Leading(r *readat.Reader, off int64) (int64, error) {
	for range maxTags {
		n, _, err := front(r, off)
		if err != nil || n == 0 {
			return off, err
		}
		off += n
	}
	return off, nil
}

// Front returns the same tags as spans. A tag that claims to go on behind the
// end of the file is the last, and only its header counts.
func Front(r *readat.Reader, off int64) ([]Span, error) {
	var out []Span
	for range maxTags {
		s, ok, err := At(r, off)
		if err != nil || !ok || s.Kind != ID3v2 && s.Kind != APE {
			return out, err
		}
		out = append(out, s)
		off = s.End
	}
	return out, nil
}

// At returns the tag that begins at off; false where none does. Lyrics3 tags
// are found from behind only.
func At(r *readat.Reader, off int64) (Span, bool, error) {
	n, kind, err := front(r, off)
	if err != nil || n == 0 {
		return id3v1At(r, off, err)
	}
	s := Span{Kind: kind, Start: off, End: off + n}
	if s.End > r.Size() {
		s.Lie = lie("claims %d bytes where %d are left", n, r.Size()-off)
		s.End = min(off+headerSize[kind], r.Size())
	}
	return s, true, nil
}

// headerSize is the size of a tag's header in bytes.
var headerSize = map[Kind]int64{ID3v2: id3v2Header, APE: apeHeader}

// front returns the size of the ID3v2 or APE tag at off, 0 where there is none.
func front(r *readat.Reader, off int64) (int64, Kind, error) {
	h, err := r.Peek(off, apeHeader)
	if err != nil {
		return 0, "", err
	}
	if n, ok := id3v2Size(h); ok {
		return n, ID3v2, nil
	}
	if a, ok := parseAPE(h); ok && a.isHeader {
		return apeHeader + a.size, APE, nil
	}
	return 0, "", nil
}

func id3v1At(r *readat.Reader, off int64, err error) (Span, bool, error) {
	if err != nil {
		return Span{}, false, err
	}
	h, err := r.Peek(off, id3v1XSize+id3v1Size)
	switch {
	case err != nil || len(h) < id3v1Size || string(h[:3]) != id3v1Magic:
		return Span{}, false, err
	case len(h) == id3v1XSize+id3v1Size && string(h[:4]) == id3v1XMagic && string(h[id3v1XSize:][:3]) == id3v1Magic:
		return Span{Kind: ID3v1X, Start: off, End: off + id3v1XSize}, true, nil
	}
	return Span{Kind: ID3v1, Start: off, End: off + id3v1Size}, true, nil
}
