//go:build amd64 && !purego

package kernel

import "unsafe"

// tile is what the assembly for a block of sums works on; its fields stand in the
// order that gen/tile.go names.
type tile struct {
	a          *float32 // first value of the first row of the candidate
	aStride    uintptr  // bytes from one row to the next
	b          *float32 // first value of the panel
	b2         *float32 // the same of the next panel, where two are taken at once
	count      int      // values a row
	from       *float32 // what the sums are added to
	fromStride uintptr  // bytes from one row to the next
	to         *float32 // where the sums go
	toStride   uintptr  // bytes from one row to the next
	scale      *float32 // a factor a row; nil unless these are the last values of the rows
	rowPart    *float32 // Lanes partial maxima a row
	colMax     *float32 // the maximum of each column
}

// valueBytes is the size of a float32.
const valueBytes = 4

// fillTiles fills g with the assembly: block by block of the rows' values, panel
// by panel of the query, so that a part of a panel stays in the L1 cache while all
// rows of the candidate pass by.
func (g *Grid) fillTiles(c []float32, p *Panels, scale []float32, wide bool) {
	for i := range g.rowPart {
		g.rowPart[i] = minusInf
	}
	g.tile = tile{aStride: uintptr(p.Dim * valueBytes), toStride: uintptr(g.Stride * valueBytes)}
	for k := 0; k < p.Dim; k += block {
		for col := 0; col < g.Stride; {
			kernels, cols := kernelsFor(g.Stride-col, wide)
			g.fillColumns(c, p, scale, kernels, k, col, cols)
			col += cols
		}
	}
	g.foldRows()
}

// kernelsFor returns the kernels for the next of the columns left, and how many
// columns they take.
func kernelsFor(left int, wide bool) (tileFuncs, int) {
	switch {
	case left < width:
		return tiles8, Lanes
	case !wide:
		return tiles16, width
	case left < 2*width:
		return tiles16Z, width
	}
	return tiles32Z, 2 * width
}

// fillColumns adds the products of the block of values at k to all rows of some
// columns, in tiles of rows as equal as can be.
func (g *Grid) fillColumns(c []float32, p *Panels, scale []float32, kernels tileFuncs, k, col, cols int) {
	t := &g.tile
	t.count = min(block, p.Dim-k)
	t.b = &p.data[(col/width*p.Dim+k)*width]
	if cols > width {
		t.b2 = &p.data[((col/width+1)*p.Dim+k)*width]
	}
	t.colMax = &g.ColMax[col]
	tiles := (g.Rows + len(kernels) - 1) / len(kernels)
	for j := 0; tiles > 0; tiles-- {
		rows := (g.Rows - j + tiles - 1) / tiles
		t.a, t.to = &c[j*p.Dim+k], &g.Data[j*g.Stride+col]
		t.from, t.fromStride = t.to, t.toStride
		if k == 0 {
			t.from, t.fromStride = &p.bias[col], 0
		}
		if k+block >= p.Dim {
			t.scale, t.rowPart = &scale[j], &g.rowPart[j*Lanes]
		}
		kernels[rows-1]((*byte)(unsafe.Pointer(t)))
		j += rows
	}
}

// foldRows takes the maximum of each row from its partial ones.
func (g *Grid) foldRows() {
	for j := range g.RowMax {
		part := (*[Lanes]float32)(g.rowPart[j*Lanes:])
		low := max(max(part[0], part[1]), max(part[2], part[3]))
		high := max(max(part[4], part[5]), max(part[6], part[7]))
		g.RowMax[j] = max(low, high)
	}
}
