package crc16

// Run sums the CRC-16 of a long run of bytes that come in pieces, the lowest bit
// of each first, as LSB does of one piece. The zero value is ready for use.
type Run struct {
	taken taken
	buf   [8 * blockSize]byte // bytes behind them
	n     int                 // how many they are; at least a block once a unit was taken out
}

// Add sums over p.
func (r *Run) Add(p []byte) {
	for len(p) > 0 {
		if r.n == len(r.buf) {
			last := r.buf[len(r.buf)-blockSize:]
			r.taken.fold(r.buf[:len(r.buf)-blockSize])
			r.n = copy(r.buf[:], last)
		}
		k := copy(r.buf[r.n:], p)
		r.n += k
		p = p[k:]
	}
}

// LSB returns the CRC-16 of all bytes so far, from 0.
func (r *Run) LSB() uint16 {
	b := r.buf
	if r.n >= blockSize {
		r.taken.addTo((*block)(b[:]))
	}
	return stepLSB(0, b[:r.n])
}
