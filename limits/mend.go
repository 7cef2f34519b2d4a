package limits

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

// Repair is one command that mends what is wrong with a file. It is never run
// here.
type Repair struct {
	Command string   // one line for a POSIX shell
	Rules   []string // the findings that it mends
	Output  string   // the file that it makes; the first of several
	Note    string   // what the user should know; may be empty
}

// Mend returns the one command that mends as many of fs as one can, all of
// them findings about info by p, and false where none mends any. The file
// itself is only ever renamed; what is made stands beside it.
//
// taken reports names that the command must not make: those of files that are
// there, and of what other commands make. No name is taken if it is nil.
func Mend(info probe.Info, p Profile, fs []finding.Finding, taken func(path string) bool) (Repair, bool) {
	if info.Path == "" {
		return Repair{}, false
	}
	r := newRemedy(&info, &p)
	r.hopeless = hopeless(&info, &p, fs)
	return r.mend(fs, taken)
}

// mend is Mend for findings of a file that has a path.
func (r *remedy) mend(fs []finding.Finding, taken func(path string) bool) (Repair, bool) {
	for _, f := range fs {
		if m := menders[f.Rule]; m != nil && m(r, &f) {
			r.rules = append(r.rules, f.Rule)
		}
	}
	if len(r.rules) == 0 {
		return Repair{}, false
	}
	return r.repair(taken)
}

// mendEach gives each of fs, all that there are about info, the mend of it alone,
// with its note as the shell's comment. A name that ends in a newline has none:
// no line that is shown can hold that.
func mendEach(fs []finding.Finding, info *probe.Info, p *Profile) {
	if info.Path == "" || strings.HasSuffix(info.Path, "\n") {
		return
	}
	lost := hopeless(info, p, fs)
	for i := range fs {
		r := newRemedy(info, p)
		r.hopeless = lost
		m, _ := r.mend(fs[i:i+1], nil)
		if fs[i].Mend = m.Command; m.Note != "" {
			fs[i].Mend += "  # " + m.Note
		}
	}
}

// remedy collects what has to be done to one file.
type remedy struct {
	info  *probe.Info
	p     *Profile
	ext   string // that the result is to have: the file's own, or that of its content
	rules []string

	again   bool  // the audio is written again
	decode  bool  // and decoded for it
	leave   bool  // and not in its own format
	salvage bool  // whatever can be read of it
	lossy   int   // and as MP3 of so many kbit/s; 0 if not
	head    int64 // all that is wrong is behind so many bytes; 0 if not

	hopeless bool // some error cannot be mended, so that another name alone is of no use

	filters []string
	options []string
	part    int     // seconds of each part; 0 keeps it whole
	cut     float64 // seconds that are kept; 0 keeps all
	bits    int     // a sample; 0 keeps them
	suffix  string
	note    string
}

func newRemedy(info *probe.Info, p *Profile) *remedy {
	r := &remedy{info: info, p: p, ext: filepath.Ext(info.Path)}
	if len(p.Bits) > 0 && !slices.Contains(p.Bits, info.Bits.Value) {
		r.bits = keeping(p.Bits, info.Bits.Value)
	}
	return r
}

// menders are what is done for a rule. Each returns false where it can do
// nothing.
var menders = map[string]func(r *remedy, f *finding.Finding) bool{
	"AC103": (*remedy).renamed, "AC104": (*remedy).renamed,
	"AC105": (*remedy).transcoded, "AC106": (*remedy).transcoded,
	"AC110": func(r *remedy, _ *finding.Finding) bool { return r.extracted("audio") },
	"AC111": func(r *remedy, _ *finding.Finding) bool { return r.extracted("first") },
	"AC201": (*remedy).salvaged, "AC202": (*remedy).salvaged, "AC203": (*remedy).salvaged,
	"AC204": (*remedy).salvaged, "AC206": (*remedy).salvaged, "AC207": (*remedy).salvaged,
	"AC208": (*remedy).salvaged, "AC209": (*remedy).salvaged, "AC211": (*remedy).salvaged,
	"AC210": (*remedy).silenced,
	"AC251": (*remedy).cleaned, "AC252": (*remedy).cleaned, "AC253": (*remedy).cleaned,
	"AC254": (*remedy).cleaned, "AC255": (*remedy).cleaned, "AC256": (*remedy).cleaned,
	"AC257": (*remedy).cleaned, "AC258": (*remedy).cleaned, "AC259": (*remedy).cleaned,
	"AC260": (*remedy).cleaned,
	"AC301": (*remedy).parted,
	"AC302": (*remedy).shortened,
	"AC304": func(r *remedy, _ *finding.Finding) bool { return !counted(r.info) && r.transcoded(nil) },
	"AC311": (*remedy).smaller, "AC312": (*remedy).smaller,
	"AC321": (*remedy).resampled,
	"AC322": (*remedy).mixed,
	"AC323": (*remedy).quantised,
}

