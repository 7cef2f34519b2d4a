package report

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/probe"
)

// Facts takes the facts of files one after the other and writes them in its
// format. Close writes what comes at the end; it does not close the writer.
type Facts interface {
	Add(probe.Info) error
	Close() error
}

var factFormats = []struct {
	name string
	new  func(w io.Writer) Facts
}{
	{"table", func(w io.Writer) Facts { return &factTable{w: bufio.NewWriter(w)} }},
	{"json", func(w io.Writer) Facts { return &factJSON{w: bufio.NewWriter(w)} }},
	{"jsonl", func(w io.Writer) Facts { return factLines{bufio.NewWriter(w)} }},
	{"csv", func(w io.Writer) Facts { return &factCSV{w: csv.NewWriter(w)} }},
}

// FactFormats returns the names of the formats that facts are written in.
func FactFormats() []string {
	names := make([]string, len(factFormats))
	for i, f := range factFormats {
		names[i] = f.name
	}
	return names
}

// NewFacts returns the writer of facts in the format with that name, and false
// when there is none.
func NewFacts(name string, w io.Writer) (Facts, bool) {
	for _, f := range factFormats {
		if f.name == name {
			return f.new(w), true
		}
	}
	return nil, false
}

// Line returns the facts of i in one line, for people.
func Line(i probe.Info) string {
	if !i.Container.Known() {
		return i.Problem
	}
	parts := []string{i.Container.Value}
	if i.Codec.Known() && i.Codec.Value != i.Container.Value {
		parts[0] += "/" + i.Codec.Value
	}
	if i.Profile.Known() && !strings.Contains(i.Profile.Value, "Layer III") {
		parts = append(parts, i.Profile.Value)
	}
	if i.Rate.Known() {
		parts = append(parts, fmt.Sprintf("%d Hz", i.Rate.Value))
	}
	if i.Channels.Known() {
		parts = append(parts, channels(i.Channels.Value))
	}
	if i.Bits.Known() {
		parts = append(parts, fmt.Sprintf("%d bit", i.Bits.Value))
	}
	if d, ok := i.Duration(); ok {
		about := ""
		if i.Frames.Basis == probe.Estimate {
			about = "about "
		}
		parts = append(parts, fmt.Sprintf("%s%.3f s", about, d))
	}
	if i.BitRate.Known() {
		parts = append(parts, bitRate(i.BitRate.Value))
	}
	return strings.Join(append(parts, size(i.Size)), ", ")
}

func channels(n int) string {
	switch n {
	case 1:
		return "mono"
	case 2:
		return "stereo"
	}
	return fmt.Sprintf("%d channels", n)
}

func bitRate(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d bit/s", n)
	}
	return fmt.Sprintf("%d kbit/s", (n+500)/1000)
}

// size prints bytes in SI units: 1 kB is 1000 bytes.
func size(n int64) string {
	switch {
	case n >= 1e9:
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return plural(int(n), "byte")
}

// factTable prints a block a file: the facts, and each damage below.
type factTable struct{ w *bufio.Writer }

func (t *factTable) Add(i probe.Info) error {
	fmt.Fprintf(t.w, "%s\n  %s\n", shown(i.Path), pathname.Terminal(Line(i)))
	if i.Container.Known() {
		if coded, ok := i.CodedDuration(); ok && i.CodedFrames.Value != i.Frames.Value {
			fmt.Fprintf(t.w, "  with encoder delay and padding: %.3f s\n", coded)
		}
		verified := ""
		if i.VerifiedBy != "" {
			verified = " by " + i.VerifiedBy
		}
		fmt.Fprintf(t.w, "  integrity: %s%s (depth reached: %s)\n", strings.ReplaceAll(string(i.Integrity), "_", " "), verified, i.DepthReached)
		if i.Problem != "" {
			fmt.Fprintf(t.w, "  error: %s\n", pathname.Terminal(i.Problem))
		}
	}
	for _, d := range i.Damage {
		at := ""
		if d.Offset >= 0 {
			at = fmt.Sprintf(" at byte %d", d.Offset)
		}
		fmt.Fprintf(t.w, "  %s: %s%s: %s\n", d.Severity, d.Kind, at, pathname.Terminal(d.Detail))
	}
	return t.w.Flush()
}

func (t *factTable) Close() error { return t.w.Flush() }

type factJSON struct {
	w     *bufio.Writer
	files int
}

func (j *factJSON) Add(i probe.Info) error {
	lead := ","
	if j.files == 0 {
		lead = "[\n"
	}
	j.files++
	j.w.WriteString(lead)
	return encode(j.w, i)
}

func (j *factJSON) Close() error {
	if j.files == 0 {
		j.w.WriteString("[")
	}
	j.w.WriteString("]\n")
	return j.w.Flush()
}

type factLines struct{ w *bufio.Writer }

func (l factLines) Add(i probe.Info) error {
	if err := encode(l.w, i); err != nil {
		return err
	}
	return l.w.Flush()
}

func (l factLines) Close() error { return l.w.Flush() }

// factCSV writes a row a file; RFC 4180. What is not known is empty.
type factCSV struct {
	w       *csv.Writer
	started bool
}

var factHeader = []string{"path", "size_bytes", "container", "codec", "profile", "frames", "duration_seconds",
	"coded_duration_seconds", "sample_rate_hz", "channels", "bits_per_sample", "bit_rate_bps",
	"frames_basis", "depth_reached", "integrity", "verified_by", "damage", "error"}

func (c *factCSV) Add(i probe.Info) error {
	c.start()
	depth := "none"
	if i.DepthReached != 0 {
		depth = i.DepthReached.String()
	}
	row := []string{cell(i.Path), strconv.FormatInt(i.Size, 10), cell(i.Container.Value), cell(i.Codec.Value), cell(i.Profile.Value),
		number(i.Frames), decimal(i.Duration()), decimal(i.CodedDuration()), number(i.Rate), number(i.Channels),
		number(i.Bits), number(i.BitRate), string(i.Frames.Basis), depth, string(i.Integrity), i.VerifiedBy,
		strings.Join(kinds(i.Damage), " "), cell(i.Problem)}
	return c.w.Write(row)
}

func (c *factCSV) start() {
	if !c.started {
		c.started = true
		c.w.Write(factHeader) //nolint:errcheck // csv.Writer keeps its error for Flush
	}
}

func (c *factCSV) Close() error {
	c.start()
	c.w.Flush()
	return c.w.Error()
}

func number[T int | int64](f probe.Fact[T]) string {
	if !f.Known() {
		return ""
	}
	return strconv.FormatInt(int64(f.Value), 10)
}

func decimal(v float64, known bool) string {
	if !known {
		return ""
	}
	return strconv.FormatFloat(v, 'f', 6, 64)
}

// kinds returns the kinds of damage, each once.
func kinds(ds []probe.Damage) []string {
	var out []string
	for _, d := range ds {
		if !slices.Contains(out, d.Kind) {
			out = append(out, d.Kind)
		}
	}
	return out
}
