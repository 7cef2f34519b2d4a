package flac

import (
	"encoding/binary"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// Sizes of the tags that stand behind a stream.
const (
	id3v1Size = 128
	apeFooter = 32 // APEv2, item "tag footer"
)

// End returns where the tags behind the stream begin, ID3v1 and APEv2, and the
// end of the file where there are none. The packets begin at audio.
func End(r *readat.Reader, audio int64) (int64, error) {
	end := r.Size()
	const tail = id3v1Size + apeFooter
	b, err := r.Peek(max(audio, end-tail), tail)
	if err != nil {
		return end, err
	}
	if n := len(b) - id3v1Size; n >= 0 && string(b[n:n+3]) == "TAG" {
		end -= id3v1Size
		b = b[:n]
	}
	if n := len(b) - apeFooter; n >= 0 && string(b[n:n+8]) == "APETAGEX" {
		const hasHeader = 1 << 31
		size := int64(binary.LittleEndian.Uint32(b[n+12:]))
		if binary.LittleEndian.Uint32(b[n+20:])&hasHeader != 0 {
			size += apeFooter
		}
		if size >= apeFooter && size <= end-audio {
			end -= size
		}
	}
	return end, nil
}
