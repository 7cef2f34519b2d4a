package verify

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
)

// codecDelays are the delays in frames that encoders and decoders leave at the
// start of a file when nobody trims them.
//
// Sources: LAME Technical FAQ, questions 1 and 2 (encoder 576, decoder 528 + 1,
// ISO encoders 1057 and Fraunhofer's 1160 + 528 in all); Apple Technical Note
// TN2258 (AAC 2112); ISO/IEC 14496-3, 4.6.11 (the overlap of 1024 of AAC, and
// two of them); RFC 7845, 5.1 (Opus, the recommended pre-skip of 3840).
var codecDelays = []struct {
	frames int
	whose  string
}{
	{529, "an MP3 decoder's"},
	{576, "LAME's, without the decoder's"},
	{1024, "an AAC encoder's of one packet"},
	{1057, "that of an ISO MP3 encoder and its decoder"},
	{1105, "that of LAME and an MP3 decoder"},
	{1688, "that of Fraunhofer's MP3 encoder and its decoder"},
	{2048, "an AAC encoder's of two packets"},
	{2112, "that of AAC as Apple encodes it"},
	{3840, "Opus's at 48 kHz"},
}

// codecDelay returns whose delay a lag of either sign is, "" for nobody's.
func codecDelay(lag int) string {
	for _, d := range codecDelays {
		if lag-d.frames <= 1 && d.frames-lag <= 1 || lag+d.frames <= 1 && -d.frames-lag <= 1 {
			return d.whose
		}
	}
	return ""
}

// explain judges the residual and names what makes it larger than it has to be.
func (c *stemCheck) explain(p *placement) {
	from := len(c.report.Findings)
	c.residual()
	if r := c.report.Residual; r.Aligned > failing || r.PerStem <= r.Aligned-helps {
		c.each(p)
	} else {
		c.together(p.lag, p.gain)
	}
	if c.report.Residual.Aligned > failing {
		c.absent(p)
		c.cause(CauseUnknown)
	}
	if c.options.AnySum {
		for i := range c.report.Findings[from:] {
			c.report.Findings[from+i].Severity = finding.Note
		}
	}
}

// helps is how much smaller a residual must become for lags and gains a stem to
// be its explanation, in dB: less than that they explain codec noise too.
const helps = 10.0

// cause keeps the gravest of the causes that are named.
func (c *stemCheck) cause(v StemCause) {
	order := []StemCause{CauseWrongFile, CauseMissingStem, CausePolarity, CauseDelay, CauseGain, CauseCodecDelay, CauseUnknown, NoCause}
	if slices.Index(order, v) < slices.Index(order, c.report.Cause) {
		c.report.Cause = v
	}
}

func (c *stemCheck) residual() {
	r := c.report.Residual
	m := measure{inDB(r.Aligned), inDB(lossy), "dB"}
	text := fmt.Sprintf("the sum of the stems leaves %s dB of the mix at best, and %s dB with a lag and a gain for each of them", inDB(r.Aligned), inDB(r.PerStem))
	switch {
	case r.Aligned > failing:
		m.want = inDB(failing)
		c.add(stemsDoNotSum, c.report.Mix.Path, m, "%s", text)
	case r.Aligned > lossy:
		c.add(stemsLoose, c.report.Mix.Path, m, "%s", text)
	}
}

// Gains that are told, in dB: smaller ones are rounding or an encoder's, and
// less is known of them while much of the mix is unexplained.
const (
	unevenGain = 0.5
	roughGain  = 3.0
)

// together names what holds of all stems alike.
func (c *stemCheck) together(lag int, gain float64) {
	path := c.report.Mix.Path
	c.delay(lag)
	if gain < 0 {
		c.cause(CausePolarity)
		c.add(stemInverted, path, measure{"inverted", "upright", ""}, "all stems are upside down against the mix")
	}
	if db := gainDB(gain); math.Abs(db) > unevenGain {
		c.cause(CauseGain)
		c.add(stemsScaled, path, measure{inDB(db), "0.0", "dB"}, "all stems together need %+.2f dB to give the mix", db)
	}
}

// delay names a lag of all stems.
func (c *stemCheck) delay(lag int) {
	if lag == 0 {
		return
	}
	path := c.report.Mix.Path
	m := measure{strconv.Itoa(lag), "0", "frames"}
	if whose := codecDelay(lag); whose != "" {
		c.cause(CauseCodecDelay)
		c.add(stemsCodec, path, m, "the stems are %s than the mix, a delay like %s", c.shift(lag), whose)
		return
	}
	c.cause(CauseDelay)
	c.add(stemsDelayed, path, m, "the stems are %s than the mix", c.shift(lag))
}

