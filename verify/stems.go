// Package verify holds what a vendor gave back against local evidence.
package verify

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/align"
	"github.com/audiocheck/audiocheck/pcm"
)

// StemSource is the sound of a file that is to be closed.
type StemSource interface {
	pcm.Source
	io.Closer
}

// StemFile is a mix, a stem or a reference. Open is called each time that it
// is read from its start.
type StemFile struct {
	Name string // "foreground"; not used of a mix
	Path string // that findings name
	Open func() (StemSource, error)
}

// StemOptions change how CheckStems judges. The zero value is ready for use.
type StemOptions struct {
	// AnySum is for separators whose stems are not meant to sum to the mix: how
	// they are placed in it is told, and never held against them.
	AnySum bool
	// References hold the true stems, each under the name of the stem that it is
	// the truth of.
	References []StemFile
}

// StemVerdict is what can be said of a mix and its stems.
type StemVerdict string

// Verdicts on stems.
const (
	StemsConfirmed    StemVerdict = "confirmed"    // they sum to the mix without loss, and nothing is wrong
	StemsConsistent   StemVerdict = "consistent"   // they sum to it as lossy files do, and nothing is wrong
	StemsSuspicious   StemVerdict = "suspicious"   // there is a warning
	StemsContradicted StemVerdict = "contradicted" // there is an error
	StemsCannotSay    StemVerdict = "cannot say"   // they could not be compared
)

// StemCause is why stems do not sum to the mix as they are.
type StemCause string

// Causes, the gravest first. NoCause says that nothing has to be explained.
const (
	NoCause          StemCause = ""
	CauseWrongFile   StemCause = "wrong file"
	CauseMissingStem StemCause = "missing stem"
	CausePolarity    StemCause = "polarity"
	CauseDelay       StemCause = "delay"
	CauseGain        StemCause = "gain"
	CauseCodecDelay  StemCause = "codec delay"
	CauseUnknown     StemCause = "unknown"
)

// StemFacts are what is true of one file.
type StemFacts struct {
	Name, Path  string
	Rate        int // Hz; 0 when the file could not be opened
	Channels    int
	Frames      int64
	Peak        float64 // the largest magnitude of a sample; full scale is 1
	RMS         float64 // over all channels
	Silent      float64 // the share of stretches of 0.1 s under -60 dBFS, 0 to 1
	ClippedRuns int64   // runs of 3 and more equal samples at full scale
	BadSamples  int64   // that are no number or infinite
	Side        float64 // the share of the power of a stereo file that differs between its sides, 0 to 1
}

// Stem is what is true of one stem in its mix.
type Stem struct {
	StemFacts
	// Placed says that the stem was looked for in the mix, InMix that it was
	// found. It is then Lag frames later than in the mix, whose part of it is
	// Gain times the stem; a negative Gain is an inverted stem.
	Placed bool
	InMix  bool
	Lag    int
	Gain   float64
	Score  *StemScore // against its reference; nil without one
}

// StemResidual is how much of the mix is left when the stems are taken away,
// in dB of the mix's power: 0 is all of it, NoResidual nothing.
type StemResidual struct {
	Raw     float64 // the stems as they are
	Aligned float64 // all at the same best lag and gain
	PerStem float64 // each at its own
}

// NoResidual is the least residual that is told, in dB; it stands for anything
// less too.
const NoResidual = -200.0

// StemOverlap is what two stems have in common.
type StemOverlap struct {
	A, B        string  // names
	Correlation float64 // the mean of the correlations of stretches of 1 s, -1 to 1
	Windows     int     // such stretches in which both sound
}

// StemReport is what CheckStems found.
type StemReport struct {
	Verdict   StemVerdict
	Cause     StemCause
	ExpectSum bool
	Mix       StemFacts
	Stems     []Stem
	Compared  bool // what follows holds
	Residual  StemResidual
	Lag       int     // that all stems are later than the mix
	Gain      float64 // of all stems
	Overlaps  []StemOverlap
	Findings  []finding.Finding
}

// Bounds of what is compared at a time.
const (
	MaxStems       = 16
	MaxStemSeconds = 20 * 60
	maxStemFrames  = 200e6 // of mix and stems together; 800 MB
)

// CheckStems says whether stems, at most MaxStems, sum to mix, and if not, why.
//
// The channels of each file are folded to one, of unequal weights so that what
// differs between them does not cancel (of equal weights where the files differ
// in channels), and the folds are kept: 4 bytes a frame and file, at most 800 MB
// and MaxStemSeconds; AC902 says what does not fit. Lags are whole frames, up to align.Reach. An error about a file is a
// finding; the error that is returned is ctx's.
func CheckStems(ctx context.Context, mix StemFile, stems []StemFile, o *StemOptions) (StemReport, error) {
	if o == nil {
		o = &StemOptions{}
	}
	if len(stems) == 0 || len(stems) > MaxStems {
		return StemReport{}, fmt.Errorf("verify: %d stems, want 1 to %d", len(stems), MaxStems)
	}
	c := &stemCheck{options: o}
	c.report.ExpectSum = !o.AnySum
	if err := c.run(ctx, mix, stems); err != nil {
		return c.report, err
	}
	c.conclude()
	return c.report, nil
}

// stemCheck is one run of CheckStems.
type stemCheck struct {
	options *StemOptions
	report  StemReport
	mix     *align.Track
	stems   []*align.Track
	blocked bool // something keeps the files from being compared
	even    bool // channels fold with equal weights
}

func (c *stemCheck) run(ctx context.Context, mix StemFile, stems []StemFile) error {
	if err := c.readAll(ctx, mix, stems); err != nil {
		return err
	}
	c.formats()
	c.sounds()
	if !c.blocked {
		p, err := c.place(ctx)
		if err != nil {
			return err
		}
		c.explain(p)
		if err := c.overlaps(ctx, p); err != nil {
			return err
		}
	}
	return c.references(ctx, stems)
}

// add records a finding of the rule with that ID.
func (c *stemCheck) add(id, path string, m measure, format string, args ...any) *finding.Finding {
	c.report.Findings = append(c.report.Findings, stemFinding(id, path, m, format, args...))
	return &c.report.Findings[len(c.report.Findings)-1]
}

// Thresholds of the aligned residual in dB. Measured: sums of floats leave
// -140, of 16 bits -78, AAC at 128 kbit/s -36, MP3 at 64 kbit/s -27; a stem
// that is missing, inverted, shifted or another's -3 and more.
const (
	lossless = -50.0
	lossy    = -20.0
	failing  = -10.0
)

func (c *stemCheck) conclude() {
	r := &c.report
	aboutStems := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool { return f.Rule == stemReference })
	switch worst := finding.Worst(aboutStems); {
	case c.blocked:
		r.Verdict = StemsCannotSay
	case worst == finding.Error:
		r.Verdict = StemsContradicted
	case worst == finding.Warning:
		r.Verdict = StemsSuspicious
	case r.Residual.Aligned <= lossless:
		r.Verdict = StemsConfirmed
	case r.Residual.Aligned <= lossy:
		r.Verdict = StemsConsistent
	default:
		r.Verdict = StemsCannotSay // only AnySum comes here
	}
}

// decibels returns a share of power in dB, NoResidual and more.
func decibels(power float64) float64 {
	if power <= 0 {
		return NoResidual
	}
	return max(NoResidual, 10*math.Log10(power))
}

// inDB prints dB with one decimal.
func inDB(v float64) string {
	if v <= NoResidual {
		return "under -200"
	}
	return fmt.Sprintf("%.1f", math.Round(10*v)/10+0) // + 0 makes a 0 of a -0
}
