package verify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/audiocheck/audiocheck/finding"
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

// An encoder makes a file longer by its delay and what fills the last packet:
// at most four packets of MPEG-1 layer III, a little more than four of AAC, and
// half a second where the rate is so low that this would be long.
const codecPadding = 4 * 1152

// formats holds rate, channels and length of the stems against the mix.
func (c *stemCheck) formats() {
	mix := &c.report.Mix
	for i := range c.report.Stems {
		s := &c.report.Stems[i].StemFacts
		if s.Rate == 0 || mix.Rate == 0 || s.Frames == 0 || mix.Frames == 0 {
			continue
		}
		if s.Rate != mix.Rate {
			c.blocked = true
			c.add(stemRate, s.Path, measure{strconv.Itoa(s.Rate), strconv.Itoa(mix.Rate), "Hz"},
				"%s: sample rate %d Hz, but the mix has %d Hz", s.Name, s.Rate, mix.Rate)
			continue
		}
		if s.Channels != mix.Channels {
			c.add(stemChannels, s.Path, measure{strconv.Itoa(s.Channels), strconv.Itoa(mix.Channels), "channels"},
				"%s: the number of channels is %d, but the mix has %d", s.Name, s.Channels, mix.Channels)
		}
		c.length(s)
	}
}

func (c *stemCheck) length(s *StemFacts) {
	const slack = 1 // frame, of rounding to a rate and back
	want := c.report.Mix.Frames
	more := s.Frames - want
	m := measure{strconv.FormatInt(s.Frames, 10), strconv.FormatInt(want, 10), "frames"}
	word := "longer"
	if more < 0 {
		word, more = "shorter", -more
	}
	switch {
	case more <= slack || c.blocked:
	case more <= codecPadding && more <= int64(s.Rate)/2:
		c.add(stemPadded, s.Path, m, "%s: %d frames %s than the mix, which is within what encoders add", s.Name, more, word)
	default:
		c.add(stemLength, s.Path, m, "%s: %.3f s %s than the mix: %d frames and not %d",
			s.Name, float64(more)/float64(s.Rate), word, s.Frames, want)
	}
}

// sounds judges each file by its own samples.
func (c *stemCheck) sounds() {
	mix := &c.report.Mix
	c.sound(mix)
	if mix.Frames > 0 && mix.RMS*mix.RMS < silence {
		c.blocked = true // there is nothing to sum to
	}
	for i := range c.report.Stems {
		s := &c.report.Stems[i].StemFacts
		c.sound(s)
		if db := level(s.RMS) - level(mix.RMS); db > louder && mix.RMS > 0 {
			c.add(stemLouder, s.Path, measure{inDB(level(s.RMS)), inDB(level(mix.RMS)), "dBFS"},
				"%s: %.1f dB louder than the mix", s.Name, db)
		}
	}
	c.image()
}

// louder is in dB; a stem that is the whole mix, coded again, is not over it.
const louder = 1.0

func (c *stemCheck) sound(f *StemFacts) {
	const mostlySilent = 0.95
	if f.BadSamples > 0 {
		c.add(stemBadSample, f.Path, measure{strconv.FormatInt(f.BadSamples, 10), "0", "samples"},
			"%s: samples that are no number or infinite: %d; they are taken for 0", f.Name, f.BadSamples)
	}
	if f.Frames > 0 && (f.Silent > mostlySilent || f.RMS*f.RMS < silence) {
		c.add(stemSilent, f.Path, measure{strconv.FormatFloat(100*f.Silent, 'f', 1, 64), "95", "%"},
			"%s: under -60 dBFS for %.1f %% of the time", f.Name, 100*f.Silent)
	}
	if f.ClippedRuns > 0 {
		add := c.add(stemClipped, f.Path, measure{strconv.FormatInt(f.ClippedRuns, 10), "0", "runs"},
			"%s: runs of 3 and more equal samples at full scale: %d", f.Name, f.ClippedRuns)
		if c.report.Mix.ClippedRuns > 0 {
			add.Severity = finding.Note // the stems did not bring it in
		}
	}
}

// image looks for a stereo mix whose stems are all mono.
func (c *stemCheck) image() {
	const wide, narrow = 1e-3, 1e-6 // shares of power: -30 and -60 dB
	mix := &c.report.Mix
	if mix.Channels != 2 || mix.Side < wide {
		return
	}
	for _, s := range c.report.Stems {
		if s.Frames == 0 || s.Side > narrow {
			return
		}
	}
	c.add(stemsMono, mix.Path, measure{inDB(narrowest(c.report.Stems)), inDB(decibels(mix.Side)), "dB"},
		"the sides of the mix differ by %s dB of its power, those of the stems do not differ", inDB(decibels(mix.Side)))
}

func narrowest(stems []Stem) float64 {
	side := 0.0
	for _, s := range stems {
		side = max(side, s.Side)
	}
	return decibels(side)
}

// level returns a root mean square in dBFS.
func level(rms float64) float64 { return decibels(rms * rms) }
