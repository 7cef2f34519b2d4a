package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/align"
)

// readAll reads the mix and the stems.
func (c *stemCheck) readAll(ctx context.Context, mix StemFile, stems []StemFile) error {
	c.even = !sameChannels(append([]StemFile{mix}, stems...))
	left := int64(maxStemFrames)
	read := func(f StemFile, facts *StemFacts) (*align.Track, error) {
		r := &stemReader{facts: facts, left: left, even: c.even, track: &align.Track{}}
		err := r.read(ctx, f)
		left -= int64(r.track.Len())
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		c.readFailed(f, r, err)
		return r.track, nil
	}
	mix.Name = "mix"
	var err error
	if c.mix, err = read(mix, &c.report.Mix); err != nil {
		return err
	}
	c.report.Stems = make([]Stem, len(stems))
	c.stems = make([]*align.Track, len(stems))
	for i, f := range stems {
		if c.stems[i], err = read(f, &c.report.Stems[i].StemFacts); err != nil {
			return err
		}
	}
	return nil
}

// sameChannels reports whether the files that can be opened have as many
// channels each.
func sameChannels(files []StemFile) bool {
	channels := 0
	for _, f := range files {
		src, err := f.Open()
		if err != nil {
			continue
		}
		n := src.Format().Channels
		src.Close()
		if channels != 0 && n != channels {
			return false
		}
		channels = n
	}
	return true
}

// readFailed records why a file was not read to its end; then only its format
// is known of it.
func (c *stemCheck) readFailed(f StemFile, r *stemReader, err error) {
	if err != nil {
		*r.facts = StemFacts{Name: f.Name, Path: f.Path, Rate: r.facts.Rate, Channels: r.facts.Channels}
	}
	switch {
	case errors.Is(err, errTooLong):
		c.blocked = true
		c.add(stemTooLong, f.Path, measure{"over " + strconv.Itoa(MaxStemSeconds), strconv.Itoa(MaxStemSeconds), "s"},
			"%s: longer than the %d minutes that are compared at a time; cut mix and stems into parts", f.Name, MaxStemSeconds/60)
	case errors.Is(err, errTooMuch):
		c.blocked = true
		c.add(stemTooLong, f.Path, measure{"over " + strconv.Itoa(maxStemFrames), strconv.Itoa(maxStemFrames), "frames"},
			"%s: mix and stems together hold more than the %d million frames that are compared at a time; cut them into parts", f.Name, int(maxStemFrames/1e6))
	case err != nil:
		c.blocked = true
		c.add(stemUnreadable, f.Path, measure{}, "%s: %v", f.Name, err)
	case r.facts.Frames == 0:
		c.blocked = true
		c.add(stemUnreadable, f.Path, measure{"0", "", "frames"}, "%s: the file holds no frame of sound", f.Name)
	}
}

var (
	errTooLong = errors.New("one file is too long")
	errTooMuch = errors.New("the files together are too long")
)

// stemReader reads one file: its facts, and its fold.
type stemReader struct {
	facts *StemFacts
	track *align.Track
	left  int64 // frames that may be kept of all files
	even  bool  // channels fold with equal weights

	power, side float64
	runs        []stemRun // one a channel
	window      stemWindow
}

// stemRun is a run of equal samples at full scale.
type stemRun struct {
	value float32
	n     int
}

// stemWindow counts stretches of silence.
type stemWindow struct {
	frames, filled int
	power          float64
	all, silent    int64
}

func (r *stemReader) read(ctx context.Context, f StemFile) (err error) {
	*r.facts = StemFacts{Name: f.Name, Path: f.Path}
	src, err := f.Open()
	if err != nil {
		return err
	}
	defer src.Close()
	format := src.Format()
	if format.Rate < 1 || format.Channels < 1 {
		return fmt.Errorf("%d channels at %d Hz", format.Channels, format.Rate)
	}
	r.facts.Rate, r.facts.Channels = format.Rate, format.Channels
	longest := MaxStemSeconds * int64(format.Rate)
	r.runs = make([]stemRun, format.Channels)
	r.window.frames = max(1, format.Rate/10) // 0.1 s
	weights := foldWeights(format.Channels, r.even)
	buf := make([]float32, stemBlock*format.Channels)
	fold := make([]float32, stemBlock)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := src.ReadFrames(buf)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			r.finish()
			return nil
		}
		if err != nil {
			return err
		}
		switch kept := int64(r.track.Len() + n); {
		case kept > longest:
			return errTooLong
		case kept > r.left:
			return errTooMuch
		}
		r.look(buf[:n*format.Channels])
		r.track.Append(foldInto(fold[:n], buf, weights))
	}
}

const stemBlock = 4096 // frames that are read at a time

// foldWeights returns the share of each channel in the fold: 1/3 and 2/3 of
// stereo. Even ones would hide what is of opposite sign on both sides, and sides
// that are swapped; but they are how a mono stem is made from a stereo one.
func foldWeights(channels int, even bool) []float32 {
	w := make([]float32, channels)
	for i := range w {
		w[i] = float32(i+1) / float32(channels*(channels+1)/2)
		if even {
			w[i] = 1 / float32(channels)
		}
	}
	return w
}

func foldInto(dst, samples, weights []float32) []float32 {
	ch := len(weights)
	if ch == 1 {
		return samples[:len(dst)]
	}
	for t := range dst {
		sum := float32(0)
		for i, v := range samples[t*ch : (t+1)*ch] {
			sum += weights[i] * v
		}
		dst[t] = sum
	}
	return dst
}

// look gathers the facts of whole frames. Samples that are no number become
// zeros.
func (r *stemReader) look(samples []float32) {
	ch := r.facts.Channels
	for i, v := range samples {
		if v-v != 0 {
			r.facts.BadSamples++
			samples[i], v = 0, 0
		}
		r.clip(&r.runs[i%ch], v)
		r.facts.Peak = max(r.facts.Peak, math.Abs(float64(v)))
	}
	for t := 0; t < len(samples); t += ch {
		frame := samples[t : t+ch]
		power := 0.0
		for _, v := range frame {
			power += float64(v) * float64(v)
		}
		if ch == 2 {
			d := float64(frame[0]) - float64(frame[1])
			r.side += d * d / 2
		}
		r.power += power
		r.window.add(power / float64(ch))
	}
	r.facts.Frames += int64(len(samples) / ch)
}

// clip counts a run when it reaches its third sample.
func (r *stemReader) clip(run *stemRun, v float32) {
	const fullScale, long = 0.999, 3
	if v != run.value {
		*run = stemRun{v, 0}
	}
	if run.n++; run.n == long && (v >= fullScale || v <= -fullScale) {
		r.facts.ClippedRuns++
	}
}

// silence is a power, -60 dBFS.
const silence = 1e-6

func (w *stemWindow) add(power float64) {
	w.power += power
	if w.filled++; w.filled == w.frames {
		w.close()
	}
}

func (w *stemWindow) close() {
	w.all++
	if w.power < silence*float64(w.filled) {
		w.silent++
	}
	w.filled, w.power = 0, 0
}

func (r *stemReader) finish() {
	if r.window.filled > 0 {
		r.window.close()
	}
	f := r.facts
	if f.Frames == 0 {
		return
	}
	f.RMS = math.Sqrt(r.power / float64(f.Frames) / float64(f.Channels))
	f.Silent = float64(r.window.silent) / float64(r.window.all)
	if r.power > 0 {
		f.Side = r.side / r.power
	}
}
