package verify

import (
	"context"
	"math"
	"slices"

	"github.com/audiocheck/audiocheck/internal/align"
)

// placement is how the stems lie in the mix.
type placement struct {
	reach  int
	lag    int     // of all stems together
	gain   float64 // of all stems together
	placed []align.Placed
	gains  []float64
	inMix  []bool
}

// place finds the lag and the gain of all stems together, then those of each.
func (c *stemCheck) place(ctx context.Context) (*placement, error) {
	p := &placement{reach: align.Reach(c.report.Mix.Rate, c.mix.Len()), placed: c.at(0), inMix: make([]bool, len(c.stems))}
	raw, err := align.Residual(ctx, c.mix, p.placed, c.alike(1))
	if err != nil {
		return nil, err
	}
	signals := make([]align.Signal, len(c.stems))
	for i, s := range c.stems {
		signals[i] = s
	}
	cs, err := align.Correlate(ctx, c.mix, signals, p.reach)
	if err != nil {
		return nil, err
	}
	if err := c.placeTogether(ctx, p, align.Sum(cs)); err != nil {
		return nil, err
	}
	aligned, err := align.Residual(ctx, c.mix, c.at(p.lag), c.alike(p.gain))
	if err != nil {
		return nil, err
	}
	perStem, err := c.placeEach(ctx, p, cs, decibels(aligned))
	if err != nil {
		return nil, err
	}
	c.report.Residual = StemResidual{decibels(raw), decibels(aligned), perStem}
	c.keep(p)
	return p, nil
}

// keep copies what was found into the report.
func (c *stemCheck) keep(p *placement) {
	r := &c.report
	r.Compared, r.Lag, r.Gain = true, p.lag, p.gain
	for i := range r.Stems {
		s := &r.Stems[i]
		s.Placed, s.InMix = true, p.inMix[i]
		if s.InMix {
			s.Lag, s.Gain = p.placed[i].Lag, p.gains[i]
		}
	}
}

// at returns all stems at one lag.
func (c *stemCheck) at(lag int) []align.Placed {
	placed := make([]align.Placed, len(c.stems))
	for i, s := range c.stems {
		placed[i] = align.Placed{Signal: s, Lag: lag}
	}
	return placed
}

// alike returns one gain for each stem.
func (c *stemCheck) alike(gain float64) []float64 {
	return slices.Repeat([]float64{gain}, len(c.stems))
}

// most bounds the lags at which a stem may lie: at larger ones less than half
// of it is left to compare.
func (c *stemCheck) most(stem align.Signal) int { return min(c.mix.Len(), stem.Len()) / 2 }

// placeTogether tries the lags at which the sum of the stems may lie.
func (c *stemCheck) placeTogether(ctx context.Context, p *placement, sum align.Correlation) error {
	most := c.mix.Len()
	for _, s := range c.stems {
		most = min(most, c.most(s))
	}
	best := math.Inf(1)
	for _, lag := range distinct(0, sum.Peak(most), sum.Whitened(most)) {
		pr, err := align.Multiply(ctx, c.mix, c.at(lag))
		if err != nil {
			return err
		}
		gain := pr.Gain()
		if left := pr.Left(c.alike(gain)); left < best {
			best, p.lag, p.gain = left, lag, gain
		}
	}
	return nil
}

func distinct(lags ...int) []int {
	var out []int
	for _, l := range lags {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// A stem is in the mix when it is steady: a stem that is not has some 5, and one
// that shares loops with it up to 9.
const (
	steady = 10
	parts  = 64 // into which the mix is cut to tell
)

// placeEach finds the lag of each stem and returns what the stems leave then.
func (c *stemCheck) placeEach(ctx context.Context, p *placement, cs []align.Correlation, aligned float64) (float64, error) {
	p.placed = c.at(p.lag)
	candidates := make([][]int, len(c.stems))
	for i, s := range c.stems {
		candidates[i] = distinct(p.lag, 0, cs[i].Whitened(c.most(s)), cs[i].Peak(c.most(s)))
	}
	if aligned > lossless {
		if err := c.descend(ctx, p, candidates); err != nil {
			return 0, err
		}
	}
	return c.solve(ctx, p)
}

// descend moves one stem after the other to the lag among its candidates that
// leaves the least, twice.
func (c *stemCheck) descend(ctx context.Context, p *placement, candidates [][]int) error {
	left, err := c.sketch(ctx, p)
	if err != nil {
		return err
	}
	for range 2 {
		for i, lags := range candidates {
			was := p.placed[i].Lag
			best := was
			for _, lag := range lags {
				if lag == was {
					continue
				}
				p.placed[i].Lag = lag
				l, err := c.sketch(ctx, p)
				if err != nil {
					return err
				}
				if l < left {
					left, best = l, lag
				}
			}
			p.placed[i].Lag = best
		}
	}
	return nil
}

// sketch returns about what the stems leave at the best gains.
func (c *stemCheck) sketch(ctx context.Context, p *placement) (float64, error) {
	pr, err := align.Sketch(ctx, c.mix, p.placed)
	return pr.Left(pr.Gains()), err
}

// solve finds the gains at the lags of p, and which stems are in the mix, and
// returns what they leave, in dB.
func (c *stemCheck) solve(ctx context.Context, p *placement) (float64, error) {
	ps, err := align.Parts(ctx, c.mix, p.placed, parts)
	if err != nil {
		return 0, err
	}
	p.gains = align.Join(ps, len(p.placed)).Gains()
	for i := range p.inMix {
		p.inMix[i] = align.Steadiness(ps, p.gains, i) >= steady
	}
	left, err := align.Residual(ctx, c.mix, p.placed, p.gains)
	return decibels(left), err
}
