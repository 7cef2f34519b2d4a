package alac

import (
	"math/bits"

	"github.com/audiocheck/audiocheck/internal/alacconfig"
)

// encoder writes packets as the reference's encoder does, with parameters that it
// and ffmpeg's never choose.
//
// Source: ALACEncoder.cpp, ag_enc.c, dp_enc.c, matrix_enc.c.
type encoder struct {
	bitWriter
	config  alacconfig.Config
	partial bool
	shifted int // bits that stand by themselves
	mix     mixing
	order   int
	c       []int16 // order of them, the latest sample's first
	shift   uint
	mode    uint64
	pace    uint64
}

// bitWriter writes bits, most significant first.
type bitWriter struct {
	b []byte
	n int // bits in use
}

func (w *bitWriter) put(n int, v uint64) {
	for i := n - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
}

// header writes an element's tag and header.
func (w *encoder) header(tag, frames int, escape bool) {
	w.put(3, uint64(tag))
	w.put(4+12, 0)
	w.put(1, b2u(w.partial))
	w.put(2, uint64(w.shifted/8))
	w.put(1, b2u(escape))
	if w.partial {
		w.put(32, uint64(frames))
	}
}

func b2u(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// verbatim writes an element that is not compressed. channels holds one or two.
func (w *encoder) verbatim(tag int, channels ...[]int32) {
	w.header(tag, len(channels[0]), true)
	for i := range channels[0] {
		for _, c := range channels {
			w.put(w.config.Bits, uint64(c[i]))
		}
	}
}

// compressed writes an element of one or two channels.
func (w *encoder) compressed(tag int, channels ...[]int32) {
	w.header(tag, len(channels[0]), false)
	w.put(8, uint64(w.mix.bits))
	w.put(8, uint64(w.mix.res))
	width := w.config.Bits - w.shifted + len(channels) - 1
	for range channels {
		w.put(4, w.mode)
		w.put(4, uint64(w.shift))
		w.put(3, w.pace)
		w.put(5, uint64(w.order))
		for _, c := range w.c {
			w.put(16, uint64(c))
		}
	}
	var high [][]int32
	for _, c := range channels {
		h := make([]int32, len(c))
		for i := range c {
			h[i] = c[i] >> w.shifted
		}
		high = append(high, h)
	}
	for i := range channels[0] {
		for _, c := range channels {
			w.put(w.shifted, uint64(c[i]))
		}
	}
	if len(high) == 2 && w.mix.res != 0 {
		mix(high[0], high[1], w.mix)
	}
	for _, c := range high {
		w.residual(w.forecast(c, width), width)
	}
}

// mix is the inverse of unmix; mix16 of matrix_enc.c.
func mix(left, right []int32, m mixing) {
	for i, l := range left {
		r := right[i]
		left[i] = (m.res*l + (1<<m.bits-m.res)*r) >> m.bits
		right[i] = l - r
	}
}

// forecast returns the residual; pc_block of dp_enc.c.
func (w *encoder) forecast(s []int32, width int) []int32 {
	wrap := uint(32 - width)
	out := make([]int32, len(s))
	out[0] = s[0]
	for i := 1; i < len(s); i++ {
		out[i] = (s[i] - s[i-1]) << wrap >> wrap
	}
	switch {
	case w.order == 0:
		copy(out, s)
	case w.order < 31:
		c := append([]int16(nil), w.c...)
		for i := w.order + 1; i < len(s); i++ {
			out[i] = w.error(c, s[:i], s[i], wrap)
		}
	}
	if w.mode != 0 {
		for i := len(out) - 1; i > 0; i-- {
			out[i] = (out[i] - out[i-1]) << wrap >> wrap
		}
	}
	return out
}

// error returns the residual of v behind s, and lets c learn from it.
func (w *encoder) error(c []int16, s []int32, v int32, wrap uint) int32 {
	base, last := s[len(s)-w.order-1], len(s)-1
	sum := int32(1) << (w.shift - 1)
	for k := range c {
		sum += int32(c[k]) * (s[last-k] - base)
	}
	e := (v - base - sum>>w.shift) << wrap >> wrap
	left := e
	for k := w.order - 1; k >= 0 && left != 0 && left^e >= 0; k-- {
		d := base - s[last-k]
		way := int16(1)
		if d < 0 {
			way = -1
		} else if d == 0 {
			way = 0
		}
		if e < 0 {
			way = -way
		}
		c[k] -= way
		left -= int32(w.order-k) * (int32(way) * d >> w.shift)
	}
	return e
}

// residual writes residuals; dyn_comp of ag_enc.c.
func (w *encoder) residual(e []int32, width int) {
	mean, pb, kb := w.config.MB, w.config.PB*uint32(w.pace)/4, w.config.KB
	behind := uint32(0)
	for i := 0; i < len(e); {
		k := min(31-uint32(bits.LeadingZeros32(mean>>9+3)), kb)
		folded := uint32(2 * e[i])
		if e[i] < 0 {
			folded = uint32(-2*e[i] - 1)
		}
		n := folded - behind
		i++
		w.code(n, k, 1<<k-1, width)
		mean = pb*folded + mean - pb*mean>>9
		if n > 0xffff {
			mean = 0xffff
		}
		behind = 0
		if mean<<2 < 512 && i < len(e) {
			k := uint32(bits.LeadingZeros32(mean)) - 24 + (mean+16)>>6
			run := 0
			for i+run < len(e) && e[i+run] == 0 {
				run++
			}
			w.code(uint32(run), k, (1<<k-1)&(1<<kb-1), 16)
			i += run
			mean, behind = 0, 1
		}
	}
}

// code writes n; dyn_code and dyn_code_32bit of ag_enc.c.
func (w *encoder) code(n, k, m uint32, width int) {
	ones, rest := n/m, n%m
	switch {
	case ones >= 9:
		w.put(9, 1<<9-1)
		w.put(width, uint64(n))
	case rest == 0:
		w.put(int(ones)+1, 1<<(ones+1)-2)
		w.put(int(k)-1, 0)
	default:
		w.put(int(ones)+1, 1<<(ones+1)-2)
		w.put(int(k), uint64(rest)+1)
	}
}

// end writes END.
func (w *encoder) end() []byte {
	w.put(3, endTag)
	return w.b
}
