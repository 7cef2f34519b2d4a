package flacdec

// Types of subframes; RFC 9639, 9.2.1. The order of a predictor is what the type
// is above the first.
const (
	typeConstant    = 0b000000
	typeVerbatim    = 0b000001
	typeFixed       = 0b001000 // order 0
	typeFixedLast   = 0b001100
	typeLinear      = 0b100000 // order 1
	linearPrecision = 4        // bits of the precision; RFC 9639, 9.2.6
	linearShift     = 5
)

// subframe reads one subframe of depth bits a sample into s[lead:].
//
// Source: RFC 9639, 9.2.
func subframe(r *bitReader, m *model, s []int64, depth int) *Error {
	at := r.p
	if r.take(1) != 0 {
		return illegal(at, "the first bit of a subframe is 1, want 0")
	}
	kind := int(r.take(6))
	wasted := 0
	if r.take(1) == 1 {
		wasted = r.unary() + 1
	}
	if wasted >= depth {
		return illegal(at, "%d wasted bits leave none of %d", wasted, depth)
	}
	depth -= wasted
	var err *Error
	switch out := s[lead:]; {
	case kind == typeConstant:
		constant(r, out, depth)
	case kind == typeVerbatim:
		verbatim(r, out, depth)
	case kind >= typeFixed && kind <= typeFixedLast:
		err = fixed(r, m, s, kind-typeFixed, depth)
	case kind >= typeLinear:
		err = linear(r, m, s, kind-typeLinear+1, depth)
	default:
		return illegal(at+1, "subframe type %06b, which is reserved", kind)
	}
	if wasted > 0 && err == nil {
		for i := range s[lead:] {
			s[lead+i] <<= wasted
		}
	}
	return err
}

// constant reads one sample that stands for all.
//
// Source: RFC 9639, 9.2.3.
func constant(r *bitReader, out []int64, depth int) {
	v := r.signed(depth)
	for i := range out {
		out[i] = v
	}
}

// verbatim reads samples as they are.
//
// Source: RFC 9639, 9.2.4.
func verbatim(r *bitReader, out []int64, depth int) {
	for i := range out {
		out[i] = r.signed(depth)
	}
}

// fixed reads a subframe with the predictor of the standard's table.
//
// Source: RFC 9639, 9.2.5.
func fixed(r *bitReader, m *model, s []int64, order, depth int) *Error {
	if err := warmUp(r, s[lead:], order, depth); err != nil {
		return err
	}
	m.set(fixedCoefficients[order][:order], 0)
	return predicted(r, m, s, order, depth)
}

// linear reads a subframe with a predictor of its own.
//
// Source: RFC 9639, 9.2.6.
func linear(r *bitReader, m *model, s []int64, order, depth int) *Error {
	if err := warmUp(r, s[lead:], order, depth); err != nil {
		return err
	}
	at := r.p
	precision := int(r.take(linearPrecision)) + 1
	if precision == 1<<linearPrecision {
		return illegal(at, "coefficients with a precision of 1111, which is forbidden")
	}
	at = r.p
	shift := r.signed(linearShift)
	if shift < 0 {
		return illegal(at, "a prediction is shifted by %d bits, want 0 to 15", shift)
	}
	var c [maxOrder]int64
	for i := range c[:order] {
		c[i] = r.signed(precision)
	}
	m.set(c[:order], int(shift))
	return predicted(r, m, s, order, depth)
}

// warmUp reads the samples that nothing predicts.
func warmUp(r *bitReader, out []int64, order, depth int) *Error {
	if order > len(out) {
		return illegal(r.p, "a predictor of order %d for %d frames", order, len(out))
	}
	verbatim(r, out[:order], depth)
	return nil
}

// predicted reads what the prediction leaves and adds it.
func predicted(r *bitReader, m *model, s []int64, order, depth int) *Error {
	at := r.p
	if err := residual(r, s[lead:], order); err != nil {
		return err
	}
	if !predict(m, s, lead+order, depth) {
		return illegal(at, "a prediction and its residual do not fit into %d bits", depth)
	}
	return nil
}
