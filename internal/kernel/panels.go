package kernel

import "math"

// width is the number of rows in a panel: two vectors of Lanes values.
const width = 2 * Lanes

// block is the number of values of a row that are summed before they are added to
// the rest: 16 of a panel's rows of 256 values fill half of a 32 KiB L1 cache, and
// a long row's rounding error grows with 256 + Dim/256 instead of with Dim.
const block = 256

var minusInf = float32(math.Inf(-1))

// Panels is one side of a matrix product, laid out for the vector unit: its rows
// in panels of 16, value k of a panel's rows side by side.
type Panels struct {
	Rows int
	Dim  int
	data []float32 // ceil(Rows/16) panels of Dim x 16 values, missing rows zero
	bias []float32 // 16 values a panel: 0, and -Inf for missing rows
}

// NewPanels lays out rows x dim values, row-major.
func NewPanels(values []float32, rows, dim int) *Panels {
	panels := (rows + width - 1) / width
	p := &Panels{
		Rows: rows, Dim: dim,
		data: make([]float32, panels*dim*width),
		bias: make([]float32, panels*width),
	}
	for i := range p.bias {
		if i >= rows {
			p.bias[i] = minusInf
			continue
		}
		panel := p.data[i/width*dim*width+i%width:]
		for k, x := range values[i*dim : (i+1)*dim] {
			panel[k*width] = x
		}
	}
	return p
}

// Grid holds the inner products of candidate rows with the rows of Panels, and
// the largest of each row and each column.
type Grid struct {
	Rows   int
	Cols   int       // the rows of the Panels
	Stride int       // Cols rounded up to a multiple of Lanes
	Data   []float32 // Rows x Stride, -Inf in the columns from Cols on
	RowMax []float32 // largest value of each row
	ColMax []float32 // largest value of each column

	rowPart []float32 // Lanes partial maxima a row
	tile    tile
}

// reset gives g its shape.
func (g *Grid) reset(rows, cols int) {
	g.Rows, g.Cols = rows, cols
	g.Stride = (cols + Lanes - 1) / Lanes * Lanes
	g.Data = grow(g.Data, rows*g.Stride)
	g.RowMax, g.ColMax = grow(g.RowMax, rows), grow(g.ColMax, g.Stride)
	g.rowPart = grow(g.rowPart, rows*Lanes)
	for i := range g.ColMax {
		g.ColMax[i] = minusInf
	}
}

// grow returns a slice of n values, of which those that it adds are not defined.
func grow(s []float32, n int) []float32 {
	if cap(s) < n {
		return make([]float32, n+n/2)[:n]
	}
	return s[:n]
}

// Fill computes g[j][i] = scale[j] * (row j of c, row i of p), for as many rows of
// p.Dim values as scale has, with all maxima. It panics where c is too short. Scales
// are above zero; all values and their products must be finite.
func (g *Grid) Fill(c []float32, p *Panels, scale []float32) {
	if len(c) < len(scale)*p.Dim {
		panic("kernel: too few rows")
	}
	g.reset(len(scale), p.Rows)
	g.fill(c, p, scale)
}

// fillPlain is the plain twin of the assembly that Fill uses.
func (g *Grid) fillPlain(c []float32, p *Panels, scale []float32) {
	for j, f := range scale {
		row := g.Data[j*g.Stride : (j+1)*g.Stride]
		copy(row, p.bias)
		for k := 0; k < p.Dim; k += block {
			part := c[j*p.Dim+k : j*p.Dim+min(k+block, p.Dim)]
			for col := 0; col < g.Stride; col += 4 {
				panel := p.data[(col/width*p.Dim+k)*width+col%width:]
				addFour((*[4]float32)(row[col:]), part, panel)
			}
		}
		g.finish(j, row, f)
	}
}

// addFour adds the inner products of part with four neighbouring rows of a panel.
func addFour(sums *[4]float32, part, panel []float32) {
	var s0, s1, s2, s3 float32
	for k, x := range part {
		b := (*[4]float32)(panel[k*width:])
		s0 += x * b[0]
		s1 += x * b[1]
		s2 += x * b[2]
		s3 += x * b[3]
	}
	sums[0] += s0
	sums[1] += s1
	sums[2] += s2
	sums[3] += s3
}

// finish scales row j and takes its maxima.
func (g *Grid) finish(j int, row []float32, scale float32) {
	best := minusInf
	for i, x := range row {
		x *= scale
		row[i] = x
		best = max(best, x)
		g.ColMax[i] = max(g.ColMax[i], x)
	}
	g.RowMax[j] = best
}

// sumSquaresPlain is the plain twin of SumSquares.
func sumSquaresPlain(row []float32) float32 {
	var s [4]float32
	for ; len(row) >= 4; row = row[4:] {
		s[0] += row[0] * row[0]
		s[1] += row[1] * row[1]
		s[2] += row[2] * row[2]
		s[3] += row[3] * row[3]
	}
	for _, x := range row {
		s[0] += x * x
	}
	return (s[0] + s[1]) + (s[2] + s[3])
}
