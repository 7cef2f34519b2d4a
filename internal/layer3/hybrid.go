package layer3

import "math"

// Subbands of the polyphase filter bank, and lines in each.
const (
	subbands = 32
	slots    = lines / subbands
)

// reorder puts the lines of short blocks from line l.lines on, which stand window
// by window in each band, in the order of their frequency, the windows together.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.8.
func (s *spectrum) reorder(l *layout) {
	if s.n <= l.lines {
		return
	}
	var buf [lines]float32
	at := l.lines
	for i := l.long; i < len(l.ends) && at < s.n; i += windows {
		end := l.ends[i+windows-1]
		width := (end - at) / windows
		src := s.line[at:end]
		for j := range width {
			for w := range windows {
				buf[windows*j+w] = src[w*width+j]
			}
		}
		copy(src, buf[:])
		at = end
	}
	s.n = at
}

// butterflies are the coefficients cs and ca of the alias reduction.
type butterflies [8][2]float32

// Source: ISO/IEC 11172-3, table B.9.
func newButterflies() (b butterflies) {
	for i, c := range [...]float64{-0.6, -0.535, -0.33, -0.185, -0.095, -0.041, -0.0142, -0.0037} {
		root := math.Sqrt(1 + c*c)
		b[i] = [2]float32{float32(1 / root), float32(c / root)}
	}
	return b
}

// reduceAlias applies the butterflies at the first n borders of subbands.
//
// Source: ISO/IEC 11172-3, 2.4.3.4.10.1.
func (s *spectrum) reduceAlias(b *butterflies, n int) {
	n = min(n, (s.n+slots-1)/slots)
	for sb := range n {
		x := (*[2 * slots]float32)(s.line[sb*slots:])
		for i := range b {
			cs, ca := b[i][0], b[i][1]
			lo, hi := x[slots-1-i], x[slots+i]
			x[slots-1-i] = lo*cs - hi*ca
			x[slots+i] = hi*cs + lo*ca
		}
	}
	if s.n > 0 {
		s.n = min(lines, max(s.n, n*slots+len(b)))
	}
}

// aliased returns how many borders of subbands have long blocks on both sides.
func (l *layout) aliased() int { return max(0, l.lines/slots-1) }
