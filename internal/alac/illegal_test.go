package alac

import (
	"errors"
	"testing"
)

// Packets that no encoder writes, and where each says it. All are of 16 bits and
// at most 8 frames.
func TestIllegal(t *testing.T) {
	for _, c := range []struct {
		channels int
		write    func(w *encoder)
		bit      int
		want     string
	}{
		{1, func(w *encoder) {}, 0, "the packet has no END"},
		{1, func(w *encoder) { w.put(3, couplingTag); w.put(29, 0) }, 0, "element CCE, want SCE or LFE"},
		{2, func(w *encoder) { w.put(3, programTag); w.put(29, 0) }, 0, "element PCE, want CPE"},
		{2, func(w *encoder) { w.verbatim(singleTag, eight) }, 0, "element SCE, want CPE"},
		{2, func(w *encoder) { w.end() }, 0, "END in front of channel 1 of 2"},
		{3, func(w *encoder) { w.verbatim(singleTag, eight); w.end() }, 23 + 8*16, "END in front of channel 1 of 3"},
		{3, func(w *encoder) { w.verbatim(singleTag, eight); w.verbatim(lfeTag, eight) }, 23 + 8*16, "element LFE, want CPE"},
		{1, func(w *encoder) { w.verbatim(singleTag, eight); w.verbatim(singleTag, eight); w.end() }, 23 + 8*16, "element SCE behind the last channel, want END"},
		{1, func(w *encoder) { w.verbatim(singleTag, eight); w.end(); w.put(6, 0); w.put(8, 0) }, 23 + 8*16 + 3, "14 bits stand behind END, want less than 8"},
		{1, func(w *encoder) { w.verbatim(singleTag, eight); w.put(1, 1) }, 23 + 8*16, "the packet has no END"},
		{1, func(w *encoder) { w.verbatim(singleTag, eight[:6]) }, 15 * 8, "the packet ends within element SCE at bit 0"},
		{1, func(w *encoder) { w.put(3, fillTag); w.put(4, 3); w.put(1, 0) }, 8, "the packet ends within element FIL at bit 0"},
		{1, func(w *encoder) { w.put(3, dataTag); w.put(5, 1); w.put(8, 255); w.put(8, 255); w.put(8*509, 0) }, 8 * 512, "the packet ends within element DSE at bit 0"},
		{1, func(w *encoder) { w.put(3+4, 0); w.put(12, 1); w.put(40, 0) }, 7, "12 unused bits are 000000000001, want zeros"},
		{1, func(w *encoder) { w.shifted = 8; w.verbatim(singleTag, eight) }, 20, "8 bits are shifted off samples of 16 bits, uncompressed"},
		{1, func(w *encoder) { w.shifted = 8; w.compressed(singleTag, eight) }, 20, "8 bits are shifted off samples of 16 bits"},
		{1, func(w *encoder) { w.partial = true; w.header(singleTag, 0, true); w.put(64, 0) }, 0, "0 frames, want 1 to 8"},
		{1, func(w *encoder) { w.partial = true; w.header(singleTag, 9, true); w.put(64, 0) }, 0, "9 frames, want 1 to 8"},
		{1, func(w *encoder) { w.partial = true; w.header(singleTag, -1, true); w.put(64, 0) }, 0, "4294967295 frames, want 1 to 8"},
		{3, func(w *encoder) {
			w.verbatim(singleTag, eight)
			w.partial = true
			w.verbatim(pairTag, eight[:7], eight[:7])
		}, 23 + 8*16, "7 frames, the element before has 8"},
		{1, func(w *encoder) { w.compressed(singleTag, eight); w.config.KB = 0 }, 23, "codes with remainders of at most 0 bits"},
		{2, func(w *encoder) { w.mix = mixing{32, 1}; w.compressed(pairTag, eight, eight) }, 23, "channels are mixed in parts of 2^-32, want 0 to 31"},
		{1, func(w *encoder) { w.mode = 3; w.compressed(singleTag, eight) }, 39, "a predictor of mode 3, want 0 or 15"},
		{1, func(w *encoder) {
			w.shift, w.order, w.c = 0, 1, []int16{0}
			w.header(singleTag, 8, false)
			w.put(16+8+8, 1)
			w.put(64, 0)
		}, 43, "a predictor of order 1 with a shift of 0 bits"},
		{1, func(w *encoder) { w.compressed(singleTag, []int32{0, 0, 0, 0, 0, 0, 0, 1 << 15}) }, 0, "the sample 32768 of frame 7 does not fit into 16 bits"},
		{2, func(w *encoder) { w.compressed(pairTag, eight, []int32{0, -1<<15 - 1, 0, 0, 0, 0, 0, 0}) }, 0, "the sample -32769 of frame 1 does not fit into 16 bits"},
		{1, func(w *encoder) {
			w.header(singleTag, 8, false)
			w.put(32, 0)
			w.put(1, 0)
			w.put(8, 0b11100101)
			w.put(64, 0)
		}, 56, "a run of 49 zeros where 7 frames are left"},
	} {
		w := encoder{config: config(16, c.channels, 8), pace: 4}
		c.write(&w)
		samples, err := NewDecoder(w.config).Decode(w.b)
		var e *Error
		if !errors.As(err, &e) || e.Text != c.want || e.Bit != c.bit || samples != nil {
			t.Errorf("%v, %v, want %q at bit %d", samples, err, c.want, c.bit)
		}
	}
}

var eight = []int32{1, -2, 3, -4, 5, -6, 7, -8}

// A byte behind END that fills nothing, and shifts that no encoder writes.
func TestIllegalEdges(t *testing.T) {
	for _, c := range []struct {
		bits  int
		write func(w *encoder)
		want  string
	}{
		{16, func(w *encoder) {
			w.verbatim(singleTag, eight)
			w.put(3+4, fillTag<<4)
			w.put(3+4, fillTag<<4)
			w.put(3+8, endTag<<8) // at the end of a byte
		}, "8 bits stand behind END, want less than 8"},
		{20, func(w *encoder) { w.shifted = 8; w.compressed(singleTag, eight) }, "8 bits are shifted off samples of 20 bits"},
		{32, func(w *encoder) { w.shifted = 24; w.compressed(singleTag, eight) }, "24 bits are shifted off samples of 32 bits"},
	} {
		w := encoder{config: config(c.bits, 1, 8), pace: 4}
		c.write(&w)
		_, err := NewDecoder(w.config).Decode(w.b)
		var e *Error
		if !errors.As(err, &e) || e.Text != c.want {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// Channels of 32 bits cannot be mixed, since their difference has 33.
func TestIllegalWidePair(t *testing.T) {
	w := encoder{config: config(32, 2, 8)}
	w.header(pairTag, 8, false)
	w.put(80, 0)
	_, err := NewDecoder(w.config).Decode(w.b)
	if want := "a pair of 32 bits, of which none is shifted off (bit 23 of the packet)"; err == nil || err.Error() != want {
		t.Errorf("%v, want %q", err, want)
	}
}
