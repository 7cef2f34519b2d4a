package alac

// The predictors of the orders that encoders choose (4 and 8, and ffmpeg 4 to 6),
// written out. They do what predictMany does, without branches that depend on the
// samples, which no processor foresees.

// teacher is what learning needs to know: the shift, and the most that it drops.
type teacher struct {
	shift uint
	most  int32
}

// lesson begins to learn from the error e. way is its sign, owed what of it is not
// made up for, below 0, and round what rounds up: sizes are, where e is negative.
func (t teacher) lesson(e int32) (way, owed, round int32) {
	m := e >> 31
	return m | 1, m - (e ^ m), t.most & m
}

// tap adds the product of a coefficient c and a difference d to the prediction. As
// long as something is owed, it moves the coefficient, and pays back.
func (t teacher) tap(sum, owed int32, c int16, d, weight, way, round int32) (int32, int32, int16) {
	sign := d>>31 + (d-1)>>31 + 1
	return sum + int32(c)*d, owed + weight*((d*sign+round)>>(t.shift&31)), c + int16(sign*(way&(owed>>31)))
}

func predict4(c *[4]int16, t teacher, s []int32, wrap uint) {
	for ; len(s) >= 6; s = s[1:] {
		w := (*[6]int32)(s)
		base, e := w[0], w[5]
		way, owed, round := t.lesson(e)
		sum := int32(1) << ((t.shift - 1) & 31)
		sum, owed, c[0] = t.tap(sum, owed, c[0], w[1]-base, 1, way, round)
		sum, owed, c[1] = t.tap(sum, owed, c[1], w[2]-base, 2, way, round)
		sum, owed, c[2] = t.tap(sum, owed, c[2], w[3]-base, 3, way, round)
		sum, _, c[3] = t.tap(sum, owed, c[3], w[4]-base, 4, way, round)
		w[5] = (e + base + sum>>(t.shift&31)) << (wrap & 31) >> (wrap & 31)
	}
}

func predict5(c *[5]int16, t teacher, s []int32, wrap uint) {
	for ; len(s) >= 7; s = s[1:] {
		w := (*[7]int32)(s)
		base, e := w[0], w[6]
		way, owed, round := t.lesson(e)
		sum := int32(1) << ((t.shift - 1) & 31)
		sum, owed, c[0] = t.tap(sum, owed, c[0], w[1]-base, 1, way, round)
		sum, owed, c[1] = t.tap(sum, owed, c[1], w[2]-base, 2, way, round)
		sum, owed, c[2] = t.tap(sum, owed, c[2], w[3]-base, 3, way, round)
		sum, owed, c[3] = t.tap(sum, owed, c[3], w[4]-base, 4, way, round)
		sum, _, c[4] = t.tap(sum, owed, c[4], w[5]-base, 5, way, round)
		w[6] = (e + base + sum>>(t.shift&31)) << (wrap & 31) >> (wrap & 31)
	}
}

func predict6(c *[6]int16, t teacher, s []int32, wrap uint) {
	for ; len(s) >= 8; s = s[1:] {
		w := (*[8]int32)(s)
		base, e := w[0], w[7]
		way, owed, round := t.lesson(e)
		sum := int32(1) << ((t.shift - 1) & 31)
		sum, owed, c[0] = t.tap(sum, owed, c[0], w[1]-base, 1, way, round)
		sum, owed, c[1] = t.tap(sum, owed, c[1], w[2]-base, 2, way, round)
		sum, owed, c[2] = t.tap(sum, owed, c[2], w[3]-base, 3, way, round)
		sum, owed, c[3] = t.tap(sum, owed, c[3], w[4]-base, 4, way, round)
		sum, owed, c[4] = t.tap(sum, owed, c[4], w[5]-base, 5, way, round)
		sum, _, c[5] = t.tap(sum, owed, c[5], w[6]-base, 6, way, round)
		w[7] = (e + base + sum>>(t.shift&31)) << (wrap & 31) >> (wrap & 31)
	}
}

func predict8(c *[8]int16, t teacher, s []int32, wrap uint) {
	for ; len(s) >= 10; s = s[1:] {
		w := (*[10]int32)(s)
		base, e := w[0], w[9]
		way, owed, round := t.lesson(e)
		sum := int32(1) << ((t.shift - 1) & 31)
		sum, owed, c[0] = t.tap(sum, owed, c[0], w[1]-base, 1, way, round)
		sum, owed, c[1] = t.tap(sum, owed, c[1], w[2]-base, 2, way, round)
		sum, owed, c[2] = t.tap(sum, owed, c[2], w[3]-base, 3, way, round)
		sum, owed, c[3] = t.tap(sum, owed, c[3], w[4]-base, 4, way, round)
		sum, owed, c[4] = t.tap(sum, owed, c[4], w[5]-base, 5, way, round)
		sum, owed, c[5] = t.tap(sum, owed, c[5], w[6]-base, 6, way, round)
		sum, owed, c[6] = t.tap(sum, owed, c[6], w[7]-base, 7, way, round)
		sum, _, c[7] = t.tap(sum, owed, c[7], w[8]-base, 8, way, round)
		w[9] = (e + base + sum>>(t.shift&31)) << (wrap & 31) >> (wrap & 31)
	}
}
