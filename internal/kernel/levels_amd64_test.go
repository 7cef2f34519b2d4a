//go:build amd64 && !purego

package kernel

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestWidthsAgree asserts that a product does not depend on the vectors' width or
// on where in a tile it falls: every sum is added up in the same order.
func TestWidthsAgree(t *testing.T) {
	if !hasAVX512 {
		t.Skip("this processor has no AVX-512")
	}
	r := rand.New(rand.NewPCG(5, 5))
	for _, n := range []int{1, 7, 12, 13, 31, 60, 129} {
		c, p, scale := values(r, n*300), NewPanels(values(r, n*300), n, 300), make([]float32, n)
		for i := range scale {
			scale[i] = 1 + float32(i)
		}
		var narrow, wide Grid
		narrow.reset(n, n)
		wide.reset(n, n)
		narrow.fillTiles(c, p, scale, false)
		wide.fillTiles(c, p, scale, true)
		if !slices.Equal(narrow.Data, wide.Data) || !slices.Equal(narrow.RowMax, wide.RowMax) || !slices.Equal(narrow.ColMax, wide.ColMax) {
			t.Errorf("%d rows: the two widths differ", n)
		}
	}
}

// fills returns every way to fill a grid that this processor has.
func fills() map[string]fillFunc {
	all := map[string]fillFunc{"plain": (*Grid).fillPlain}
	if hasAVX2 {
		all["AVX2"] = func(g *Grid, c []float32, p *Panels, scale []float32) { g.fillTiles(c, p, scale, false) }
	}
	if hasAVX512 {
		all["AVX-512"] = func(g *Grid, c []float32, p *Panels, scale []float32) { g.fillTiles(c, p, scale, true) }
	}
	return all
}
