package alac

const (
	maxOrder   = 30
	deltaOrder = 31 // each sample is the one before and its residual
)

// predictor forecasts a sample from those before, and learns from its errors.
type predictor struct {
	c     [maxOrder + 2]int32 // the oldest sample's first
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
		p.c[i] = r.signed(16)
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

func (p *predictor) predict(s []int32, wrap uint) {
	c, shift := p.c[:p.order], p.shift&31
	for len(s) > len(c)+1 {
		base, before := s[0], s[1:][:len(c)]
		sum := int32(1) << (shift - 1)
		for k, v := range before {
			sum += c[k] * (v - base)
		}
		e := s[len(c)+1]
		s[len(c)+1] = (e + base + sum>>shift) << wrap >> wrap
		learn(c, before, base, e, shift)
		s = s[1:]
	}
}

// learn moves the coefficients, the oldest first, until the error e would be gone.
func learn(c, before []int32, base, e int32, shift uint) {
	way := int32(1)
	if e < 0 {
		way = -1
	}
	for k, v := range before {
		if e*way <= 0 {
			return
		}
		d := v - base
		size := way * max(d, -d) >> shift
		c[k] = int32(int16(c[k] + way*sign(d)))
		e -= int32(k+1) * size
	}
}

func sign(d int32) int32 { return d>>31 | int32(uint32(-d)>>31) }
