package sniff

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

const (
	headBytes = 1024     // enough for every magic in the table
	junkLimit = 64 << 10 // how far behind the tags an MPEG stream is looked for
	lieLimit  = 1 << 20  // and how far inside a tag that hides it
)

// Lookup returns the description of c; false for Unknown.
func Lookup(c Container) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Name == c })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// Kinds returns all kinds that have a name.
func Kinds() []Kind { return slices.Clone(kinds) }

// Detect returns what the content is and where it begins: behind ID3v2 tags
// and, for an MPEG stream, behind the junk in front of it. The name of the file
// plays no part. The error is never about the content.
func Detect(r *readat.Reader) (c Container, start int64, err error) {
	if r.Size() == 0 {
		return Empty, 0, nil
	}
	behind, err := tag.Leading(r, 0)
	if err != nil {
		return Unknown, 0, err
	}
	head, err := r.Peek(behind, headBytes)
	if err != nil {
		return Unknown, 0, err
	}
	if c := byMagic(head); c != Unknown {
		return c, behind, nil
	}
	if c := byADTS(head); c != Unknown {
		return c, behind, nil
	}
	loas, err := isLOAS(r, behind)
	if err != nil || loas {
		return "aac-latm", behind, err
	}
	start, found, err := findMPEG(r, behind)
	switch {
	case err != nil:
		return Unknown, 0, err
	case found:
		return MPEG, start, nil
	case behind > 0:
		return "id3", 0, nil
	}
	// The search has read on, so that the head is no longer at hand.
	if head, err = r.Peek(0, headBytes); err != nil {
		return Unknown, 0, err
	}
	return byText(head), 0, nil
}

// findMPEG looks for an MPEG stream behind the tags and, when none is there,
// inside them: a tag that claims more than it holds hides the audio. One that
// ends where the file does claims what it holds.
func findMPEG(r *readat.Reader, behind int64) (start int64, found bool, err error) {
	if start, found, err = mpa.Sync(r, behind, junkLimit); found || err != nil || behind == 0 || behind == r.Size() {
		return start, found, err
	}
	return mpa.Sync(r, 0, lieLimit)
}

func byMagic(head []byte) Container {
	for _, m := range magics {
		if m.matches(head) {
			return m.kind
		}
	}
	return Unknown
}

func (m magic) matches(head []byte) bool {
	for _, p := range m.parts {
		if len(head) < p.at || !bytes.HasPrefix(head[p.at:], []byte(p.bytes)) {
			return false
		}
	}
	return true
}

// byADTS recognises two ADTS headers in a row, or one that ends the file.
//
// Source: ISO/IEC 14496-3, 1.A.3.2.
func byADTS(head []byte) Container {
	n, ok := adtsLength(head)
	if !ok {
		return Unknown
	}
	if n == len(head) {
		return ADTS
	}
	if n > len(head) {
		// The next header lies behind the head; layer bits 00 are reserved in
		// MPEG audio, so that one header is evidence enough.
		return ADTS
	}
	if _, ok := adtsLength(head[n:]); ok {
		return ADTS
	}
	return Unknown
}

func adtsLength(b []byte) (int, bool) {
	const sync, layer = 0xfff0, 0x0006
	if len(b) < 7 {
		return 0, false
	}
	if h := int(b[0])<<8 | int(b[1]); h&sync != sync || h&layer != 0 {
		return 0, false
	}
	if rate := b[2] >> 2 & 0xf; rate > 12 {
		return 0, false
	}
	n := int(b[3]&3)<<11 | int(b[4])<<3 | int(b[5])>>5
	return n, n >= 7
}

// isLOAS reports whether two frames of AudioSyncStream stand at off, or one that
// ends the file.
//
// Source: ISO/IEC 14496-3, 1.7.2: a syncword of 11 bits, 0x2b7, and the bytes
// that follow the length in 13 bits.
func isLOAS(r *readat.Reader, off int64) (bool, error) {
	const head, sync = 3, 0x2b7 << 13
	for frames := 1; ; frames++ {
		b, err := r.Peek(off, head)
		if err != nil || len(b) < head {
			return false, err
		}
		h := int(b[0])<<16 | int(b[1])<<8 | int(b[2])
		if h&^0x1fff != sync || h == sync {
			return false, nil
		}
		off += int64(head + h&0x1fff)
		if frames == 2 || off == r.Size() {
			return true, nil
		}
	}
}

// byText recognises what is no audio for want of any other explanation.
func byText(head []byte) Container {
	if len(bytes.Trim(head, "\x00")) == 0 {
		return "zeros"
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	switch {
	case bytes.HasPrefix(text, []byte("<!doctype html")), bytes.HasPrefix(text, []byte("<html")),
		bytes.HasPrefix(text, []byte("<head")), bytes.HasPrefix(text, []byte("<body")):
		return "html"
	case bytes.HasPrefix(text, []byte("<?xml")):
		if bytes.Contains(text, []byte("<html")) {
			return "html"
		}
		return "xml"
	case isText(head) && (bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("["))):
		return "json"
	case isText(head):
		return "text"
	}
	return Unknown
}

// isText reports whether b is UTF-8 without control characters, but for a
// character that the end of b cuts.
func isText(b []byte) bool {
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n <= 1 {
			return len(b) < utf8.UTFMax && !utf8.FullRune(b)
		}
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' && r != '\f' {
			return false
		}
		b = b[n:]
	}
	return true
}
