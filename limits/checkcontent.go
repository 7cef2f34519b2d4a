package limits

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

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
