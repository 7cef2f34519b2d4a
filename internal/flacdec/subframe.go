package flacdec

import "github.com/audiocheck/audiocheck/internal/flac"

// subframe reads one channel, depth bits a sample, into s behind its lead.
//
// Source: RFC 9639, 9.2.
func (d *Decoder) subframe(s []int64, depth int) *Error {
	at := d.bits.p
	if d.bits.take(1) != 0 {
		return illegal(at, "the first bit of a subframe is 1, want 0")
	}
	kind := int(d.bits.take(6))
	wasted := 0
	if d.bits.take(1) == 1 {
		wasted = d.bits.unary() + 1
	}
	if wasted >= depth {
		return illegal(at+8, "%d wasted bits leave nothing of %d", wasted, depth)
	}
	if err := d.coded(s, at, kind, depth-wasted); err != nil {
		return err
	}
	if wasted > 0 {
		for i := range s[lead:] {
			s[lead+i] <<= wasted
		}
	}
	return nil
}

// coded reads what stands behind the header of a subframe at bit at.
func (d *Decoder) coded(s []int64, at, kind, depth int) *Error {
	switch fixed, linear := kind-flac.FixedType, kind-flac.LinearType+1; {
	case kind == flac.ConstantType:
		d.constant(s[lead:], depth)
		return nil
	case kind == flac.VerbatimType:
		d.bits.verbatim(s[lead:], depth)
		return nil
	case fixed >= 0 && fixed <= flac.MaxFixed:
		return d.fixed(s, fixed, depth)
	case linear >= 1:
		return d.linear(s, linear, depth)
	}
	return illegal(at+1, "subframe type %06b, which is reserved", kind)
}

// constant reads one sample that stands for all.
//
// Source: RFC 9639, 9.2.3.
func (d *Decoder) constant(out []int64, depth int) {
	v := d.bits.signed(depth)
	for i := range out {
		out[i] = v
	}
}

// fixed reads a subframe with one of the standard's predictors.
//
// Source: RFC 9639, 9.2.5.
func (d *Decoder) fixed(s []int64, order, depth int) *Error {
	if err := d.warmUp(s[lead:], order, depth); err != nil {
		return err
	}
	d.predictor.set(fixedCoefficients[order], 0)
	return d.predicted(s, order, depth)
}

// linear reads a subframe with a predictor of its own.
//
// Source: RFC 9639, 9.2.6.
func (d *Decoder) linear(s []int64, order, depth int) *Error {
	if err := d.warmUp(s[lead:], order, depth); err != nil {
		return err
	}
	at := d.bits.p
	precision := int(d.bits.take(4)) + 1
	if precision == 16 {
		return illegal(at, "coefficient precision 1111, which is forbidden")
	}
	shift := int(d.bits.signed(5))
	if shift < 0 {
		return illegal(at+4, "a prediction shift of %d, want 0 to 15", shift)
	}
	var c [maxOrder]int64
	d.bits.verbatim(c[:order], precision)
	d.predictor.set(c[:order], shift)
	return d.predicted(s, order, depth)
}

// warmUp reads the samples in front of the first prediction, which there must be:
// a partition of the residual is larger than the order.
//
// Source: RFC 9639, 9.2.7.
func (d *Decoder) warmUp(out []int64, order, depth int) *Error {
	if order >= len(out) {
		return illegal(d.bits.p, "a predictor of order %d for %d frames", order, len(out))
	}
	d.bits.verbatim(out[:order], depth)
	return nil
}

// predicted reads the residual and adds the predictions.
func (d *Decoder) predicted(s []int64, order, depth int) *Error {
	at := d.bits.p
	if err := d.bits.residual(s[lead:], order); err != nil {
		return err
	}
	if !d.predictor.restore(s, lead+order, depth) {
		return illegal(at, "a prediction and its residual do not fit into %d bits", depth)
	}
	return nil
}
