package crc16

// Run sums the CRC-16 of a long run of bytes that come in pieces, the lowest bit
// of each first, as LSB does of one piece. The zero value is ready for use.
type Run struct {
	taken taken
	buf   [2 * blockSize]byte // bytes behind them
	n     int                 // how many they are; at least a block once a unit was taken out
}

// Add sums over p.
func (r *Run) Add(p []byte) {
	if total := r.n + len(p); total > len(r.buf) {
		// Whole blocks are taken out, and at least one is left.
		out := total - blockSize - total%blockSize
		ends := (r.n + blockSize - 1) / blockSize * blockSize // of the last block in buf
		p = p[copy(r.buf[r.n:ends], p):]
		first := min(ends, out)
		r.taken.fold(r.buf[:first])
		r.n = copy(r.buf[:], r.buf[first:ends])
		r.taken.fold(p[:out-first])
		p = p[out-first:]
	}
	r.n += copy(r.buf[r.n:], p)
}

// LSB returns the CRC-16 of all bytes so far, from 0.
func (r *Run) LSB() uint16 {
	b := r.buf
	if r.n >= blockSize {
		r.taken.addTo((*block)(b[:]))
	}
	return stepLSB(0, b[:r.n])
}
