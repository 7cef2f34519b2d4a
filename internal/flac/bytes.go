package flac

import "github.com/audiocheck/audiocheck/internal/readat"

// Bytes returns the bytes of p, which Next gave and which the caller knows to be
// at most MaxPacket long. They are valid until the next call of a method of w.
// Memory grows with packets that are there, not with what a header says.
func (w *Walker) Bytes(p Packet) ([]byte, error) {
	n := int(p.Len)
	if n <= readat.MaxPeek {
		b, err := w.r.Peek(p.Off, n)
		if err == nil && len(b) < n {
			err = readat.ErrChanged
		}
		return b, err
	}
	if cap(w.large) < n {
		w.large = make([]byte, n)
	}
	_, err := w.r.ReadAt(w.large[:n], p.Off)
	return w.large[:n], err
}
