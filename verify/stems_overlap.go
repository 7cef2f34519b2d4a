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
	x, y := make([]float32, n), make([]float32, n)
	var rs []float64
	for at := 0; at+n <= c.mix.Len(); at += n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a.Signal.Read(x, at+a.Lag)
		b.Signal.Read(y, at+b.Lag)
		var xx, yy, xy float64
		for t, v := range x {
			v, w := float64(v), float64(y[t])
			xx += v * v
			yy += w * w
			xy += v * w
		}
		if min(xx, yy) >= silence*float64(n) {
			rs = append(rs, xy/math.Sqrt(xx*yy))
		}
	}
	return rs, nil
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
