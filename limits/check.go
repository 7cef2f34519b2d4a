package limits

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

// Check returns what in info breaks the rules of p, in order of offset and
// rule. info.Path gives the extension; without a path no rule about the name
// applies.
func Check(info probe.Info, p Profile) []finding.Finding {
	c := &checker{info: &info, p: &p, ext: strings.ToLower(filepath.Ext(info.Path))}
	c.run()
	mendEach(c.out, &info, &p)
	finding.Sort(c.out)
	return c.out
}

// Inspect returns Check's findings together with info and the verdict.
func Inspect(info probe.Info, p Profile) Result {
	fs := Check(info, p)
	return Result{Info: info, Verdict: Judge(fs), Findings: fs}
}

type checker struct {
	info *probe.Info
	p    *Profile
	ext  string
	out  []finding.Finding
}

func (c *checker) run() {
	c.size()
	if !c.content() {
		return
	}
	c.extension()
	c.format()
	c.tracks()
	c.damage()
	c.duration()
	c.shape()
}

// draft is a finding that is being filled in.
type draft struct{ *finding.Finding }

func (d draft) set(got, want, unit string) draft {
	d.Got, d.Want, d.Unit = got, want, unit
	return d
}

// add records a finding of rule id and returns it to be filled in before the
// next one is added.
func (c *checker) add(id, message string, args ...any) draft {
	c.out = append(c.out, New(id, c.info.Path, fmt.Sprintf(message, args...)))
	return draft{&c.out[len(c.out)-1]}
}

