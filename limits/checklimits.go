package limits

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

func (c *checker) duration() {
	k, _ := probe.LookupContainer(c.info.Container.Value)
	limit := c.p.Duration
	if !k.Probed || limit.Max == 0 && limit.Min == 0 {
		return
	}
	either := cmp.Or(limit.Max, limit.Min) // the limit that there is
	playable, known := c.info.Duration()
	if !known {
		if !c.info.Encrypted && c.info.AudioTracks > 0 && !c.lost() {
			c.add("AC305", "the duration could not be established, so that the limit is not judged").set("", seconds(either), "s")
		}
		return
	}
	coded, _ := c.info.CodedDuration()
	estimate := c.info.Frames.Basis == probe.Estimate
	switch {
	case limit.Max > 0 && playable > limit.Max && !estimate:
		f := c.add("AC301", "duration %s s is over the limit of %s s%s", beside(playable, limit.Max), seconds(limit.Max), c.unchecked())
		f.set(beside(playable, limit.Max), seconds(limit.Max), "s")
		f.HTTPStatus = limit.HTTPStatus
	case limit.Max > 0 && coded > limit.Max && !estimate:
		f := c.add("AC302", "playable duration %s s is within the limit of %s s, but with encoder delay and padding it is %s s; the vendor does not say which it measures%s",
			seconds(playable), seconds(limit.Max), beside(coded, limit.Max), c.unchecked())
		f.set(beside(coded, limit.Max), seconds(limit.Max), "s")
		f.HTTPStatus = limit.HTTPStatus
	case limit.Min > 0 && playable < limit.Min && !estimate:
		f := c.add("AC303", "duration %s s is under the minimum of %s s", beside(playable, limit.Min), seconds(limit.Min))
		f.set(beside(playable, limit.Min), seconds(limit.Min), "s")
		f.HTTPStatus = limit.HTTPStatus
	case estimate:
		why := "; --depth packets counts it"
		if !counted(c.info) {
			why = fmt.Sprintf(": the packets of %s in %s are not counted here", c.info.Codec.Value, k.Title)
		}
		c.add("AC304", "the duration is about %s s, but that is an estimate%s", seconds(playable), why).
			set(seconds(playable), seconds(either), "s")
	}
}

// counted reports whether package probe counts the packets of the content when
// it is asked to walk them. In RIFF it counts those of MPEG audio; the other
// estimates there are of codecs whose packets it does not know.
func counted(i *probe.Info) bool {
	return !inRIFF(i) || slices.Contains([]string{"mp1", "mp2", "mp3"}, i.Codec.Value)
}

func inRIFF(i *probe.Info) bool {
	return slices.Contains([]string{"wav", "rf64", "rifx", "w64"}, i.Container.Value)
}

// unchecked says that the samples of a file over its limit were not looked at.
func (c *checker) unchecked() string {
	if c.info.Integrity == probe.NotChecked && c.info.DepthReached == probe.Packets {
		return "; it was not decoded, so that its integrity is not checked"
	}
	return ""
}

func (c *checker) lost() bool { return c.info.Integrity == probe.Damaged }

func (c *checker) shape() {
	c.rate()
	if got, want := c.info.Channels, c.p.Channels; got.Known() && outside(got.Value, want) {
		c.refuse("AC322", "the number of channels, %d, is outside the accepted %s", got.Value, want).
			set(strconv.Itoa(got.Value), want.String(), "channels")
	}
	if got := c.info.Bits; got.Known() && len(c.p.Bits) > 0 && !slices.Contains(c.p.Bits, got.Value) {
		c.refuse("AC323", "%d bits a sample are not accepted; accepted are %s", got.Value, list(c.p.Bits)).
			set(strconv.Itoa(got.Value), list(c.p.Bits), "bits")
	}
}

func (c *checker) rate() {
	got, want := c.info.Rate, c.p.Rate
	if !got.Known() {
		return
	}
	r := Range{want.Min, want.Max}
	wanted := r.String()
	if len(want.Allowed) > 0 {
		wanted = list(want.Allowed)
	}
	if outside(got.Value, r) || len(want.Allowed) > 0 && !slices.Contains(want.Allowed, got.Value) {
		f := c.refuse("AC321", "sample rate %d Hz is outside the accepted %s Hz", got.Value, wanted)
		f.set(strconv.Itoa(got.Value), wanted, "Hz")
		if want.Advice {
			f.Severity, f.HTTPStatus = finding.Warning, 0
		}
	}
}

func outside(v int, r Range) bool { return r.Min > 0 && v < r.Min || r.Max > 0 && v > r.Max }

// String returns the range in words: "1 to 2", "at least 44100", "at most 2".
func (r Range) String() string {
	switch {
	case r.Min > 0 && r.Min == r.Max:
		return strconv.Itoa(r.Min)
	case r.Min > 0 && r.Max > 0:
		return fmt.Sprintf("%d to %d", r.Min, r.Max)
	case r.Min > 0:
		return fmt.Sprintf("at least %d", r.Min)
	case r.Max > 0:
		return fmt.Sprintf("at most %d", r.Max)
	}
	return "any"
}

func list(ns []int) string {
	words := make([]string, len(ns))
	for i, n := range ns {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}

// seconds prints s to the millisecond.
func seconds(s float64) string { return strconv.FormatFloat(s, 'f', 3, 64) }

// beside prints s with as many decimals as tell it from limit.
func beside(s, limit float64) string {
	if seconds(s) == seconds(limit) && s != limit {
		return strconv.FormatFloat(s, 'f', 6, 64)
	}
	return seconds(s)
}
