//go:build !amd64 || purego

package kernel

func relax(r *Row, s []float32, h float32, row, done int32) (least float32, at int32, leastFree float32) {
	return relaxPlain(r, s, h, row, done)
}

func nearest(w, s []float32) (least float32, at int32, second float32) {
	return nearestPlain(w, s)
}

func highest(most, s []float32) { highestPlain(most, s) }

func sumSquares(row []float32) float32 { return sumSquaresPlain(row) }

func (g *Grid) fill(c []float32, p *Panels, scale []float32) { g.fillPlain(c, p, scale) }

func peak(int) float64 { return 0 }
