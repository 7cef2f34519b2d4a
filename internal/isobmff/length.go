package isobmff

// Length is what headers declare without a look at the packets.
type Length struct {
	Frames int64 // playable
	Coded  int64 // 0 when not known
}

// HeaderLength returns the length that the headers of t declare, in frames of
// t.Rate; false where they leave it open, as those of a stream of fragments may.
func (t *Track) HeaderLength() (Length, bool) {
	if t.stsz.count == 0 && t.movie.Fragmented {
		return t.fragmentedLength()
	}
	rate := t.Rate()
	coded := scale(t.Duration, int64(rate), t.Timescale)
	if e := t.at(0); e.PacketFrames > 0 {
		coded = t.stsz.count * e.PacketFrames
	} else if t.Duration == 0 && t.stsz.count > 0 {
		return Length{}, false
	}
	var l Length
	l.Coded = coded
	for _, w := range t.Windows(coded, t.Duration, rate) {
		l.Frames += w.End - w.Start
	}
	return l, true
}

// fragmentedLength takes the duration of the whole presentation for the
// track's: mehd, or a movie header that was filled in afterwards.
func (t *Track) fragmentedLength() (Length, bool) {
	m := t.movie
	d := m.FragmentDuration
	if d == 0 {
		d = m.Duration
	}
	if d == 0 || m.Timescale <= 0 {
		return Length{}, false
	}
	return Length{Frames: scale(d, int64(t.Rate()), m.Timescale)}, true
}
