package alac

const (
	maxOrder   = 30
	deltaOrder = 31 // each sample is the one before and its residual
)

// predictor forecasts a sample from those before, and learns from its errors.
type predictor struct {
	c     [maxOrder + 2]int16 // the oldest sample's first
	order int
	shift uint
	twice bool   // the residual is coded as differences too
	pace  uint32 // of the codes of the residual
}

// read reads the parameters of one channel.
//
// Source: ALACEncoder.cpp, HEADER SPECIFICATION.
func (p *predictor) read(r *bitReader) *Error {
	const plain, double = 0, 15
	at := r.p
	mode := r.take(4)
	p.shift = uint(r.take(4))
	p.pace = r.take(3)
	p.order = int(r.take(5))
	p.twice = mode == double
	switch {
	case mode != plain && mode != double:
		return illegal(at, "predictor of mode %d, want 0 or 15", mode)
	case p.shift == 0 && p.order > 0 && p.order != deltaOrder:
		return illegal(at+4, "a predictor of order %d with a shift of 0 bits", p.order)
	}
	for i := p.order - 1; i >= 0; i-- {
		p.c[i] = int16(r.signed(16))
	}
	return nil
}

// restore makes samples of so many bits of the residual in s.
//
// Source: dp_dec.c, unpc_block; all arithmetic is its own, of 32 bits, and
// coefficients of 16.
func (p *predictor) restore(s []int32, bits int) {
	wrap := uint(32-bits) & 31
	if p.twice {
		delta(s, wrap)
	}
	switch {
	case p.order == 0:
	case p.order == deltaOrder:
		delta(s, wrap)
	default:
		delta(s[:min(p.order+1, len(s))], wrap)
		p.predict(s, wrap)
	}
}

// delta makes sums of differences.
func delta(s []int32, wrap uint) {
	for i := 1; i < len(s); i++ {
		s[i] = (s[i-1] + s[i]) << wrap >> wrap
	}
}

// predict makes samples of residuals behind the first of each order, and one more. The orders that encoders
// choose are written out.
func (p *predictor) predict(s []int32, wrap uint) {
	t := teacher{shift: p.shift & 31}
	switch p.order {
	case 4:
		s = predict4((*[4]int16)(p.c[:]), t, s, wrap)
	case 5:
		s = predict5((*[5]int16)(p.c[:]), t, s, wrap)
	case 6:
		s = predict6((*[6]int16)(p.c[:]), t, s, wrap)
	case 8:
		s = predict8((*[8]int16)(p.c[:]), t, s, wrap)
	default:
		predictMany(p.c[:p.order], t, s, wrap)
	}
}

type teacher struct{ shift uint }

func predict4(c *[4]int16, t teacher, s []int32, wrap uint) []int32 {
	shift := t.shift
	half, most := int32(1)<<(shift-1), int32(1)<<shift-1
	for ; len(s) >= 6; s = s[1:] {
		w := (*[6]int32)(s)
		base, e := w[0], w[5]
		way := e >> 31
		owed, round := way-(e^way), most&way
		way |= 1
		sum := half
		sum, owed, c[0] = tap(sum, owed, c[0], w[1]-base, 1, way, round, shift)
		sum, owed, c[1] = tap(sum, owed, c[1], w[2]-base, 2, way, round, shift)
		sum, owed, c[2] = tap(sum, owed, c[2], w[3]-base, 3, way, round, shift)
		sum, owed, c[3] = tap(sum, owed, c[3], w[4]-base, 4, way, round, shift)
		w[5] = (e + base + sum>>shift) << wrap >> wrap
	}
	return s
}

