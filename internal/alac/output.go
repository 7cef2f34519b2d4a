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

// interleave puts out channel u, or u and v of a pair, which become left and right.
// It returns false when a sample does not fit: no encoder that was given samples
// can have written it.
//
// Source: matrix_dec.c.
func (d *Decoder) interleave(e element, u, v []int32, m mixing, s spare) bool {
	out, step := d.out[e.at:d.frames*d.config.Channels], d.config.Channels
	var far uint32
	switch {
	case v == nil:
		far = single(out, step, u)
	case m.res == 0:
		far = pair(out, step, u, v)
	default:
		far = mixed(out, step, u, v, m)
	}
	if s.width > 0 {
		s.append(out, step, e.channels)
	}
	return far>>(d.config.Bits-s.width-1) == 0
}

func single(out []int32, step int, u []int32) (far uint32) {
	for i, c := range u {
		far |= reach(c)
		out[i*step] = c
	}
	return far
}

func pair(out []int32, step int, u, v []int32) (far uint32) {
	v = v[:len(u)]
	for i, left := range u {
		right := v[i]
		far |= reach(left) | reach(right)
		both := out[i*step:][:2]
		both[0], both[1] = left, right
	}
	return far
}

func mixed(out []int32, step int, u, v []int32, m mixing) (far uint32) {
	v = v[:len(u)]
	for i, side := range v {
		left := u[i] + side - m.res*side>>(m.bits&31)
		right := left - side
		u[i], v[i] = left, right
		far |= reach(left) | reach(right)
		both := out[i*step:][:2]
		both[0], both[1] = left, right
	}
	return far
}

// append gives samples the low bits that stand by themselves.
func (s *spare) append(out []int32, step, channels int) {
	for ; len(out) >= channels; out = out[min(step, len(out)):] {
		for i := range channels {
			out[i] = out[i]<<s.width | int32(s.bits.take(s.width))
		}
	}
}

// reach tells how far v is from 0: it fits into n bits of two's complement when
// reach(v)>>(n-1) is 0, and of many values when that of all, ORed, is.
func reach(v int32) uint32 { return uint32(v ^ v>>31) }
