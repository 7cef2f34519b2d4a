package limits

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

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

func (c *checker) damage() {
	for _, d := range c.info.Damage {
		id, ok := damageRules[d.Kind]
		if !ok {
			id = "AC211"
		}
		c.add(id, "%s", d.Detail).Offset = d.Offset
	}
}
