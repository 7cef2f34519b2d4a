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
func predict(m *model, s []int64, from, depth int) bool {
	var far uint64
	switch s = s[from-m.order:]; m.order {
	case 0:
		far = predict0(s)
	case 4:
		far = predict4((*[4]int64)(m.c[:]), m.shift, s)
	case 8:
		far = predict8((*[8]int64)(m.c[:]), m.shift, s)
	case 12:
		far = predict12((*[12]int64)(m.c[:]), m.shift, s)
	default:
		far = predictMany(m.c[:m.order], m.shift, s)
	}
	return far>>(depth-1) == 0
}

// reach collects in its bits above 0 how far samples reach: v fits into n bits of
// two's complement when reach(v)>>(n-1) is 0.
func reach(v int64) uint64 { return uint64(v ^ v>>63) }

func predict0(s []int64) (far uint64) {
	for _, v := range s {
		far |= reach(v)
	}
	return far
}

func predict4(c *[4]int64, shift uint, s []int64) (far uint64) {
	for i := 4; i < len(s); i++ {
		sum := c[0]*s[i-4] + c[1]*s[i-3] + c[2]*s[i-2] + c[3]*s[i-1]
		v := s[i] + sum>>(shift&63)
		far |= reach(v)
		s[i] = v
	}
	return far
}

func predict8(c *[8]int64, shift uint, s []int64) (far uint64) {
	for i := 8; i < len(s); i++ {
		sum := c[0]*s[i-8] + c[1]*s[i-7] + c[2]*s[i-6] + c[3]*s[i-5] +
			c[4]*s[i-4] + c[5]*s[i-3] + c[6]*s[i-2] + c[7]*s[i-1]
		v := s[i] + sum>>(shift&63)
		far |= reach(v)
		s[i] = v
	}
	return far
}

func predict12(c *[12]int64, shift uint, s []int64) (far uint64) {
	for i := 12; i < len(s); i++ {
		sum := c[0]*s[i-12] + c[1]*s[i-11] + c[2]*s[i-10] + c[3]*s[i-9] +
			c[4]*s[i-8] + c[5]*s[i-7] + c[6]*s[i-6] + c[7]*s[i-5] +
			c[8]*s[i-4] + c[9]*s[i-3] + c[10]*s[i-2] + c[11]*s[i-1]
		v := s[i] + sum>>(shift&63)
		far |= reach(v)
		s[i] = v
	}
	return far
}

func predictMany(c []int64, shift uint, s []int64) (far uint64) {
	for i := len(c); i < len(s); i++ {
		var sum int64
		for j, h := range s[i-len(c) : i] {
			sum += c[j] * h
		}
		v := s[i] + sum>>(shift&63)
		far |= reach(v)
		s[i] = v
	}
	return far
}
