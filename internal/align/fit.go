package align

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Placed is a signal at a lag.
type Placed struct {
	Signal Signal
	Lag    int
}

// Span is a run of samples, the one at To not among them.
type Span struct{ From, To int }

// Len returns the number of samples, 0 for an empty span.
func (s Span) Len() int { return max(0, s.To-s.From) }

// Overlap returns where mix and every one of the placed signals have samples,
// as indices of mix.
func Overlap(mix Signal, placed []Placed) Span {
	s := Span{0, mix.Len()}
	for _, p := range placed {
		s.From = max(s.From, -p.Lag)
		s.To = min(s.To, p.Signal.Len()-p.Lag)
	}
	return s
}

// chunk is how many samples are read at a time.
const chunk = 1 << 13

// each calls visit for all samples of span, piece by piece: those of mix and,
// facing them, those of the placed signals. Of the pieces only every stride-th
// is looked at.
func each(ctx context.Context, mix Signal, placed []Placed, span Span, stride int, visit func(mix []float32, signals [][]float32)) error {
	m := make([]float32, chunk)
	buffers := make([][]float32, len(placed))
	for i := range buffers {
		buffers[i] = make([]float32, chunk)
	}
	for at := span.From; at < span.To; at += stride * chunk {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(chunk, span.To-at)
		mix.Read(m[:n], at)
		for i, p := range placed {
			buffers[i] = buffers[i][:n]
			p.Signal.Read(buffers[i], at+p.Lag)
		}
		visit(m[:n], buffers)
	}
	return nil
}

// Products are the inner products of a mix and signals at their lags over the
// span in which they overlap: all that least squares needs.
type Products struct {
	Span  Span
	Mix   float64     // the mix with itself
	Cross []float64   // the mix with each signal
	Gram  [][]float64 // each signal with each; symmetric
}

// Multiply returns the products. Its error is ctx's.
func Multiply(ctx context.Context, mix Signal, placed []Placed) (Products, error) {
	p := newProducts(Overlap(mix, placed), len(placed))
	err := p.gather(ctx, mix, placed, 1)
	return p, err
}

// Sketch is Multiply over some 2 million samples at most, spread evenly: enough
// to tell which of several lags is the right one.
func Sketch(ctx context.Context, mix Signal, placed []Placed) (Products, error) {
	const enough = 1 << 21
	p := newProducts(Overlap(mix, placed), len(placed))
	err := p.gather(ctx, mix, placed, 1+p.Span.Len()/enough)
	return p, err
}

