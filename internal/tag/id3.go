package tag

import (
	"bytes"
	"fmt"
)

const (
	id3v1Magic  = "TAG"
	id3v1Size   = 128
	id3v1XMagic = "TAG+"
	id3v1XSize  = 227
	id3v2Magic  = "ID3"
	id3v2Header = 10 // and as much for the footer
)

// id3v2Size returns the size of the tag whose header is h, header and footer
// included, and false when h is no ID3v2 header.
//
// Source: ID3v2.4.0 main structure, sections 3.1 and 3.4.
func id3v2Size(h []byte) (int64, bool) {
	if len(h) < id3v2Header || string(h[:3]) != id3v2Magic {
		return 0, false
	}
	size, ok := syncSafe(h)
	const footerPresent = 0x10
	if h[5]&footerPresent != 0 {
		size += id3v2Header
	}
	return size + id3v2Header, ok
}

// id3v2Behind returns the size of the tag whose footer is f.
func id3v2Behind(f []byte) (int64, bool) {
	if len(f) < id3v2Header || string(f[:3]) != "3DI" {
		return 0, false
	}
	size, ok := syncSafe(f)
	return size + 2*id3v2Header, ok
}

// syncSafe returns the 28 bits of size in the header or footer h; false when a
// byte of version or size is one that no tag has.
func syncSafe(h []byte) (size int64, ok bool) {
	if h[3] == 0xff || h[4] == 0xff {
		return 0, false
	}
	for _, b := range h[6:10] {
		if b >= 0x80 {
			return 0, false
		}
		size = size<<7 | int64(b)
	}
	return size, true
}

func lie(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// Inside returns the index of the first ID3v2 header in b, -1 where there is
// none.
func Inside(b []byte) int {
	for i := 0; ; i++ {
		j := bytes.Index(b[i:], []byte(id3v2Magic))
		if j < 0 {
			return -1
		}
		i += j
		if _, ok := id3v2Size(b[i:]); ok {
			return i
		}
	}
}
