// Package tag finds the tags that stand in front of and behind a bare audio
// stream, so that its parser knows where the audio lies. It reads no tag's
// content.
package tag

import (
	"github.com/audiocheck/audiocheck/internal/readat"
)

// maxLeading bounds how many ID3v2 tags in a row are skipped.
const maxLeading = 64

// Leading returns the offset behind the ID3v2 tags that stand at off, one
// after the other; off itself where there is none. The result may lie behind
// the end of the file when a tag is cut short or lies about its size.
//
// Source: ID3v2.4.0 main structure, section 3.1.
func Leading(r *readat.Reader, off int64) (int64, error) {
	for range maxLeading {
		h, err := r.Peek(off, 10)
		if err != nil {
			return off, err
		}
		size, ok := id3v2Size(h)
		if !ok {
			return off, nil
		}
		off += size
	}
	return off, nil
}

// id3v2Size returns the size of the tag whose header is h, header and footer
// included, and false when h is no ID3v2 header.
func id3v2Size(h []byte) (int64, bool) {
	if len(h) < 10 || string(h[:3]) != "ID3" || h[3] == 0xff || h[4] == 0xff {
		return 0, false
	}
	var size int64
	for _, b := range h[6:10] {
		if b >= 0x80 {
			return 0, false
		}
		size = size<<7 | int64(b)
	}
	const footerPresent = 0x10
	if h[5]&footerPresent != 0 {
		size += 10
	}
	return size + 10, true
}
