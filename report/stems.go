package report

import (
	"bufio"
	"fmt"
	"io"
	"math"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/verify"
)

// StemsSchema names the JSON that StemsJSON writes; docs/stems.schema.json.
const StemsSchema = "audiocheck.stems/1"

type stemsJSON struct {
	Schema    string         `json:"schema"`
	Verdict   string         `json:"verdict"`
	Cause     *string        `json:"cause"`
	ExpectSum bool           `json:"expect_sum"`
	Mix       stemFileJSON   `json:"mix"`
	Stems     []stemJSON     `json:"stems"`
	Residual  *residualJSON  `json:"residual_db"`
	Alignment *placeJSON     `json:"alignment"`
	Overlaps  []overlapJSON  `json:"overlaps"`
	Findings  []finding.JSON `json:"findings"`
}

type stemFileJSON struct {
	Path        string   `json:"path"`
	PathEscaped bool     `json:"path_escaped,omitempty"`
	Rate        *int     `json:"sample_rate_hz"`
	Channels    *int     `json:"channels"`
	Frames      *int64   `json:"frames"` // null when it was not read to its end; then so are the facts of its samples
	Seconds     *float64 `json:"duration_seconds"`
	Peak        *float64 `json:"peak_dbfs"`
	RMS         *float64 `json:"rms_dbfs"`
	Silent      *float64 `json:"silent_share"`
	ClippedRuns *int64   `json:"clipped_runs"`
	BadSamples  *int64   `json:"bad_samples"`
}

type stemJSON struct {
	Name string `json:"name"`
	stemFileJSON
	InMix *bool      `json:"in_mix"`
	Place *placeJSON `json:"placement"`
	Score *sdrJSON   `json:"reference"`
}

type placeJSON struct {
	Lag      int      `json:"lag_frames"`
	Gain     *float64 `json:"gain_db"`
	Inverted bool     `json:"inverted"`
}

type residualJSON struct {
	Raw     float64 `json:"raw"`
	Aligned float64 `json:"aligned"`
	PerStem float64 `json:"per_stem"`
}

type overlapJSON struct {
	A           string  `json:"a"`
	B           string  `json:"b"`
	Correlation float64 `json:"correlation"`
	Windows     int     `json:"windows"`
}

type sdrJSON struct {
	Path        string   `json:"path"`
	PathEscaped bool     `json:"path_escaped,omitempty"`
	SISDR       float64  `json:"si_sdr_db"`
	SDR         float64  `json:"sdr_db"`
	MedianSISDR *float64 `json:"si_sdr_median_db"`
	MedianSDR   *float64 `json:"sdr_median_db"`
	Windows     int      `json:"windows"`
}

// StemsJSON writes r as one JSON object, on one line.
func StemsJSON(w io.Writer, r verify.StemReport) error {
	out := stemsJSON{
		Schema: StemsSchema, Verdict: string(r.Verdict), Cause: nonZero(string(r.Cause)), ExpectSum: r.ExpectSum,
		Mix: stemFacts(r.Mix), Stems: []stemJSON{}, Overlaps: []overlapJSON{}, Findings: []finding.JSON{},
	}
	if r.Compared {
		out.Residual = &residualJSON{thousandth(r.Residual.Raw), thousandth(r.Residual.Aligned), thousandth(r.Residual.PerStem)}
		out.Alignment = stemPlace(r.Lag, r.Gain)
	}
	for _, s := range r.Stems {
		out.Stems = append(out.Stems, stemToJSON(s))
	}
	for _, o := range r.Overlaps {
		out.Overlaps = append(out.Overlaps, overlapJSON{stemName(o.A), stemName(o.B), thousandth(o.Correlation), o.Windows})
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, findingToJSON(f))
	}
	return encode(w, out)
}

func stemToJSON(s verify.Stem) stemJSON {
	out := stemJSON{Name: stemName(s.Name), stemFileJSON: stemFacts(s.StemFacts)}
	if s.Placed {
		out.InMix = &s.InMix
	}
	if s.InMix {
		out.Place = stemPlace(s.Lag, s.Gain)
	}
	if sc := s.Score; sc != nil {
		path, escaped := pathname.JSON(sc.Path)
		out.Score = &sdrJSON{path, escaped, thousandth(sc.SISDR), thousandth(sc.SDR), finite(sc.MedianSISDR), finite(sc.MedianSDR), sc.Windows}
	}
	return out
}

