package layer3

// prototype are D[0] to D[256] of the synthesis window, in units of 2^-16; the
// rest follows from D[512-i] = -D[i], but for multiples of 64, where the sign stays.
//
// Source: ISO/IEC 11172-3, table B.3.
var prototype = [...]int32{
	0, -1, -1, -1, -1, -1, -1, -2, -2, -2, -2, -3, -3, -4, -4, -5, -5, -6, -7, -7, -8, -9, -10, -11, -13, -14, -16, -17, -19, -21,
	-24, -26, -29, -31, -35, -38, -41, -45, -49, -53, -58, -63, -68, -73, -79, -85, -91, -97, -104, -111, -117, -125, -132, -139,
	-147, -154, -161, -169, -176, -183, -190, -196, -202, -208, 213, 218, 222, 225, 227, 228, 228, 227, 224, 221, 215, 208, 200,
	189, 177, 163, 146, 127, 106, 83, 57, 29, -2, -36, -72, -111, -153, -197, -244, -294, -347, -401, -459, -519, -581, -645,
	-711, -779, -848, -919, -991, -1064, -1137, -1210, -1283, -1356, -1428, -1498, -1567, -1634, -1698, -1759, -1817, -1870,
	-1919, -1962, -2001, -2032, -2057, -2075, -2085, -2087, -2080, -2063, 2037, 2000, 1952, 1893, 1822, 1739, 1644, 1535, 1414,
	1280, 1131, 970, 794, 605, 402, 185, -45, -288, -545, -814, -1095, -1388, -1692, -2006, -2330, -2663, -3004, -3351, -3705,
	-4063, -4425, -4788, -5153, -5517, -5879, -6237, -6589, -6935, -7271, -7597, -7910, -8209, -8491, -8755, -8998, -9219, -9416,
	-9585, -9727, -9838, -9916, -9959, -9966, -9935, -9863, -9750, -9592, -9389, -9139, -8840, -8492, -8092, -7640, -7134, 6574,
	5959, 5288, 4561, 3776, 2935, 2037, 1082, 70, -998, -2122, -3300, -4533, -5818, -7154, -8540, -9975, -11455, -12980, -14548,
	-16155, -17799, -19478, -21189, -22929, -24694, -26482, -28289, -30112, -31947, -33791, -35640, -37489, -39336, -41176,
	-43006, -44821, -46617, -48390, -50137, -51853, -53534, -55178, -56778, -58333, -59838, -61289, -62684, -64019, -65290,
	-66494, -67629, -68692, -69679, -70590, -71420, -72169, -72835, -73415, -73908, -74313, -74630, -74856, -74992, 75038,
}

// taps is the number of slots whose samples each frame is made of.
const taps = 16

// synthesisWindow is the window in the order of its use: for j = 0 to 15, what
// stands at j and at j+32 in each 64 values, from both ends to the middle; and what
// stands at 48.
type synthesisWindow struct {
	pairs  [subbands / 2][taps]float32
	middle [taps / 2]float32
}

func newSynthesisWindow() (w synthesisWindow) {
	for j := range w.pairs {
		v := w.pairs[j][:0]
		for i := range taps / 4 {
			first, last := 64*i+j, 64*(taps/2-1-i)+j
			v = append(v, tap(first), tap(first+32), tap(last), tap(last+32))
		}
	}
	for i := range w.middle {
		w.middle[i] = tap(64*i + 48)
	}
	return w
}

func tap(i int) float32 {
	const unit = 1 << 16
	switch {
	case i < len(prototype):
		return float32(prototype[i]) / unit
	case i%64 == 0:
		return float32(prototype[512-i]) / unit
	}
	return -float32(prototype[512-i]) / unit
}

// synthesis is the polyphase filter bank of one channel.
type synthesis struct {
	// history are the cosine transforms of the slots, the last of a granule
	// behind those of the granule before it.
	history [taps - 1 + slots][subbands]float32
}

// run turns the samples of a granule into frames, which it puts into out, stride
// apart.
//
// With d[n] = Σ S[k] cos(π/64 n(2k+1)), the vector V of the standard is d[16+i],
// where d[64-n] = -d[n]. So frames j and 32-j are made of d[16+j] of the even slots
// back and d[16-j] of the odd ones, and the window's halves mirror each other.
//
// Source: ISO/IEC 11172-3, 2.4.3.2.2 and figure A.2.
func (y *synthesis) run(out []float32, stride int, in *samples, w *synthesisWindow) {
	copy(y.history[:taps-1], y.history[slots:])
	for t := range in {
		dct32(&y.history[taps-1+t], &in[t])
		h := (*[taps][subbands]float32)(y.history[t:])
		w.apply(out[subbands*stride*t:], stride, h)
	}
}

// apply puts the frames of the last slot of h into out, stride apart.
func (w *synthesisWindow) apply(out []float32, stride int, h *[taps][subbands]float32) {
	const middle = subbands / 2
	for j := range middle {
		// What mirrors each other is done together: each value is loaded once.
		v := &w.pairs[j]
		p, q, r, s := h[15][middle+j], h[14][middle-j], h[1][middle+j], h[0][middle-j]
		lo := v[0]*p - v[1]*q + (v[2]*r - v[3]*s)
		hi := v[3]*p + v[2]*q + (v[1]*r + v[0]*s)
		p, q, r, s = h[13][middle+j], h[12][middle-j], h[3][middle+j], h[2][middle-j]
		lo += v[4]*p - v[5]*q + (v[6]*r - v[7]*s)
		hi += v[7]*p + v[6]*q + (v[5]*r + v[4]*s)
		p, q, r, s = h[11][middle+j], h[10][middle-j], h[5][middle+j], h[4][middle-j]
		lo += v[8]*p - v[9]*q + (v[10]*r - v[11]*s)
		hi += v[11]*p + v[10]*q + (v[9]*r + v[8]*s)
		p, q, r, s = h[9][middle+j], h[8][middle-j], h[7][middle+j], h[6][middle-j]
		lo += v[12]*p - v[13]*q + (v[14]*r - v[15]*s)
		hi += v[15]*p + v[14]*q + (v[13]*r + v[12]*s)
		out[(subbands-j)%subbands*stride] = hi // of j = 0, where there is none, lo takes the place
		out[j*stride] = lo
	}
	mid := float32(0)
	for i, v := range w.middle {
		mid -= v * h[taps-2-2*i][0]
	}
	out[middle*stride] = mid
}
