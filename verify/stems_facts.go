package verify

import (
	"strconv"

	"github.com/audiocheck/audiocheck/finding"
)

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