// Parts returns the products of n parts of equal length into which the span is
// cut, the last of which may be shorter; fewer of a span of less than n samples.
// Its error is ctx's.
func Parts(ctx context.Context, mix Signal, placed []Placed, n int) ([]Products, error) {
	span := Overlap(mix, placed)
	length := (span.Len() + n - 1) / n
	var parts []Products
	for at := span.From; at < span.To; at += length {
		p := newProducts(Span{at, min(at+length, span.To)}, len(placed))
		if err := p.gather(ctx, mix, placed, 1); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	return parts, nil
}

// Join returns the products of the span that parts cover, which are of n
// signals.
func Join(parts []Products, n int) Products {
	sum := newProducts(Span{}, n)
	for i, p := range parts {
		if i == 0 {
			sum.Span.From = p.Span.From
		}
		sum.Span.To = p.Span.To
		sum.Mix += p.Mix
		for i, c := range p.Cross {
			sum.Cross[i] += c
			for j, g := range p.Gram[i] {
				sum.Gram[i][j] += g
			}
		}
	}
	return sum
}

// Steadiness says how surely signal i is in the mix, at gains for all signals:
// its gain over the standard error of it, which the parts tell by how much they
// differ. A signal that is not there has some 5 at the lag that suits it best,
// as has one that by chance plays a few of the same notes; one that is there,
// and tells of itself, is far above.
func Steadiness(parts []Products, gains []float64, i int) float64 {
	power, matched := 0.0, 0.0
	own := make([]float64, len(parts)) // what of the mix less the other signals is like signal i
	for k, p := range parts {
		own[k] = p.Cross[i]
		for j, a := range gains {
			if j != i {
				own[k] -= a * p.Gram[i][j]
			}
		}
		power += p.Gram[i][i]
		matched += own[k]
	}
	if power == 0 || matched == 0 {
		return 0
	}
	spread := 0.0
	for k, p := range parts {
		d := own[k] - matched/power*p.Gram[i][i]
		spread += d * d
	}
	return math.Abs(matched) / math.Sqrt(spread)
}

func newProducts(span Span, n int) Products {
	p := Products{Span: span, Cross: make([]float64, n), Gram: make([][]float64, n)}
	for i := range p.Gram {
		p.Gram[i] = make([]float64, n)
	}
	return p
}

func (p *Products) gather(ctx context.Context, mix Signal, placed []Placed, stride int) error {
	err := each(ctx, mix, placed, p.Span, stride, func(m []float32, signals [][]float32) {
		p.Mix += dot(m, m)
		for i, s := range signals {
			p.Cross[i] += dot(m, s)
			for j := range i + 1 {
				p.Gram[i][j] += dot(s, signals[j])
			}
		}
	})
	for i := range p.Gram {
		for j := range i {
			p.Gram[j][i] = p.Gram[i][j]
		}
	}
	return err
}

func dot(a, b []float32) float64 {
	sum := 0.0
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return sum
}

// Gain returns the one gain of all signals together that leaves the least of
// the mix, 0 when they are silent.
func (p Products) Gain() float64 {
	cross, power := 0.0, 0.0
	for i, c := range p.Cross {
		cross += c
		for _, g := range p.Gram[i] {
			power += g
		}
	}
	if power <= 0 {
		return 0
	}
	return cross / power
}

// Gains returns the gain of each signal so that together they leave the least
// of the mix. A silent signal has gain 0; signals that are equal share theirs.
func (p Products) Gains() []float64 {
	// Holds up signals that depend on each other; as a share of their power it
	// moves a gain by less than a float32 can tell.
	const ridge = 1e-12
	n := len(p.Cross)
	gains := make([]float64, n)
	loudest := 0.0
	for i := range n {
		loudest = max(loudest, p.Gram[i][i])
	}
	if loudest == 0 {
		return gains
	}
	scale := make([]float64, n) // equal powers, so that a quiet signal is solved as well as a loud one
	for i := range n {
		if g := p.Gram[i][i]; g > 0 {
			scale[i] = 1 / math.Sqrt(g)
		}
	}
	a, b := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			a.SetSym(i, j, p.Gram[i][j]*scale[i]*scale[j])
		}
		a.SetSym(i, i, a.At(i, i)+ridge+boolean(scale[i] == 0))
		b.SetVec(i, p.Cross[i]*scale[i])
	}
	var chol mat.Cholesky
	if !chol.Factorize(a) {
		return gains
	}
	x := mat.NewVecDense(n, nil)
	if err := chol.SolveVecTo(x, b); err != nil && !isCondition(err) {
		return gains
	}
	for i := range gains {
		gains[i] = x.AtVec(i) * scale[i]
	}
	return gains
}

// boolean is 1 for true: the diagonal of a silent signal, whose gain is 0 then.
func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// isCondition reports that err only warns of a matrix that is nearly singular.
func isCondition(err error) bool {
	_, ok := err.(mat.Condition)
	return ok
}

// Left returns the share of the mix's power that the signals leave at gains, by
// the products alone: good to about 1e-12. Residual knows better.
func (p Products) Left(gains []float64) float64 {
	if p.Mix <= 0 {
		return 1
	}
	left := p.Mix
	for i, a := range gains {
		left -= 2 * a * p.Cross[i]
		for j, b := range gains {
			left += a * b * p.Gram[i][j]
		}
	}
	return max(0, left/p.Mix)
}

// Residual returns the share of the mix's power that the placed signals leave
// at gains over the span in which they overlap, and 1 where nothing of the mix
// sounds there. Its error is ctx's.
func Residual(ctx context.Context, mix Signal, placed []Placed, gains []float64) (float64, error) {
	whole, left := 0.0, 0.0
	err := each(ctx, mix, placed, Overlap(mix, placed), 1, func(m []float32, signals [][]float32) {
		for t, v := range m {
			rest := float64(v)
			whole += rest * rest
			for i, s := range signals {
				rest -= gains[i] * float64(s[t])
			}
			left += rest * rest
		}
	})
	if whole == 0 {
		return 1, err
	}
	return left / whole, err
}
