package verify

import (
	"context"
	"math"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/align"
)

// overlaps measures what each two stems have in common, at the lags at which
// they lie in the mix.
func (c *stemCheck) overlaps(ctx context.Context, p *placement) error {
	for i := range c.stems {
		for j := range i {
			if err := c.overlap(ctx, p, j, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// A hint of leakage needs a correlation of at least leaks, which is about the
// share that leaked, in at least fewest stretches, and leakErrors times its own
// standard error. Measured: speech and music that do not leak give 0.01, 5 % of
// leakage 0.05.
const (
	leaks      = 0.04
	fewest     = 5
	leakErrors = 4
)

func (c *stemCheck) overlap(ctx context.Context, p *placement, i, j int) error {
	rs, err := c.windows(ctx, p.placed[i], p.placed[j])
	if err != nil || len(rs) == 0 {
		return err
	}
	mean, spread := meanAndError(rs)
	a, b := &c.report.Stems[i], &c.report.Stems[j]
	c.report.Overlaps = append(c.report.Overlaps, StemOverlap{a.Name, b.Name, mean, len(rs)})
	if len(rs) < fewest || math.Abs(mean) < leaks || math.Abs(mean) < leakErrors*spread {
		return nil
	}
	c.add(stemLeak, b.Path, measure{strconv.FormatFloat(mean, 'f', 3, 64), strconv.FormatFloat(leaks, 'f', 2, 64), ""},
		"%s and %s correlate by %.3f over %d stretches of 1 s: one leaks into the other, unless they play the same notes", a.Name, b.Name, mean, len(rs))
	return nil
}

// windows returns the correlation of a and b in each second in which both sound.
func (c *stemCheck) windows(ctx context.Context, a, b align.Placed) ([]float64, error) {
	n := c.report.Mix.Rate
	var rs []float64
	for at := 0; n <= c.mix.Len()-at; at += n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		xx, yy, xy := common(a, b, at, n)
		if min(xx, yy) >= silence*float64(n) {
			rs = append(rs, xy/math.Sqrt(xx*yy))
		}
	}
	return rs, nil
}

// common returns the inner products of a and b over n frames of the mix from at
// on. It reads piece by piece: n is a rate, which a file can make up.
func common(a, b align.Placed, at, n int) (xx, yy, xy float64) {
	var x, y [stemBlock]float32
	for n > 0 {
		k := min(n, stemBlock)
		a.Signal.Read(x[:k], at+a.Lag)
		b.Signal.Read(y[:k], at+b.Lag)
		for t, v := range x[:k] {
			v, w := float64(v), float64(y[t])
			xx += v * v
			yy += w * w
			xy += v * w
		}
		at, n = at+k, n-k
	}
	return xx, yy, xy
}

// meanAndError returns the mean of v and its standard error, 0 for one value.
func meanAndError(v []float64) (mean, spread float64) {
	n := float64(len(v))
	for _, x := range v {
		mean += x / n
	}
	if len(v) < 2 {
		return mean, 0
	}
	for _, x := range v {
		spread += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(spread / (n - 1) / n)
}
