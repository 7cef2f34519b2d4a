package kernel

import "math"

// relaxPlain is the plain twin of Relax.
func relaxPlain(r *Row, s []float32, h float32, row, done int32) (least float32, at int32, leastFree float32) {
	least, leastFree = float32(math.Inf(1)), float32(math.Inf(1))
	if done >= 0 {
		r.Dist[done], r.W[done] = float32(math.Inf(1)), float32(math.Inf(1))
	}
	dist, w := r.Dist[:len(s)], r.W[:len(s)]
	prev, busy := r.Prev[:len(s)], r.Busy[:len(s)]
	for j, x := range s {
		d := dist[j]
		if c := (h - x) + w[j]; c < d {
			d, dist[j], prev[j] = c, c, row
		}
		if d < least {
			least, at = d, int32(j)
		}
		leastFree = min(leastFree, d+busy[j])
	}
	return least, at, leastFree
}

// nearestPlain is the plain twin of Nearest.
func nearestPlain(w, s []float32) (least float32, at int32, second float32) {
	least, second = float32(math.Inf(1)), float32(math.Inf(1))
	w = w[:len(s)]
	for j, x := range s {
		c := w[j] - x
		second = min(second, max(c, least))
		if c < least {
			least, at = c, int32(j)
		}
	}
	return least, at, second
}

// highestPlain is the plain twin of Highest.
func highestPlain(most, s []float32) {
	most = most[:len(s)]
	for j, x := range s {
		if x > most[j] {
			most[j] = x
		}
	}
}
