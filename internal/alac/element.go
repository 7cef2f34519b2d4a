package alac

// element reads e behind its tag, which stands at bit at, into the channels that
// are put out.
//
// Source: ALACEncoder.cpp, HEADER SPECIFICATION; ALACDecoder.cpp, Decode.
func (d *Decoder) element(e element, at int) *Error {
	h, err := d.header(at)
	if err != nil {
		return err
	}
	u, v := d.u[:d.frames], d.v[:d.frames]
	if e.channels == 1 {
		v = nil
	}
	if h.escape {
		d.verbatim(u, v)
		d.interleave(e, u, v, mixing{}, spare{})
		return nil
	}
	m, s, err := d.compressed(h, u, v)
	if err != nil {
		return err
	}
	if !d.bits.over() && !d.interleave(e, u, v, m, s) { // over is for the caller to say
		return d.unfit(at, u, v, d.config.Bits-s.width)
	}
	return nil
}

// unfit says which sample of the element at bit at is outside of so many bits.
func (d *Decoder) unfit(at int, u, v []int32, bits int) *Error {
	for i := range u {
		for _, c := range [][]int32{u, v} {
			if c != nil && reach(c[i])>>(bits-1) != 0 {
				return illegal(at, "the sample %d of frame %d does not fit into %d bits", c[i], i, bits)
			}
		}
	}
	return nil
}

// header is how an element begins.
type header struct {
	shifted int // low bits of each sample that stand by themselves: 0, 8 or 16
	escape  bool
}

// header reads the header of an element whose tag stands at bit at, and holds it
// against those before it in the packet.
func (d *Decoder) header(at int) (h header, err *Error) {
	d.bits.take(4) // the instance
	p := d.bits.p
	if unused := d.bits.take(12); unused != 0 {
		return h, illegal(p, "12 unused bits are %012b, want zeros", unused)
	}
	partial := d.bits.take(1) == 1
	h.shifted = 8 * int(d.bits.take(2))
	h.escape = d.bits.take(1) == 1
	d.escaped = h.escape
	frames := int64(d.config.Frames)
	if partial {
		frames = int64(d.bits.take(32))
	}
	switch {
	case h.shifted > 0 && (d.config.Bits < 24 || h.shifted > 16 || h.escape):
		err = illegal(p+13, "%d bits are shifted off samples of %d bits%s", h.shifted, d.config.Bits, uncompressed(h.escape))
	case frames < 1 || frames > int64(d.config.Frames):
		err = illegal(at, "%d frames, want 1 to %d", frames, d.config.Frames)
	case d.frames != 0 && int(frames) != d.frames:
		err = illegal(at, "%d frames, the element before has %d", frames, d.frames)
	}
	d.frames = int(frames)
	return h, err
}

func uncompressed(escape bool) string {
	if escape {
		return ", uncompressed"
	}
	return ""
}

// verbatim reads samples that are not compressed.
func (d *Decoder) verbatim(u, v []int32) {
	for i := range u {
		u[i] = d.bits.signed(d.config.Bits)
		if v != nil {
			v[i] = d.bits.signed(d.config.Bits)
		}
	}
}

// compressed reads channel u, or u and v of a pair.
func (d *Decoder) compressed(h header, u, v []int32) (m mixing, s spare, err *Error) {
	const most = 32 // bits that the reference predicts
	bits := d.config.Bits - h.shifted
	if v != nil {
		bits++ // of the difference
	}
	switch {
	case bits > most:
		return m, s, illegal(d.bits.p, "a pair of %d bits, of which none is shifted off", d.config.Bits)
	case d.config.KB == 0:
		return m, s, illegal(d.bits.p, "codes with remainders of at most 0 bits")
	}
	if m, err = d.mixing(); err != nil {
		return m, s, err
	}
	var p, q predictor
	if err = p.read(&d.bits); err == nil && v != nil {
		err = q.read(&d.bits)
	}
	if err != nil {
		return m, s, err
	}
	s = spare{bits: d.bits, width: h.shifted}
	d.bits.p += h.shifted * (len(u) + len(v))
	if err = d.channel(u, &p, bits); err == nil && v != nil {
		err = d.channel(v, &q, bits)
	}
	return m, s, err
}

// channel reads one channel of samples of so many bits.
func (d *Decoder) channel(s []int32, p *predictor, bits int) *Error {
	if err := d.residual(s, p.pace, bits); err != nil {
		return err
	}
	p.restore(s, bits)
	return nil
}