func predict5(c *[5]int16, t teacher, s []int32, wrap uint) []int32 {
	shift := t.shift
	half, most := int32(1)<<(shift-1), int32(1)<<shift-1
	for ; len(s) >= 7; s = s[1:] {
		w := (*[7]int32)(s)
		base, e := w[0], w[6]
		way := e >> 31
		owed, round := way-(e^way), most&way
		way |= 1
		sum := half
		sum, owed, c[0] = tap(sum, owed, c[0], w[1]-base, 1, way, round, shift)
		sum, owed, c[1] = tap(sum, owed, c[1], w[2]-base, 2, way, round, shift)
		sum, owed, c[2] = tap(sum, owed, c[2], w[3]-base, 3, way, round, shift)
		sum, owed, c[3] = tap(sum, owed, c[3], w[4]-base, 4, way, round, shift)
		sum, owed, c[4] = tap(sum, owed, c[4], w[5]-base, 5, way, round, shift)
		w[6] = (e + base + sum>>shift) << wrap >> wrap
	}
	return s
}

func predict6(c *[6]int16, t teacher, s []int32, wrap uint) []int32 {
	shift := t.shift
	half, most := int32(1)<<(shift-1), int32(1)<<shift-1
	for ; len(s) >= 8; s = s[1:] {
		w := (*[8]int32)(s)
		base, e := w[0], w[7]
		way := e >> 31
		owed, round := way-(e^way), most&way
		way |= 1
		sum := half
		sum, owed, c[0] = tap(sum, owed, c[0], w[1]-base, 1, way, round, shift)
		sum, owed, c[1] = tap(sum, owed, c[1], w[2]-base, 2, way, round, shift)
		sum, owed, c[2] = tap(sum, owed, c[2], w[3]-base, 3, way, round, shift)
		sum, owed, c[3] = tap(sum, owed, c[3], w[4]-base, 4, way, round, shift)
		sum, owed, c[4] = tap(sum, owed, c[4], w[5]-base, 5, way, round, shift)
		sum, owed, c[5] = tap(sum, owed, c[5], w[6]-base, 6, way, round, shift)
		w[7] = (e + base + sum>>shift) << wrap >> wrap
	}
	return s
}

func predict8(c *[8]int16, t teacher, s []int32, wrap uint) []int32 {
	shift := t.shift
	half, most := int32(1)<<(shift-1), int32(1)<<shift-1
	for ; len(s) >= 10; s = s[1:] {
		w := (*[10]int32)(s)
		base, e := w[0], w[9]
		way := e >> 31
		owed, round := way-(e^way), most&way
		way |= 1
		sum := half
		sum, owed, c[0] = tap(sum, owed, c[0], w[1]-base, 1, way, round, shift)
		sum, owed, c[1] = tap(sum, owed, c[1], w[2]-base, 2, way, round, shift)
		sum, owed, c[2] = tap(sum, owed, c[2], w[3]-base, 3, way, round, shift)
		sum, owed, c[3] = tap(sum, owed, c[3], w[4]-base, 4, way, round, shift)
		sum, owed, c[4] = tap(sum, owed, c[4], w[5]-base, 5, way, round, shift)
		sum, owed, c[5] = tap(sum, owed, c[5], w[6]-base, 6, way, round, shift)
		sum, owed, c[6] = tap(sum, owed, c[6], w[7]-base, 7, way, round, shift)
		sum, owed, c[7] = tap(sum, owed, c[7], w[8]-base, 8, way, round, shift)
		w[9] = (e + base + sum>>shift) << wrap >> wrap
	}
	return s
}

func tap(sum, owed int32, c int16, d, weight, way, round int32, shift uint) (int32, int32, int16) {
	sign := d>>31 + (d-1)>>31 + 1
	return sum + int32(c)*d, owed + weight*((d*sign+round)>>(shift&31)), c + int16(sign*(way&(owed>>31)))
}

func predictMany(c []int16, t teacher, s []int32, wrap uint) {
	shift := t.shift
	half, most := int32(1)<<(shift-1), int32(1)<<shift-1
	for ; len(s) > len(c)+1; s = s[1:] {
		base, before, next := s[0], s[1:][:len(c)], &s[len(c)+1]
		way := *next >> 31
		owed, round := way-(*next^way), most&way
		way |= 1
		sum := half
		for k, v := range before {
			sum, owed, c[k] = tap(sum, owed, c[k], v-base, int32(k+1), way, round, shift)
		}
		*next = (*next + base + sum>>shift) << wrap >> wrap
	}
}
