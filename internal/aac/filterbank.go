package aac

// filter is what a channel keeps from one packet to the next: the second half of
// its last windows, which the first half of the next is added to.
type filter struct {
	shape   int // of the last window
	overlap [frameLength]float32
}

// synthesise makes 1024 samples of one channel, which stand d.channels apart in
// out; 4.6.11.
func (d *Decoder) synthesise(f *filter, s *stream, out []float32) {
	if s.sequence == eightShort {
		d.shortWindows(f, s, out)
	} else {
		d.longWindow(f, s, out)
	}
	f.shape = s.shape
}

// longWindow transforms one window and adds its first half. half is the middle of
// the transform; what lies outside mirrors it, with the sign changed in front.
func (d *Decoder) longWindow(f *filter, s *stream, out []float32) {
	transforms().runLong(&d.half, &s.spectrum, &d.z)
	t := windowTables()
	rise, fall := longSlope, longSlope
	switch s.sequence {
	case longStart:
		fall = shortSlope
	case longStop:
		rise = shortSlope
	}
	up, down := &t.long[rise][f.shape], &t.long[fall][s.shape]
	const n = frameLength
	for i := range n / 2 {
		j := n - 1 - i
		a, b := d.half[n/2-1-i], d.half[n/2+i]
		out[i*d.channels] = f.overlap[i] - up[i]*a
		out[j*d.channels] = f.overlap[j] + up[j]*a
		f.overlap[i] = down[j] * b
		f.overlap[j] = down[i] * b
	}
}

// shortWindows transforms eight windows. They overlap in the middle of a span of
// two packets, whose first half is added.
func (d *Decoder) shortWindows(f *filter, s *stream, out []float32) {
	const n = shortLength
	const first = (frameLength - n) / 2 // where the first window begins
	var span [2 * frameLength]float32
	t := windowTables()
	for w := range 8 {
		shape := s.shape
		if w == 0 {
			shape = f.shape
		}
		up, down := &t.short[shape], &t.short[s.shape]
		transforms().runShort(&d.half, (*[n]float32)(s.spectrum[w*n:]), &d.z)
		at := (*[2 * n]float32)(span[first+w*n:])
		for i := range n / 2 {
			j := n - 1 - i
			a, b := d.half[n/2-1-i], d.half[n/2+i]
			at[i] -= up[i] * a
			at[j] += up[j] * a
			at[n+i] = down[j] * b
			at[n+j] = down[i] * b
		}
	}
	for i := range frameLength {
		out[i*d.channels] = f.overlap[i] + span[i]
	}
	f.overlap = [frameLength]float32(span[frameLength:])
}
