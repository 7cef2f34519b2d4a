package flacdec

// maxOrder is the largest order of a predictor; RFC 9639, 9.2.1.
const maxOrder = 32

// taps is how many coefficients the prediction takes at once. An order between
// is filled up with coefficients of 0.
const taps = 4

// lead is how many elements in front of the first sample such an order reaches.
const lead = taps - 1

// fixedCoefficients are those of the fixed predictors, in a row for each order;
// the first is for the sample just before. RFC 9639, 9.2.5.
var fixedCoefficients = [5][4]int64{
	{},
	{1},
	{2, -1},
	{3, -3, 1},
	{4, -6, 4, -1},
}

// model predicts a sample from those before: their products with the
// coefficients are summed and shifted. Coefficients of 15 bits, samples of 33
// and 32 of both stay far within 64 bits.
type model struct {
	c     [maxOrder]int64 // in the order of the samples: the last is for the one just before
	order int             // a multiple of taps
	shift uint
}

// set makes a model of coefficients as the standard stores them.
func (m *model) set(c []int64, shift int) {
	m.order = (len(c) + taps - 1) / taps * taps
	m.shift = uint(shift)
	clear(m.c[:m.order])
	for i, v := range c {
		m.c[m.order-1-i] = v
	}
}

// predict adds the prediction to the residual in s[from:]; false when a sum does
// not fit into depth bits.
func predict[S sample](m *model, s []S, from, depth int) bool {
	switch s = s[from-m.order:]; m.order {
	case 0:
		return predict0(s, uint(depth))
	case 4:
		return predict4((*[4]int64)(m.c[:]), m.shift, s, uint(depth))
	case 8:
		return predict8((*[8]int64)(m.c[:]), m.shift, s, uint(depth))
	case 12:
		return predict12((*[12]int64)(m.c[:]), m.shift, s, uint(depth))
	default:
		return predictMany(m.c[:m.order], m.shift, s, uint(depth))
	}
}

// beyond is not 0 when v does not fit into depth bits of two's complement.
func beyond(v int64, depth uint) uint64 {
	return uint64(v+int64(1)<<(depth-1)) >> depth
}

func predict0[S sample](s []S, depth uint) bool {
	var over uint64
	for _, v := range s {
		over |= beyond(int64(v), depth)
	}
	return over == 0
}

func predict4[S sample](c *[4]int64, shift uint, s []S, depth uint) bool {
	var over uint64
	for i := 4; i < len(s); i++ {
		h := (*[4]S)(s[i-4 : i])
		sum := c[0]*int64(h[0]) + c[1]*int64(h[1]) + c[2]*int64(h[2]) + c[3]*int64(h[3])
		v := int64(s[i]) + sum>>shift
		over |= beyond(v, depth)
		s[i] = S(v)
	}
	return over == 0
}

func predict8[S sample](c *[8]int64, shift uint, s []S, depth uint) bool {
	var over uint64
	for i := 8; i < len(s); i++ {
		h := (*[8]S)(s[i-8 : i])
		sum := c[0]*int64(h[0]) + c[1]*int64(h[1]) + c[2]*int64(h[2]) + c[3]*int64(h[3]) +
			c[4]*int64(h[4]) + c[5]*int64(h[5]) + c[6]*int64(h[6]) + c[7]*int64(h[7])
		v := int64(s[i]) + sum>>shift
		over |= beyond(v, depth)
		s[i] = S(v)
	}
	return over == 0
}

func predict12[S sample](c *[12]int64, shift uint, s []S, depth uint) bool {
	var over uint64
	for i := 12; i < len(s); i++ {
		h := (*[12]S)(s[i-12 : i])
		sum := c[0]*int64(h[0]) + c[1]*int64(h[1]) + c[2]*int64(h[2]) + c[3]*int64(h[3]) +
			c[4]*int64(h[4]) + c[5]*int64(h[5]) + c[6]*int64(h[6]) + c[7]*int64(h[7]) +
			c[8]*int64(h[8]) + c[9]*int64(h[9]) + c[10]*int64(h[10]) + c[11]*int64(h[11])
		v := int64(s[i]) + sum>>shift
		over |= beyond(v, depth)
		s[i] = S(v)
	}
	return over == 0
}

func predictMany[S sample](c []int64, shift uint, s []S, depth uint) bool {
	var over uint64
	for i := len(c); i < len(s); i++ {
		var sum int64
		for j, h := range s[i-len(c) : i] {
			sum += c[j] * int64(h)
		}
		v := int64(s[i]) + sum>>shift
		over |= beyond(v, depth)
		s[i] = S(v)
	}
	return over == 0
}