func stemFacts(f verify.StemFacts) stemFileJSON {
	path, escaped := pathname.JSON(f.Path)
	out := stemFileJSON{Path: path, PathEscaped: escaped, Rate: nonZero(f.Rate), Channels: nonZero(f.Channels)}
	if f.Frames == 0 {
		return out
	}
	out.Frames, out.ClippedRuns, out.BadSamples = &f.Frames, &f.ClippedRuns, &f.BadSamples
	out.Seconds, out.Silent = finite(float64(f.Frames)/float64(f.Rate)), finite(f.Silent)
	out.Peak, out.RMS = dBFS(f.Peak), dBFS(f.RMS)
	return out
}

func stemPlace(lag int, gain float64) *placeJSON {
	return &placeJSON{Lag: lag, Gain: dBFS(math.Abs(gain)), Inverted: gain < 0}
}

func stemName(s string) string {
	name, _ := pathname.JSON(s)
	return name
}

// dBFS returns a magnitude in dB, nil for none at all.
func dBFS(v float64) *float64 {
	if v <= 0 {
		return nil
	}
	return finite(20 * math.Log10(v))
}

// finite returns v to the thousandth, nil where it is no number.
func finite(v float64) *float64 {
	if v-v != 0 {
		return nil
	}
	v = thousandth(v)
	return &v
}

func thousandth(v float64) float64 { return math.Round(v*1000)/1000 + 0 } // + 0 makes a 0 of a -0

// StemsText writes r for people: the verdict, why, and how each stem lies in
// the mix.
func StemsText(w io.Writer, r verify.StemReport, colour bool) error {
	t := &textReport{bufio.NewWriter(w), Meta{Colour: colour}}
	verdict := t.paint(stemsColour[r.Verdict], fmt.Sprintf("%-12s", r.Verdict))
	fmt.Fprintf(t.w, "%s  %s", verdict, t.paint(bold, pathname.Terminal(r.Mix.Path)))
	if r.Cause != verify.NoCause {
		fmt.Fprintf(t.w, "  cause: %s", r.Cause)
	}
	fmt.Fprintln(t.w)
	for _, f := range r.Findings {
		t.finding(f)
	}
	if r.Compared {
		fmt.Fprintf(t.w, "        residual: %s dB as they are, %s dB with one lag and gain, %s dB with a lag and a gain for each\n",
			stemDB(r.Residual.Raw), stemDB(r.Residual.Aligned), stemDB(r.Residual.PerStem))
	}
	for _, s := range r.Stems {
		fmt.Fprintf(t.w, "        %s  %s%s\n", pathname.Terminal(s.Name), pathname.Terminal(s.Path), stemWords(s))
		if sc := s.Score; sc != nil {
			fmt.Fprintf(t.w, "          against %s: SI-SDR %.2f dB, SDR %.2f dB%s\n", pathname.Terminal(sc.Path), sc.SISDR, sc.SDR, medianWords(sc))
		}
	}
	return t.w.Flush()
}

var stemsColour = map[verify.StemVerdict]string{
	verify.StemsConfirmed: green, verify.StemsConsistent: green, verify.StemsSuspicious: yellow, verify.StemsContradicted: red,
}

func stemDB(v float64) string {
	if v <= verify.NoResidual {
		return "under -200"
	}
	return fmt.Sprintf("%.1f", math.Round(10*v)/10+0) // + 0 makes a 0 of a -0
}

func stemWords(s verify.Stem) string {
	switch {
	case !s.Placed:
		return ""
	case !s.InMix:
		return "  not found in the mix"
	}
	words := fmt.Sprintf("  in the mix at lag %d, gain %+.2f dB", s.Lag, math.Round(2000*math.Log10(math.Abs(s.Gain)))/100+0)
	if s.Gain < 0 {
		words += ", inverted"
	}
	return words
}

func medianWords(s *verify.StemScore) string {
	if s.Windows == 0 {
		return ""
	}
	return fmt.Sprintf("; medians of %s of 1 s: %.2f and %.2f dB", plural(s.Windows, "window"), s.MedianSISDR, s.MedianSDR)
}