func inBytes(n int64) string {
	if n == 1 {
		return "1 byte"
	}
	return count(n) + " bytes"
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

func (c *checker) size() {
	got, s := c.info.Size, c.p.Size
	hard := max(s.Max, s.Unclear)
	switch {
	case got == 0:
		c.add(EmptyFile, "the file is empty: 0 bytes").set("0", "", "bytes")
	case s.Min > 0 && got < s.Min:
		c.add("AC313", "size %s is under the minimum of %s", inBytes(got), inBytes(s.Min)).
			set(count(got), count(s.Min), "bytes")
	case hard > 0 && got > hard:
		f := c.add("AC311", "size %s is over the limit of %s", inBytes(got), inBytes(hard))
		f.set(count(got), count(hard), "bytes")
		f.HTTPStatus = s.HTTPStatus
	case s.Max > 0 && got > s.Max:
		f := c.add("AC312", "size %d bytes is over %d bytes and within %d bytes; the vendor does not say which of the two its limit is", got, s.Max, hard)
		f.set(count(got), count(s.Max), "bytes")
		f.HTTPStatus = s.HTTPStatus
	}
}

// content reports whether there is something that the other rules can be
// about.
func (c *checker) content() bool {
	if c.info.Size == 0 {
		return false
	}
	if !c.info.Container.Known() {
		problem := c.info.Problem
		if problem == "" {
			problem = "the content matches no known format"
		}
		c.refuse("AC102", "%s", problem).set("unknown", c.expected(), "")
		return false
	}
	k, _ := probe.LookupContainer(c.info.Container.Value)
	if !k.Media {
		c.refuse("AC101", "this is not audio: it is %s", k.Title).set(k.Name, c.expected(), "")
		return false
	}
	return true
}

// refuse is add with the status that the vendor answers to a wrong format.
func (c *checker) refuse(id, message string, args ...any) draft {
	f := c.add(id, message, args...)
	f.HTTPStatus = c.p.FormatStatus
	return f
}

func (c *checker) expected() string {
	if len(c.p.Extensions) == 0 {
		return "audio"
	}
	return strings.Join(c.p.Extensions, " ")
}

func (c *checker) extension() {
	if c.info.Path == "" {
		return
	}
	if len(c.p.Extensions) > 0 && !slices.Contains(c.p.Extensions, c.ext) {
		named := "the extension " + strconv.Quote(c.ext)
		if c.ext == "" {
			named = "a name without an extension"
		}
		c.refuse("AC103", "%s is not accepted; %s accepts %s", named, c.p.Title, c.expected()).
			set(c.ext, c.expected(), "")
	}
	k, _ := probe.LookupContainer(c.info.Container.Value)
	if promised := promisedBy(c.ext); len(promised) > 0 && !slices.Contains(promised, k.Name) {
		c.refuse("AC104", "the name says %s, but the content is %s", c.ext, k.Title).
			set(k.Name, strings.Join(promised, " or "), "")
	}
}

// containers is probe.Containers, made once: it is asked for each file.
var containers = sync.OnceValue(probe.Containers)

// promisedBy returns the containers that files named ext hold; none when the
// extension says nothing.
func promisedBy(ext string) []string {
	var names []string
	for _, k := range containers() {
		if slices.Contains(k.Extensions, ext) {
			names = append(names, k.Name)
		}
	}
	if ext == ".flac" {
		names = append(names, "ogg") // Ogg FLAC bears this name too; its acceptance is the profile's affair
	}
	return names
}

func (c *checker) format() {
	if c.broken() {
		return
	}
	got := cmp.Or(c.info.Codec.Value, c.info.Container.Value)
	row := c.matching()
	if row == nil {
		if len(c.p.Contents) > 0 {
			c.refuse("AC105", "%s is not accepted by %s", c.describe(), c.p.Title).set(got, c.p.accepted(), "")
		}
		return
	}
	why := ""
	if row.Why != "" {
		why = ": " + row.Why
	}
	switch row.Then {
	case Warn:
		c.refuse("AC106", "%s does not say whether it accepts %s%s", c.p.Title, c.describe(), why).set(got, c.p.accepted(), "")
	case Refuse:
		c.refuse("AC105", "%s is not accepted by %s%s", c.describe(), c.p.Title, why).set(got, c.p.accepted(), "")
	case Accept, Require:
		if k, _ := probe.LookupContainer(c.info.Container.Value); !k.Probed {
			c.add("AC113", "%s is accepted, but its tracks, duration and integrity cannot be looked into here", k.Title)
		}
	}
}

// accepted lists the contents that p accepts: "mp3 in mpeg; flac". What a row in
// front takes out of them is not said.
func (p *Profile) accepted() string {
	var out []string
	for _, row := range p.Contents {
		if row.Then != Accept {
			continue
		}
		in := cmp.Or(strings.Join(row.Container, ", "), "any container")
		if len(row.Codec) > 0 {
			in = strings.Join(row.Codec, ", ") + " in " + in
		}
		if len(row.Profile) > 0 {
			in += " (" + strings.Join(row.Profile, ", ") + ")"
		}
		out = append(out, in)
	}
	return strings.Join(out, "; ")
}

// matching returns the first row of the profile that fits the content.
func (c *checker) matching() *Content {
	for i := range c.p.Contents {
		row := &c.p.Contents[i]
		if row.matches(c.info.Container.Value, c.info.Codec.Value, c.info.Profile.Value) {
			return row
		}
	}
	return nil
}

// broken reports whether other rules say already why no codec is known.
func (c *checker) broken() bool {
	k, _ := probe.LookupContainer(c.info.Container.Value)
	return k.Probed && !c.info.Codec.Known()
}

func (c *checker) describe() string {
	k, _ := probe.LookupContainer(c.info.Container.Value)
	if !c.info.Codec.Known() {
		return k.Title
	}
	codec := c.info.Codec.Value
	if c.info.Profile.Known() {
		codec += " (" + c.info.Profile.Value + ")"
	}
	return k.Title + " with " + codec
}

func (c *checker) tracks() {
	k, _ := probe.LookupContainer(c.info.Container.Value)
	if !k.Probed {
		return
	}
	i := c.info
	switch {
	case i.Encrypted:
		c.refuse("AC107", "the audio is encrypted and cannot be decoded without its key")
	case i.AudioTracks == 0 && c.headless():
		// The damage says so: nobody knows which tracks there were.
	case i.AudioTracks == 0:
		c.refuse("AC108", "the file has no audio track")
	case i.Frames.Known() && i.Frames.Basis != probe.Estimate && i.Frames.Value == 0:
		c.add("AC109", "the file holds no frame of sound").set("0", "1 or more", "frames")
	}
	if i.AudioTracks > 1 {
		c.accept(c.p.Tracks, "AC111", "the file has %d audio tracks; only the first is judged", i.AudioTracks)
	}
	switch {
	case i.VideoTracks > 0 && i.AudioTracks > 0 && c.p.Video != Require:
		c.accept(c.p.Video, "AC110", "the file has a video track beside its audio")
	case i.VideoTracks == 0 && c.p.Video == Require:
		c.add("AC112", "the file has no video track, and %s takes videos", c.p.Title)
	}
}

// headless reports whether what would describe the tracks is missing.
func (c *checker) headless() bool {
	return slices.ContainsFunc(c.info.Damage, func(d probe.Damage) bool { return damageRules[d.Kind] == "AC212" })
}

// accept adds a finding at the severity that a says, none for Accept.
func (c *checker) accept(a Acceptance, id, message string, args ...any) {
	switch a {
	case Warn:
		c.add(id, message, args...).Severity = finding.Warning
	case Refuse:
		c.refuse(id, message, args...).Severity = finding.Error
	}
}

func (c *checker) damage() {
	for _, d := range c.info.Damage {
		id, ok := damageRules[d.Kind]
		if !ok {
			id = "AC211"
		}
		c.add(id, "%s", d.Detail).Offset = d.Offset
	}
}

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