// shift prints a lag: "441 frames (10.0 ms) later".
func (c *stemCheck) shift(lag int) string {
	word, n := "later", lag
	if lag < 0 {
		word, n = "earlier", -lag
	}
	return fmt.Sprintf("%d frames (%.1f ms) %s", n, 1000*float64(n)/float64(c.report.Mix.Rate), word)
}

// gainDB returns the magnitude of a gain in dB.
func gainDB(gain float64) float64 { return decibels(gain * gain) }

// each names what holds of single stems.
func (c *stemCheck) each(p *placement) {
	base := commonLag(p)
	c.delay(base)
	least := unevenGain
	if c.report.Residual.PerStem > failing {
		least = roughGain
	}
	for i := range c.report.Stems {
		s := &c.report.Stems[i]
		if !s.InMix {
			continue
		}
		if s.Gain < 0 {
			c.cause(CausePolarity)
			c.add(stemInverted, s.Path, measure{"inverted", "upright", ""}, "%s: the polarity is inverted: the mix holds it upside down", s.Name)
		}
		if off := s.Lag - base; off != 0 {
			c.stemDelay(s, off, base)
		}
		if db := gainDB(s.Gain); math.Abs(db) > least {
			c.cause(CauseGain)
			c.add(stemScaled, s.Path, measure{inDB(db), "0.0", "dB"}, "%s: needs %+.2f dB to be as loud as in the mix", s.Name, db)
		}
	}
}

func (c *stemCheck) stemDelay(s *Stem, off, base int) {
	m := measure{strconv.Itoa(s.Lag), strconv.Itoa(base), "frames"}
	whose := codecDelay(off)
	if whose == "" {
		c.cause(CauseDelay)
		c.add(stemDelayed, s.Path, m, "%s: %s than it should be", s.Name, c.shift(off))
		return
	}
	c.cause(CauseCodecDelay)
	c.add(stemDelayed, s.Path, m, "%s: %s than it should be, a delay like %s", s.Name, c.shift(off), whose)
}

// commonLag returns the lag that most of the stems in the mix have; of several
// the smallest.
func commonLag(p *placement) int {
	votes := map[int]int{}
	for i, in := range p.inMix {
		if in {
			votes[p.placed[i].Lag]++
		}
	}
	best, most := 0, 0
	for lag, n := range votes {
		if n > most || n == most && nearer(lag, best) {
			best, most = lag, n
		}
	}
	return best
}

// nearer orders lags by magnitude, then by sign, so that no order of a map
// shows.
func nearer(a, b int) bool {
	if x, y := max(a, -a), max(b, -b); x != y {
		return x < y
	}
	return a > b
}

// tooQuiet is in dB of the mix: the place of a stem under it cannot be why over
// failing dB are left, and may be too faint to be found beside them.
const tooQuiet = -20.0

// absent names the stems that are not in the mix, and what of the mix is in no
// stem.
func (c *stemCheck) absent(p *placement) {
	var silent []string
	foreign, clipped := false, false
	for i := range c.report.Stems {
		s := &c.report.Stems[i]
		clipped = clipped || s.ClippedRuns > c.report.Mix.ClippedRuns
		switch {
		case s.RMS*s.RMS < silence:
			silent = append(silent, s.Name)
		case !p.inMix[i] && level(s.RMS)-level(c.report.Mix.RMS) > tooQuiet:
			foreign = true
			c.cause(CauseWrongFile)
			c.add(stemNotInMix, s.Path, measure{"", "", ""}, "%s: no part of the mix is like it at any lag up to %.2f s: it is of another recording or take, or was stretched",
				s.Name, float64(min(p.reach, c.most(c.stems[i])))/float64(c.report.Mix.Rate))
		}
	}
	if foreign || clipped || c.report.Residual.PerStem <= failing {
		return // the first two may be all that is missing
	}
	c.cause(CauseMissingStem)
	why := ""
	if len(silent) > 0 {
		why = "; silent is " + strings.Join(silent, ", ")
	}
	c.add(stemMissing, c.report.Mix.Path, measure{inDB(c.report.Residual.PerStem), inDB(failing), "dB"},
		"%s dB of the mix is in no stem at any whole-frame lag and fixed gain: a stem is missing, or was stretched, filtered or coded at a low bit rate%s", inDB(c.report.Residual.PerStem), why)
}
