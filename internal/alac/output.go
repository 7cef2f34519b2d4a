package alac

// mixing is how a pair was mixed: v is left less right, and u is right and a share
// of v, res in 2^bits. Where res is 0 they are left and right.
type mixing struct{ bits, res int32 }

// mixing reads how a pair was mixed. For a single channel it means nothing.
func (d *Decoder) mixing() (mixing, *Error) {
	const most = 31
	at := d.bits.p
	m := mixing{bits: int32(d.bits.take(8)), res: d.bits.signed(8)}
	if m.res != 0 && m.bits > most {
		return m, illegal(at, "channels are mixed in parts of 2^-%d, want 0 to %d", m.bits, most)
	}
	return m, nil
}

// spare are the low bits of the samples that stand by themselves, width a sample.
type spare struct {
	bits  bitReader
	width int
}

// interleave puts out channel u, or u and v of a pair. It returns false when a sample
// does not fit: no encoder that was given samples can have written it.
//
// Source: matrix_dec.c.
func (d *Decoder) interleave(e element, u, v []int32, m mixing, s spare) bool {
	if v == nil {
		return d.single(e, u, s)
	}
	if m.res != 0 {
		unmix(u, v, m)
	}
	step, out := d.config.Channels, d.out[e.at:]
	var far uint32
	for i, left := range u {
		right := v[i]
		far |= reach(left) | reach(right)
		pair := out[i*step:][:2]
		if s.width > 0 {
			left = left<<s.width | int32(s.bits.take(s.width))
			right = right<<s.width | int32(s.bits.take(s.width))
		}
		pair[0], pair[1] = left, right
	}
	return far>>(d.config.Bits-s.width-1) == 0
}

func (d *Decoder) single(e element, u []int32, s spare) bool {
	step, out := d.config.Channels, d.out[e.at:]
	var far uint32
	for i, c := range u {
		far |= reach(c)
		if s.width > 0 {
			c = c<<s.width | int32(s.bits.take(s.width))
		}
		out[i*step] = c
	}
	return far>>(d.config.Bits-s.width-1) == 0
}

// unmix makes left and right of u and v.
func unmix(u, v []int32, m mixing) {
	for i, side := range v {
		left := u[i] + side - m.res*side>>(m.bits&31)
		u[i], v[i] = left, left-side
	}
}

// reach tells how far v is from 0: it fits into n bits of two's complement when
// reach(v)>>(n-1) is 0, and of many values when that of all, ORed, is.
func reach(v int32) uint32 { return uint32(v ^ v>>31) }
