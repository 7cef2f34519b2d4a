//go:build amd64 && !purego

package kernel

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
