package align

import (
	"context"
	"math"
	"math/bits"
	"math/cmplx"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Reach returns the largest lag that is looked for in signals of rate Hz and at
// most so many frames: 1.5 s rounded up to a power of two, at most 2^18 frames,
// and not much more than there are.
//
// An encoder's delay is under 0.1 s; the rest is room for a stem that was cut
// elsewhere than the mix.
func Reach(rate, frames int) int {
	const seconds, most = 1.5, 1 << 18
	return min(powerOfTwo(int(seconds*float64(min(rate, most)))), powerOfTwo(min(frames, most)), most)
}

// powerOfTwo returns the smallest power of two that is at least n, at least 2.
func powerOfTwo(n int) int { return 1 << bits.Len(uint(max(n, 2)-1)) }

// Correlation is what one signal has in common with another at each lag.
type Correlation struct {
	reach    int // lags are -reach to reach
	spectrum []complex128
	fft      *fourier.FFT
}

// Correlate holds each of signals against mix at all lags up to reach, which
// is a power of two. It takes memory for some 10 times reach numbers a signal.
// Its error is ctx's.
//
// The signals are cut into blocks of 2*reach, padded with zeros to 4*reach, and
// held against 4*reach samples of the mix around them, so that the products of
// their spectra, summed over all blocks, are the exact linear correlation.
func Correlate(ctx context.Context, mix Signal, signals []Signal, reach int) ([]Correlation, error) {
	n := 4 * reach
	out := make([]Correlation, len(signals))
	fft := fourier.NewFFT(n)
	for i := range out {
		out[i] = Correlation{reach, make([]complex128, n/2+1), fft}
	}
	var (
		raw            = make([]float32, n)
		seq            = make([]float64, n)
		whole, partial = make([]complex128, n/2+1), make([]complex128, n/2+1)
	)
	for start := 0; start < longest(signals); start += 2 * reach {
		mix.Read(raw, start-reach)
		fft.Coefficients(whole, widen(seq, raw))
		for i, s := range signals {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if start >= s.Len() {
				continue
			}
			clear(raw)
			s.Read(raw[:2*reach], start)
			fft.Coefficients(partial, widen(seq, raw))
			for k, p := range partial {
				out[i].spectrum[k] += cmplx.Conj(p) * whole[k]
			}
		}
	}
	return out, nil
}

func longest(signals []Signal) int {
	n := 0
	for _, s := range signals {
		n = max(n, s.Len())
	}
	return n
}

func widen(dst []float64, src []float32) []float64 {
	for i, v := range src {
		dst[i] = float64(v)
	}
	return dst
}

// Sum returns the correlation of the sum of the signals of cs, which were made
// by one call of Correlate.
func Sum(cs []Correlation) Correlation {
	sum := Correlation{cs[0].reach, make([]complex128, len(cs[0].spectrum)), cs[0].fft}
	for _, c := range cs {
		for k, v := range c.spectrum {
			sum.spectrum[k] += v
		}
	}
	return sum
}

// Peak returns the lag among those up to most at which the correlation is
// largest, of either sign; 0 of a silent signal.
func (c Correlation) Peak(most int) int { return c.peak(c.spectrum, most) }

// Whitened is Peak of the correlation in which each frequency counts the same,
// whatever its power: the phase transform. It is sharp where a few strong tones
// make the other one flat, and says little of signals that hold tones alone.
//
// Source: Knapp and Carter, The generalized correlation method for estimation
// of time delay, IEEE Transactions on Acoustics, Speech, and Signal Processing
// 24 (4), 1976.
func (c Correlation) Whitened(most int) int {
	// Bins this far under the strongest hold rounding errors, whose phases mean
	// nothing; as a share of the power spectrum.
	const floor = 1e-9
	strongest := 0.0
	for _, v := range c.spectrum {
		strongest = max(strongest, cmplx.Abs(v))
	}
	white := make([]complex128, len(c.spectrum))
	for k, v := range c.spectrum {
		if a := cmplx.Abs(v); a > floor*strongest {
			white[k] = v / complex(a, 0)
		}
	}
	return c.peak(white, most)
}

func (c Correlation) peak(spectrum []complex128, most int) int {
	values := c.fft.Sequence(nil, spectrum)
	best, height := 0, 0.0
	for lag := -min(most, c.reach); lag <= min(most, c.reach); lag++ {
		if v := math.Abs(values[c.reach-lag]); v > height {
			height, best = v, lag
		}
	}
	return best
}
