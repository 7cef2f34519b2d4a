package npy

import (
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/audiocheck/audiocheck/internal/tensor"
)

// maxText is the longest text that is read, in characters.
const maxText = 1024

// ReadText reads the one text value of an array without dimensions or with a
// single value. Its padding is removed.
//
// It returns ErrMalformed where the array is not that, and ErrTooLarge for more
// than 1024 characters.
func (h Header) ReadText(src io.ReaderAt) (string, error) {
	n, _ := tensor.Product(h.Shape)
	if h.Text.Unit == 0 || n != 1 {
		return "", fail(tensor.ErrMalformed, h.Offset, "want one text value, the shape is %v", h.Shape)
	}
	if h.Text.Chars > maxText {
		return "", fail(tensor.ErrTooLarge, h.Offset, "the text has %d characters, at most %d are read", h.Text.Chars, maxText)
	}
	raw := make([]byte, h.Text.Unit*h.Text.Chars)
	if err := fill(src, raw, h.Offset); err != nil {
		return "", err
	}
	if h.Text.Unit == 1 {
		return strings.ToValidUTF8(strings.TrimRight(string(raw), "\x00"), string(utf8.RuneError)), nil
	}
	var s strings.Builder
	for ; len(raw) >= 4; raw = raw[4:] {
		r := binary.LittleEndian.Uint32(raw)
		if h.Big {
			r = binary.BigEndian.Uint32(raw)
		}
		if r > utf8.MaxRune {
			r = utf8.RuneError
		}
		s.WriteRune(rune(r))
	}
	return strings.TrimRight(s.String(), "\x00"), nil
}
