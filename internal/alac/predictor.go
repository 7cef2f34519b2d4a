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
		return illegal(at, "a predictor of mode %d, want 0 or 15", mode)
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
// Source: dp_dec.c, unpc_block. As there, numbers wrap at 32 bits, and coefficients
// at 16.
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

// predict makes samples of the residuals behind the first order+1, which are
// samples already.
func (p *predictor) predict(s []int32, wrap uint) {
	const wide = 32 - 26 // beyond 26 bits what is paid back might overflow
	t := teacher{shift: p.shift, most: 1<<p.shift - 1}
	order := p.order
	if wrap < wide {
		order = 0
	}
	switch order {
	case 4:
		predict4((*[4]int16)(p.c[:]), t, s, wrap)
	case 5:
		predict5((*[5]int16)(p.c[:]), t, s, wrap)
	case 6:
		predict6((*[6]int16)(p.c[:]), t, s, wrap)
	case 8:
		predict8((*[8]int16)(p.c[:]), t, s, wrap)
	default:
		predictMany(p.c[:p.order], p.shift, s, wrap)
	}
}

func predictMany(c []int16, shift uint, s []int32, wrap uint) {
	for ; len(s) > len(c)+1; s = s[1:] {
		base, before, e := s[0], s[1:][:len(c)], s[len(c)+1]
		sum := int32(1) << (shift - 1)
		for k, v := range before {
			sum += int32(c[k]) * (v - base)
		}
		s[len(c)+1] = (e + base + sum>>shift) << wrap >> wrap
		learn(c, before, base, e, shift)
	}
}

// learn moves coefficients by one each, the oldest sample's first, until the error
// e is made up for.
func learn(c []int16, before []int32, base, e int32, shift uint) {
	way := sign(e)
	for k, v := range before {
		if sign(e) != way || e == 0 {
			return
		}
		d := base - v
		turn := way * sign(d)
		c[k] -= int16(turn)
		e -= int32(k+1) * (turn * d >> shift)
	}
}

func sign(v int32) int32 { return v>>31 | int32(uint32(-v)>>31) }