// does names what is done in the name of the result.
func (r *remedy) does(suffix string) {
	if r.suffix != "" && r.suffix != suffix {
		suffix = "mended"
	}
	r.suffix = suffix
}

// decodable reports whether there are samples to write again.
func (r *remedy) decodable() bool {
	k, _ := probe.LookupContainer(r.info.Container.Value)
	if !k.Probed {
		return k.Media && k.Name != "midi" && k.Name != "riff" // of which no sound can be made
	}
	i := r.info
	for _, frames := range []probe.Fact[int64]{i.CodedFrames, i.Frames} { // ffmpeg plays no more than an edit list says
		if frames.Known() && frames.Value == 0 {
			return false
		}
	}
	return i.AudioTracks > 0 && !i.Encrypted && i.Codec.Known() && readable(i) && i.Channels.Value > 0 && i.Rate.Value > 0
}

// repair makes the command of what was collected.
func (r *remedy) repair(taken func(string) bool) (Repair, bool) {
	out := Repair{Rules: r.rules, Note: r.note}
	if !r.again {
		if r.hopeless && r.head == 0 {
			return Repair{}, false
		}
		out.Output = r.free(r.name(), r.ext, taken)
		switch {
		case r.head > 0:
			made := Quote(plainPath(out.Output))
			out.Command = fmt.Sprintf("[ ! -e %s ] && head -c %d < %s > %s", made, r.head, Quote(plainPath(r.info.Path)), made)
		default:
			out.Command = fmt.Sprintf("mv -n -- %s %s", Quote(r.info.Path), Quote(out.Output))
		}
		return out, true
	}
	if r.foreign() {
		if ext, command := r.rewriter(); command != "" {
			out.Output = r.free(r.name(), ext, taken)
			out.Command = fmt.Sprintf("%s %s -o %s", command, Quote(plainPath(r.info.Path)), Quote(plainPath(out.Output)))
			return out, true
		}
	}
	ext, codec := r.target()
	if codec == "" {
		return Repair{}, false
	}
	if r.part > 0 {
		out.Command, out.Output = r.loop(ext, codec, taken)
		return out, true
	}
	out.Output = r.free(r.name(), ext, taken)
	out.Command = r.ffmpeg(r.timed(), codec, quotedInput(out.Output))
	return out, true
}

// name returns the result's name without its extension.
func (r *remedy) name() string {
	stem := strings.TrimSuffix(r.info.Path, filepath.Ext(r.info.Path))
	if r.suffix != "" {
		stem += "." + r.suffix
	}
	return stem
}

// free returns the first name of its kind that is not taken.
func (r *remedy) free(stem, ext string, taken func(string) bool) string {
	name := stem + ext
	for n := 2; taken != nil && taken(name); n++ {
		name = stem + "-" + strconv.Itoa(n) + ext
	}
	return name
}

func (r *remedy) timed() string {
	if r.cut > 0 {
		return "-t " + strconv.FormatFloat(r.cut, 'f', -1, 64)
	}
	return ""
}

// loop returns the command that writes the file in parts, and the first of
// them.
func (r *remedy) loop(ext, codec string, taken func(string) bool) (command, first string) {
	playable, _ := r.info.Duration()
	parts := int(math.Ceil(playable / float64(r.part)))
	stem := r.name() + ".part"
	for n := 2; taken != nil && slices.ContainsFunc(numbers(parts), func(i int) bool { return taken(stem + strconv.Itoa(i) + ext) }); n++ {
		stem = r.name() + "-" + strconv.Itoa(n) + ".part"
	}
	one := r.ffmpeg(fmt.Sprintf("-ss $((n*%d)) -t %d", r.part, r.part), codec, quotedInput(stem)+"$n"+ext)
	return fmt.Sprintf("n=0; while [ $n -lt %d ] && %s; do n=$((n+1)); done; [ $n -eq %d ]", parts, one, parts), stem + "0" + ext
}

// maxParts bounds how many names of parts are looked at.
const maxParts = 10_000

func numbers(n int) []int {
	out := make([]int, max(0, min(n, maxParts)))
	for i := range out {
		out[i] = i
	}
	return out
}

// ffmpeg returns a command that asks nothing, reads no standard input but for
// what audiocheck decodes, and replaces no file.
func (r *remedy) ffmpeg(timed, codec, output string) string {
	words := []string{"ffmpeg -nostdin -n"}
	input := quotedInput(r.info.Path)
	switch {
	case r.salvage:
		words = append(words, "-err_detect ignore_err")
	case r.foreign():
		words = []string{"audiocheck decode", Quote(plainPath(r.info.Path)), "-o - |", words[0]}
		input = "-"
	}
	words = append(words, "-i", input, "-map 0:a:0", timed)
	if len(r.filters) > 0 {
		words = append(words, "-af", Quote(strings.Join(r.filters, ",")))
	}
	words = append(words, strings.Join(r.options, " "), codec, output)
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}
