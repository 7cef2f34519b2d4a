//go:build amd64 && !purego

package kernel

import "golang.org/x/sys/cpu"

// The vector units of this processor. x/sys/cpu also asks whether the operating
// system keeps their registers.
var (
	hasAVX2   = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	hasAVX512 = hasAVX2 && cpu.X86.HasAVX512F
)

// tileFuncs are the kernels for 1, 2, ... rows.
type tileFuncs []func(*byte)

var (
	tiles8   = tileFuncs{tile1x8AVX2, tile2x8AVX2, tile3x8AVX2, tile4x8AVX2, tile5x8AVX2, tile6x8AVX2}
	tiles16  = tileFuncs{tile1x16AVX2, tile2x16AVX2, tile3x16AVX2, tile4x16AVX2, tile5x16AVX2, tile6x16AVX2}
	tiles16Z = tileFuncs{
		tile1x16AVX512, tile2x16AVX512, tile3x16AVX512, tile4x16AVX512, tile5x16AVX512, tile6x16AVX512,
		tile7x16AVX512, tile8x16AVX512, tile9x16AVX512, tile10x16AVX512, tile11x16AVX512, tile12x16AVX512,
	}
	tiles32Z = tileFuncs{
		tile1x32AVX512, tile2x32AVX512, tile3x32AVX512, tile4x32AVX512, tile5x32AVX512, tile6x32AVX512,
		tile7x32AVX512, tile8x32AVX512, tile9x32AVX512, tile10x32AVX512, tile11x32AVX512, tile12x32AVX512,
	}
)

// relax is Relax.
func relax(r *Row, s []float32, h float32, row, done int32) (least float32, at int32, leastFree float32) {
	n := len(s)
	if !hasAVX2 || n == 0 {
		return relaxPlain(r, s, h, row, done)
	}
	_, _, _, _ = r.Dist[n-1], r.W[n-1], r.Busy[n-1], r.Prev[n-1]
	return relaxAVX2(&r.Dist[0], &r.W[0], &r.Busy[0], &r.Prev[0], &s[0], n, h, row, done)
}

// nearest is Nearest.
func nearest(w, s []float32) (least float32, at int32, second float32) {
	if !hasAVX2 || len(s) == 0 {
		return nearestPlain(w, s)
	}
	_ = w[len(s)-1]
	return nearestAVX2(&w[0], &s[0], len(s))
}

// highest is Highest.
func highest(most, s []float32) {
	if !hasAVX2 || len(s) == 0 {
		highestPlain(most, s)
		return
	}
	_ = most[len(s)-1]
	highestAVX2(&most[0], &s[0], len(s))
}

// sumSquares is SumSquares.
func sumSquares(row []float32) float32 {
	if !hasAVX2 || len(row) == 0 {
		return sumSquaresPlain(row)
	}
	return sumSquaresAVX2(&row[0], len(row))
}

// fill is Fill on a grid that has its shape.
func (g *Grid) fill(c []float32, p *Panels, scale []float32) {
	switch {
	case len(scale) == 0 || p.Rows == 0 || p.Dim == 0 || !hasAVX2:
		g.fillPlain(c, p, scale)
	default:
		g.fillTiles(c, p, scale, hasAVX512)
	}
}

// peak is Peak. A multiply-add counts as two operations; the numbers of sums are
// those that gen/main.go asks for.
func peak(turns int) float64 {
	switch {
	case turns <= 0 || !hasAVX2:
		return 0
	case hasAVX512:
		peakAVX512(turns)
		return 2 * 24 * 16 * float64(turns)
	}
	peakAVX2(turns)
	return 2 * 12 * 8 * float64(turns)
}
