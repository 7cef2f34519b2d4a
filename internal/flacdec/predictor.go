package flacdec

import "github.com/audiocheck/audiocheck/internal/flac"

// maxOrder is the largest order of a predictor; RFC 9639, 9.2.1.
const maxOrder = 32

// taps is how many samples the prediction takes at once. A predictor whose order
// lies between is filled up with coefficients of 0.
const taps = 4

// lead is how many elements in front of the first sample such a predictor
// reaches for, to multiply them by 0.
const lead = taps - 1

// fixedCoefficients hold a row for each order of the fixed predictors, the first
// for the sample just before; RFC 9639, 9.2.5.
var fixedCoefficients = [flac.MaxFixed + 1][]int64{
	{},
	{1},
	{2, -1},
	{3, -3, 1},
	{4, -6, 4, -1},
}

// predictor forecasts a sample: the products of those before with coefficients
// are summed and shifted. 32 products of 15 bits by 33 stay within 64.
type predictor struct {
	c     [maxOrder]int64 // in the order of the samples: the last is for the one just before
	order int             // filled up
	shift uint
}

// set takes coefficients in the order of the standard, the latest sample first.
func (p *predictor) set(c []int64, shift int) {
	p.order = (len(c) + taps - 1) / taps * taps
	p.shift = uint(shift)
	clear(p.c[:p.order])
	for i, v := range c {
		p.c[p.order-1-i] = v
	}
}

// restore makes samples of the residual in s[from:] by adding the predictions;
// false when one does not fit into depth bits.
func (p *predictor) restore(s []int64, from, depth int) bool {
	var far uint64
	switch s = s[from-p.order:]; p.order {
	case 0:
		far = restore0(s)
	case 4:
		far = restore4((*[4]int64)(p.c[:]), p.shift, s)
	case 8:
		far = restore8((*[8]int64)(p.c[:]), p.shift, s)
	case 12:
		far = restore12((*[12]int64)(p.c[:]), p.shift, s)
	default:
		far = restoreMany(p.c[:p.order], p.shift, s)
	}
	return far>>(depth-1) == 0
}

// reach tells how far v is from 0: it fits into n bits of two's complement when
// reach(v)>>(n-1) is 0, and of many values when that of all, ORed, is.
func reach(v int64) uint64 { return uint64(v ^ v>>63) }

func restore0(s []int64) (far uint64) {
	for _, v := range s {
		far |= reach(v)
	}
	return far
}

func restore4(c *[4]int64, shift uint, s []int64) (far uint64) {
	for i := 4; i < len(s); i++ {
		sum := c[0]*s[i-4] + c[1]*s[i-3] + c[2]*s[i-2] + c[3]*s[i-1]
		s[i] += sum >> (shift & 63)
		far |= reach(s[i])
	}
	return far
}

func restore8(c *[8]int64, shift uint, s []int64) (far uint64) {
	for i := 8; i < len(s); i++ {
		sum := c[0]*s[i-8] + c[1]*s[i-7] + c[2]*s[i-6] + c[3]*s[i-5] +
			c[4]*s[i-4] + c[5]*s[i-3] + c[6]*s[i-2] + c[7]*s[i-1]
		s[i] += sum >> (shift & 63)
		far |= reach(s[i])
	}
	return far
}

func restore12(c *[12]int64, shift uint, s []int64) (far uint64) {
	for i := 12; i < len(s); i++ {
		sum := c[0]*s[i-12] + c[1]*s[i-11] + c[2]*s[i-10] + c[3]*s[i-9] +
			c[4]*s[i-8] + c[5]*s[i-7] + c[6]*s[i-6] + c[7]*s[i-5] +
			c[8]*s[i-4] + c[9]*s[i-3] + c[10]*s[i-2] + c[11]*s[i-1]
		s[i] += sum >> (shift & 63)
		far |= reach(s[i])
	}
	return far
}

func restoreMany(c []int64, shift uint, s []int64) (far uint64) {
	for i := len(c); i < len(s); i++ {
		var sum int64
		for j, v := range s[i-len(c) : i] {
			sum += c[j] * v
		}
		s[i] += sum >> (shift & 63)
		far |= reach(s[i])
	}
	return far
}
