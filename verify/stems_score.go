package verify

import (
	"context"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/audiocheck/audiocheck/pcm"
)

// StemScore says how near a stem comes to its reference, in dB, 200 at most and
// -200 at least.
//
// SDR is 10 log10(|s|² / |s-e|²) of reference s and stem e, SI-SDR the same
// with the reference scaled by <e,s>/|s|² (no mean is taken away). All channels
// count alike. The medians are over the whole stretches of 1 s in which neither
// is all zeros, as museval has it; its filter of 512 taps, which forgives a
// stem its equaliser and small delays, is not applied, and neither is an
// alignment: a stem that comes late scores badly.
//
// Sources: Le Roux et al., SDR - half-baked or well done?, ICASSP 2019,
// equations 1 to 5; github.com/sigsep/sigsep-mus-eval, museval/metrics.py, for
// the stretches.
type StemScore struct {
	Path        string // of the reference
	SISDR       float64
	SDR         float64
	MedianSISDR float64 // NaN without a stretch
	MedianSDR   float64 // NaN without a stretch
	Windows     int     // stretches that count
}

// references scores every stem that has a reference.
func (c *stemCheck) references(ctx context.Context, stems []StemFile) error {
	for _, ref := range c.options.References {
		i := slices.IndexFunc(stems, func(f StemFile) bool { return f.Name == ref.Name })
		if i < 0 {
			c.add(stemReference, ref.Path, measure{ref.Name, "", ""}, "no stem is called %q", ref.Name)
			continue
		}
		if c.report.Stems[i].Frames == 0 {
			continue // that is a finding already
		}
		score, err := scoreFiles(ctx, ref, stems[i])
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			c.add(stemReference, ref.Path, measure{}, "%s: %v", ref.Name, err)
			continue
		}
		c.report.Stems[i].Score = &score
	}
	return nil
}

// scoreFiles reads both files side by side and keeps neither.
func scoreFiles(ctx context.Context, ref, stem StemFile) (StemScore, error) {
	s, err := ref.Open()
	if err != nil {
		return StemScore{}, err
	}
	defer s.Close()
	e, err := stem.Open()
	if err != nil {
		return StemScore{}, err
	}
	defer e.Close()
	if s.Format() != e.Format() {
		return StemScore{}, &shapeError{s.Format(), e.Format()}
	}
	score, err := score(ctx, s, e)
	score.Path = ref.Path
	return score, err
}

// shapeError reports a reference and a stem of different formats.
type shapeError struct{ ref, stem pcm.Format }

func (e *shapeError) Error() string {
	return "the reference is " + words(e.ref) + ", the stem " + words(e.stem)
}

func words(f pcm.Format) string {
	return strconv.Itoa(f.Channels) + "-channel sound at " + strconv.Itoa(f.Rate) + " Hz"
}

// inner are the inner products of a reference s, a stem e and their difference
// d = e-s, which keeps its digits where s and e are nearly the same.
type inner struct{ ss, ee, dd, ds float64 }

func (p *inner) add(q inner) {
	p.ss, p.ee, p.dd, p.ds = p.ss+q.ss, p.ee+q.ee, p.dd+q.dd, p.ds+q.ds
}

func (p inner) sdr() float64 { return ratio(p.ss, p.dd) }

// sisdr: of e the part (1 + ds/ss) s is the target, and what of d stands at
// right angles to s is the distortion.
func (p inner) sisdr() float64 {
	scale := 1 + p.ds/p.ss
	return ratio(scale*scale*p.ss, p.dd-p.ds*p.ds/p.ss)
}

// ratio returns signal over noise in dB, within ±200.
func ratio(signal, noise float64) float64 {
	switch {
	case signal <= 0:
		return NoResidual
	case noise <= 0:
		return -NoResidual
	}
	return min(-NoResidual, max(NoResidual, 10*math.Log10(signal/noise)))
}

// errNothingCommon reports two files of which one is empty or all zeros.
var errNothingCommon = errors.New("the reference or the stem holds nothing but silence")

func score(ctx context.Context, s, e pcm.Source) (StemScore, error) {
	f := s.Format()
	var whole inner
	var sisdr, sdr []float64
	window := f.Rate // 1 s
	x, y := make([]float32, stemBlock*f.Channels), make([]float32, stemBlock*f.Channels)
	for at, part := 0, (inner{}); ; {
		if err := ctx.Err(); err != nil {
			return StemScore{}, err
		}
		n, err := readBoth(s, e, x, y, min(stemBlock, window-at))
		if err != nil {
			return StemScore{}, err
		}
		part.add(multiplied(x[:n*f.Channels], y[:n*f.Channels]))
		if at += n; at == window || n == 0 {
			whole.add(part)
			if at == window && part.ss > 0 && part.ee > 0 {
				sisdr, sdr = append(sisdr, part.sisdr()), append(sdr, part.sdr())
			}
			at, part = 0, inner{}
		}
		if n == 0 {
			break
		}
	}
	if whole.ss == 0 || whole.ee == 0 {
		return StemScore{}, errNothingCommon
	}
	return StemScore{SISDR: whole.sisdr(), SDR: whole.sdr(), MedianSISDR: median(sisdr), MedianSDR: median(sdr), Windows: len(sdr)}, nil
}

func multiplied(x, y []float32) inner {
	var p inner
	for i, v := range x {
		s, e := float64(v), float64(y[i])
		d := e - s
		p.ss += s * s
		p.ee += e * e
		p.dd += d * d
		p.ds += d * s
	}
	return p
}

// readBoth reads up to want frames of s into x, and as many of e into y. Behind
// its end e is silent, and what it holds behind the end of s does not count.
func readBoth(s, e pcm.Source, x, y []float32, want int) (int, error) {
	ch := s.Format().Channels
	n, err := fill(s, x[:want*ch])
	if err != nil {
		return n, err
	}
	m, err := fill(e, y[:n*ch])
	clear(y[m*ch : n*ch])
	return n, err
}

// fill reads whole frames until dst is full or src ends, and returns how many.
// Samples that are no number become zeros, as in the rest of the analysis.
func fill(src pcm.Source, dst []float32) (int, error) {
	ch := src.Format().Channels
	frames := 0
	for frames*ch < len(dst) {
		n, err := src.ReadFrames(dst[frames*ch:])
		for i, v := range dst[frames*ch : (frames+n)*ch] {
			if v-v != 0 {
				dst[frames*ch+i] = 0
			}
		}
		frames += n
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			return frames, err
		}
	}
	return frames, nil
}

// median returns the median of v, NaN when it is empty.
func median(v []float64) float64 {
	if len(v) == 0 {
		return math.NaN()
	}
	slices.Sort(v)
	return (v[(len(v)-1)/2] + v[len(v)/2]) / 2
}
