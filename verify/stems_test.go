package verify

import (
	"context"
	"errors"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/pcm"
)

func checkStems(t *testing.T, o *StemOptions, mix StemFile, stems ...StemFile) StemReport {
	t.Helper()
	r, err := CheckStems(context.Background(), mix, stems, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func pair(t *testing.T, mix, fg, bg []float32) StemReport {
	t.Helper()
	return checkStems(t, nil, stemFile("mix", 1, mix), stemFile("fg", 1, fg), stemFile("bg", 1, bg))
}

func ruleIDs(r StemReport) string {
	var ids []string
	for _, f := range r.Findings {
		ids = append(ids, f.Rule)
	}
	return strings.Join(ids, " ")
}

// band is where a residual must lie, in dB.
type band struct{ from, to float64 }

func (b band) holds(v float64) bool { return v >= b.from && v <= b.to }

// TestStemsCases builds the cases whose residuals were measured with numpy and
// real codecs before this was written, from other signals of the same kind: a
// foreground of speech and a background of music of equal power. The bands
// surround the figures measured then, which stand beside them, or what theory
// says: of two signals of equal power one of which is lost, half is left.
func TestStemsCases(t *testing.T) {
	fg, bg := speech(1), music(1)
	mix := added(fg, bg)
	nothing := make([]float32, len(fg))
	quiet := added(fg, scaled(bg, 0.1))
	lossless, none := band{-200, -100}, band{-0.5, 0}
	for _, c := range []struct {
		name         string
		mix, fg, bg  []float32
		raw, aligned band
		perStem      band
		cause        StemCause
		verdict      StemVerdict
		rules        string
	}{
		{"exact floats", mix, fg, bg, lossless, lossless, lossless, NoCause, StemsConfirmed, ""},                                                      // -140
		{"16 bits", int16s(mix), int16s(fg), int16s(bg), band{-83, -75}, band{-83, -75}, band{-83, -75}, NoCause, StemsConfirmed, ""},                 // -77.7
		{"gain 0.8", mix, scaled(fg, 0.8), scaled(bg, 0.8), band{-14.1, -13.9}, lossless, lossless, CauseGain, StemsConfirmed, "AC915"},               // -14.0, -120
		{"delay of LAME", mix, later(fg, 1105), later(bg, 1105), band{2, 4}, lossless, lossless, CauseCodecDelay, StemsConfirmed, "AC914"},            // +2.8, -140
		{"delay of Apple", mix, later(fg, 2112), later(bg, 2112), band{2, 4}, lossless, lossless, CauseCodecDelay, StemsConfirmed, "AC914"},           // as above
		{"other delay", mix, later(fg, 700), later(bg, 700), band{2, 4}, lossless, lossless, CauseDelay, StemsSuspicious, "AC913"},                    // as above
		{"mix delayed", later(mix, 700), fg, bg, band{2, 4}, lossless, lossless, CauseDelay, StemsSuspicious, "AC913"},                                // as above
		{"noise of a codec", mix, noisy(fg, -37), noisy(bg, -37), band{-40, -33}, band{-40, -33}, band{-40, -33}, NoCause, StemsConsistent, ""},       // -36.3, -36.4
		{"noise of a worse codec", mix, noisy(fg, -27), noisy(bg, -27), band{-30, -23}, band{-30, -23}, band{-30, -23}, NoCause, StemsConsistent, ""}, // -23.5, -26.8
		{"noise of another kind", mix, noisy(fg, -15), noisy(bg, -15), band{-18, -11}, band{-18, -11}, band{-18, -11}, NoCause, StemsSuspicious, "AC911"},
		{"background inverted", mix, fg, scaled(bg, -1), band{2.8, 3.2}, none, lossless, CausePolarity, StemsContradicted, "AC912 AC916"}, // +3.0, -0.3
		{"all inverted", mix, scaled(fg, -1), scaled(bg, -1), band{6, 6.1}, lossless, lossless, CausePolarity, StemsContradicted, "AC916"},
		{"foreground 10 ms late", mix, later(fg, testRate/100), bg, band{-1.5, 0}, band{-3, -1}, lossless, CauseDelay, StemsContradicted, "AC912 AC917"},          // -0.8, -2.0
		{"foreground silent", mix, nothing, bg, band{-3.2, -2.8}, band{-3.2, -2.8}, band{-3.2, -2.8}, CauseMissingStem, StemsContradicted, "AC908 AC912 AC919"},   // -3.0, -3.0
		{"5 % leak, sum kept", mix, added(fg, scaled(bg, 0.05)), scaled(bg, 0.95), lossless, lossless, lossless, NoCause, StemsConfirmed, "AC921"},                // -139
		{"20 % leak, sum kept", mix, added(fg, scaled(bg, 0.2)), scaled(bg, 0.8), lossless, lossless, lossless, NoCause, StemsConfirmed, "AC921"},                 // -139
		{"20 % leak, sum lost", mix, added(fg, scaled(bg, 0.2)), bg, band{-17.2, -16.8}, band{-21.2, -20.6}, lossless, CauseGain, StemsSuspicious, "AC918 AC921"}, // -17.0, -20.9
		{"both of another song", mix, speech(9), music(9), band{2.8, 3.2}, none, none, CauseWrongFile, StemsContradicted, "AC912 AC920 AC920"},                    // +2.9, -0.1
		{"background of another song", mix, fg, music(9), band{-0.3, 0.3}, band{-1.5, -1}, band{-3.3, -2.8}, CauseWrongFile, StemsContradicted, "AC912 AC920"},
		{"a stem too many", fg, fg, bg, band{-0.2, 0.2}, band{-3.2, -2.8}, lossless, CauseWrongFile, StemsContradicted, "AC912 AC920"}, // half of the sum is foreign
		{"quiet background inverted", quiet, fg, scaled(bg, -0.1), band{-14.2, -13.8}, band{-14.2, -13.8}, lossless, CausePolarity, StemsContradicted, "AC911 AC916"},
		{"quiet background late", quiet, fg, later(scaled(bg, 0.1), 300), band{-18, -16}, band{-18, -16}, lossless, CauseDelay, StemsContradicted, "AC911 AC917"},
		{"late and inverted", mix, later(fg, 1105), later(scaled(bg, -1), 1105), band{2, 4}, none, lossless, CausePolarity, StemsContradicted, "AC912 AC914 AC916"},
		{"foreground at a quarter", mix, scaled(fg, 0.25), bg, band{-5.6, -5.4}, band{-5.9, -5.7}, lossless, CauseGain, StemsContradicted, "AC912 AC918"}, // 0.75²/2, 1-0.625²/0.53125
	} {
		r := pair(t, c.mix, c.fg, c.bg)
		if got := r.Residual; !c.raw.holds(got.Raw) || !c.aligned.holds(got.Aligned) || !c.perStem.holds(got.PerStem) {
			t.Errorf("%s: residual %+v, want %v, %v, %v", c.name, got, c.raw, c.aligned, c.perStem)
		}
		if r.Cause != c.cause || r.Verdict != c.verdict || ruleIDs(r) != c.rules {
			t.Errorf("%s: cause %q, verdict %q, rules %s; want %q, %q, %s", c.name, r.Cause, r.Verdict, ruleIDs(r), c.cause, c.verdict, c.rules)
		}
		for _, f := range r.Findings {
			if f.Rule == stemLeak && f.Severity != finding.Note {
				t.Errorf("%s: a hint of leakage is of severity %s", c.name, f.Severity)
			}
		}
	}
}

// noisy adds noise at db under v.
func noisy(v []float32, db float64) []float32 {
	return added(v, scaled(noise(uint64(math.Float32bits(v[100]))), math.Pow(10, db/20)))
}

func TestStemsLagAndGainAreTold(t *testing.T) {
	fg, bg := speech(2), music(2)
	r := pair(t, added(fg, bg), later(scaled(fg, 0.5), testRate/100), scaled(bg, -1))
	for i, want := range []struct {
		lag  int
		gain float64
	}{{testRate / 100, 2}, {0, -1}} {
		if s := r.Stems[i]; !s.InMix || s.Lag != want.lag || math.Abs(s.Gain-want.gain) > 1e-5 {
			t.Errorf("%s: in mix %v, lag %d, gain %v; want lag %d, gain %v", s.Name, s.InMix, s.Lag, s.Gain, want.lag, want.gain)
		}
	}
}

// TestStemsLeakageIsItsShare: what correlates is about what leaked.
func TestStemsLeakageIsItsShare(t *testing.T) {
	fg, bg := speech(3), music(3)
	for _, c := range []struct{ share, from, to float64 }{{0, -0.04, 0.04}, {0.05, 0.03, 0.09}, {0.2, 0.16, 0.26}} { // .009, .053, .194 measured
		r := pair(t, added(fg, bg), added(fg, scaled(bg, c.share)), scaled(bg, 1-c.share))
		if o := r.Overlaps; len(o) != 1 || o[0].Correlation < c.from || o[0].Correlation > c.to {
			t.Errorf("share %v: %+v", c.share, o)
		}
	}
}

func TestStemsOfABand(t *testing.T) {
	parts := [][]float32{speech(4), music(4), music(5), scaled(noise(6), 0.3), scaled(speech(7), 0.2)}
	mix := make([]float32, len(parts[0]))
	var stems []StemFile
	for i, p := range parts {
		mix = added(mix, p)
		stems = append(stems, stemFile(string(rune('a'+i)), 1, p))
	}
	if r := checkStems(t, nil, stemFile("mix", 1, mix), stems...); r.Verdict != StemsConfirmed || len(r.Overlaps) != 10 {
		t.Errorf("whole band: %s, %s, %d overlaps", r.Verdict, ruleIDs(r), len(r.Overlaps))
	}
	if r := checkStems(t, nil, stemFile("mix", 1, mix), stems[0], stems[2], stems[3]); r.Cause != CauseMissingStem {
		t.Errorf("music left out: cause %q, %s", r.Cause, ruleIDs(r))
	}
	stems[4] = stemFile("e", 1, later(parts[4], 333))
	if r := checkStems(t, nil, stemFile("mix", 1, mix), stems...); r.Cause != CauseDelay || r.Stems[4].Lag != 333 {
		t.Errorf("a quiet stem late: cause %q, lag %d, %s", r.Cause, r.Stems[4].Lag, ruleIDs(r))
	}
}

// TestStemsThatAreFaint: a stem 18 dB under another of the same kind is found,
// and one beside a loud part that is missing is not taken for a stem of another
// song.
func TestStemsThatAreFaint(t *testing.T) {
	for seed := range uint64(4) {
		loud, faint := music(20+seed), scaled(music(30+seed), 0.12)
		r := pair(t, added(loud, faint), loud, later(faint, 300))
		if s := r.Stems[1]; r.Cause != CauseDelay || !s.InMix || s.Lag != 300 {
			t.Errorf("seed %d: cause %q, in mix %v, lag %d; residual %+v", seed, r.Cause, s.InMix, s.Lag, r.Residual)
		}
		missing := speech(40 + seed)
		r = pair(t, added(missing, added(loud, faint)), loud, faint)
		if r.Cause != CauseMissingStem || !r.Stems[0].InMix {
			t.Errorf("seed %d: cause %q: %s", seed, r.Cause, ruleIDs(r))
		}
		fainter := scaled(loud, 0.3)
		r = checkStems(t, nil, stemFile("mix", 1, added(missing, fainter)), stemFile("a", 1, fainter))
		if r.Cause != CauseMissingStem || !r.Stems[0].InMix {
			t.Errorf("seed %d, one stem: cause %q: %s", seed, r.Cause, ruleIDs(r))
		}
	}
}

func TestStemsThatAreTooLoud(t *testing.T) {
	v := scaled(speech(1), 0.5)
	for gain, want := range map[float64]string{1.2: "AC910 AC915", 1.1: "AC915", 1.05: ""} { // +1.6, +0.8, +0.4 dB
		if r := checkStems(t, nil, stemFile("mix", 1, v), stemFile("all", 1, scaled(v, gain))); ruleIDs(r) != want {
			t.Errorf("gain %v: %q, want %q", gain, ruleIDs(r), want)
		}
	}
}

func TestStemsThatNeedNotSum(t *testing.T) {
	fg, bg := speech(1), music(1)
	mix := stemFile("mix", 1, added(fg, bg))
	for _, c := range []struct {
		bg      []float32
		verdict StemVerdict
	}{{bg, StemsConfirmed}, {scaled(bg, -1), StemsCannotSay}, {music(9), StemsCannotSay}} {
		r := checkStems(t, &StemOptions{AnySum: true}, mix, stemFile("fg", 1, fg), stemFile("bg", 1, c.bg))
		if w := finding.Worst(r.Findings); w.Rank() > finding.Note.Rank() || r.Verdict != c.verdict || r.ExpectSum {
			t.Errorf("worst %q, verdict %q, want %q: %s", w, r.Verdict, c.verdict, ruleIDs(r))
		}
	}
}

// stereo interleaves l and r.
func stereo(l, r []float32) []float32 {
	out := make([]float32, 0, 2*len(l))
	for i, v := range l {
		out = append(out, v, r[i])
	}
	return out
}

func TestStemsInStereo(t *testing.T) {
	fg, l, r := speech(1), music(1), music(2)
	mix := stemFile("mix", 2, stereo(added(fg, l), added(fg, r)))
	voice := stemFile("fg", 2, stereo(fg, fg))
	if got := checkStems(t, nil, mix, voice, stemFile("bg", 2, stereo(l, r))); got.Verdict != StemsConfirmed {
		t.Errorf("exact: %s %s", got.Verdict, ruleIDs(got))
	}
	if got := checkStems(t, nil, mix, voice, stemFile("bg", 2, stereo(r, l))); got.Verdict != StemsContradicted {
		t.Errorf("sides swapped: %s %+v", got.Verdict, got.Residual)
	}
	anti := stereo(l, scaled(l, -1))
	if got := checkStems(t, nil, stemFile("mix", 2, anti), stemFile("all", 2, anti)); got.Verdict != StemsConfirmed {
		t.Errorf("opposite sides: %s %s", got.Verdict, ruleIDs(got))
	}
	mono := added(scaled(l, 0.5), scaled(r, 0.5))
	got := checkStems(t, nil, mix, stemFile("fg", 1, fg), stemFile("bg", 1, mono))
	if ruleIDs(got) != "AC904 AC904 AC922" || got.Residual.Aligned > -100 {
		t.Errorf("mono stems: %s %+v", ruleIDs(got), got.Residual)
	}
}

func TestStemsFacts(t *testing.T) {
	v := make([]float32, 4*testRate)
	for i := range v {
		v[i] = float32(0.5 * math.Sin(2*math.Pi*440*float64(i)/testRate))
	}
	half := append(make([]float32, len(v)), v...)
	clipped := slices.Clone(v)
	for _, at := range []int{100, 200} {
		copy(clipped[at:], []float32{1, 1, 1, 1})
	}
	copy(clipped[300:], []float32{-1, -1, 0.5, 0.5, 0.5})
	broken := slices.Clone(v)
	broken[7], broken[8] = float32(math.NaN()), float32(math.Inf(-1))
	for _, c := range []struct {
		name    string
		samples []float32
		holds   func(f StemFacts) bool
		rules   string
	}{
		{"sine", v, func(f StemFacts) bool {
			return math.Abs(f.Peak-0.5) < 1e-6 && math.Abs(f.RMS-0.5/math.Sqrt2) < 1e-4 && f.Silent == 0 && f.Frames == 4*testRate
		}, ""},
		{"half silent", half, func(f StemFacts) bool { return f.Silent == 0.5 }, ""},
		{"clipped", clipped, func(f StemFacts) bool { return f.ClippedRuns == 2 }, "AC909 AC909"},
		{"broken", broken, func(f StemFacts) bool { return f.BadSamples == 2 && f.Peak <= 0.5 }, "AC907 AC907"},
	} {
		r := checkStems(t, nil, stemFile("mix", 1, c.samples), stemFile("all", 1, c.samples))
		if !c.holds(r.Mix) || !c.holds(r.Stems[0].StemFacts) || ruleIDs(r) != c.rules {
			t.Errorf("%s: %+v, rules %q", c.name, r.Mix, ruleIDs(r))
		}
	}
}

func TestStemsLengths(t *testing.T) {
	v := speech(5)
	for _, c := range []struct {
		rate, more int
		rules      string
	}{
		{8000, 0, ""}, {8000, 1, ""}, {8000, -1, ""}, {8000, 2, "AC906"}, {8000, -2, "AC906"},
		{8000, 4000, "AC906"}, {8000, 4001, "AC905"}, {8000, -4001, "AC905"}, // half a second
		{48000, 4608, "AC906"}, {48000, 4609, "AC905"}, // four packets
	} {
		stem := append(slices.Clone(v), make([]float32, max(0, c.more))...)
		stem = stem[:len(v)+c.more]
		r := checkStems(t, nil, stemAt(c.rate, "mix", 1, v), stemAt(c.rate, "all", 1, stem))
		if ruleIDs(r) != c.rules {
			t.Errorf("%+d frames at %d Hz: %q, want %q", c.more, c.rate, ruleIDs(r), c.rules)
		}
	}
}

// source is a StemSource of its own making.
type source struct {
	format pcm.Format
	read   func(dst []float32) (int, error)
}

func (s source) Format() pcm.Format                    { return s.format }
func (s source) ReadFrames(dst []float32) (int, error) { return s.read(dst) }
func (s source) Close() error                          { return nil }

func opened(name string, s source, err error) StemFile {
	return StemFile{Name: name, Path: name, Open: func() (StemSource, error) { return s, err }}
}

func TestStemsThatCannotBeCompared(t *testing.T) {
	good := stemFile("good", 1, speech(1))
	endless := func(dst []float32) (int, error) { return len(dst), nil }
	fails := func([]float32) (int, error) { return 0, io.ErrUnexpectedEOF }
	for _, c := range []struct {
		name  string
		mix   StemFile
		stem  StemFile
		rules string
	}{
		{"a missing stem", good, opened("x", source{}, errors.New("no such file")), "AC901"},
		{"a missing mix", opened("x", source{}, errors.New("no such file")), good, "AC901"},
		{"a broken stem", good, opened("x", source{pcm.Format{Rate: testRate, Channels: 1}, fails}, nil), "AC901"},
		{"an empty stem", good, stemFile("x", 1, nil), "AC901"},
		{"a stem without channels", good, opened("x", source{}, nil), "AC901"},
		{"an endless stem", good, opened("x", source{pcm.Format{Rate: testRate, Channels: 1}, endless}, nil), "AC902"},
		{"an endless stem of many channels", good, opened("x", source{pcm.Format{Rate: 100, Channels: 255}, endless}, nil), "AC902"},
		{"another rate", good, opened("x", source{pcm.Format{Rate: 9000, Channels: 1}, pcm.Clip{Format: pcm.Format{Rate: 9000, Channels: 1}, Samples: speech(1)}.Source().ReadFrames}, nil), "AC903"},
		{"a silent mix", stemFile("x", 1, make([]float32, 1000)), stemFile("y", 1, speech(1)[:1000]), "AC908"},
	} {
		r := checkStems(t, nil, c.mix, c.stem)
		if r.Verdict != StemsCannotSay || ruleIDs(r) != c.rules || r.Compared || r.Stems[0].Placed {
			t.Errorf("%s: verdict %q, rules %q, want %q", c.name, r.Verdict, ruleIDs(r), c.rules)
		}
	}
}

func TestStemsOfOneFrame(t *testing.T) {
	one := stemFile("one", 1, []float32{0.5})
	if r := checkStems(t, nil, one, one); r.Verdict != StemsConfirmed {
		t.Errorf("%s %s", r.Verdict, ruleIDs(r))
	}
	checkStems(t, nil, stemFile("two", 1, []float32{0.5, -0.5}), one, stemFile("many", 1, speech(1)))
}

// TestStemsDoNotAllocateByTheirRate: a header may state any rate.
func TestStemsDoNotAllocateByTheirRate(t *testing.T) {
	f := pcm.Format{Rate: math.MaxInt32, Channels: 1}
	file := StemFile{Name: "x", Path: "x", Open: func() (StemSource, error) {
		return clipSource{pcm.Clip{Format: f, Samples: speech(1)[:2000]}.Source()}, nil
	}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	r := checkStems(t, &StemOptions{References: []StemFile{file}}, file, file)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 16<<20 || r.Verdict != StemsConfirmed {
		t.Errorf("%d bytes allocated, %s %s", used, r.Verdict, ruleIDs(r))
	}
}

func TestStemsAreCounted(t *testing.T) {
	one := stemFile("one", 1, []float32{0.5})
	for _, n := range []int{0, MaxStems + 1} {
		if _, err := CheckStems(context.Background(), one, slices.Repeat([]StemFile{one}, n), nil); err == nil {
			t.Errorf("%d stems give no error", n)
		}
	}
}

func TestStemsStopWithTheirContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	one := stemFile("one", 1, speech(1))
	if _, err := CheckStems(ctx, one, []StemFile{one}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestStemsAnswerIsTheSameTwice(t *testing.T) {
	fg, bg := speech(1), music(1)
	a := pair(t, added(fg, bg), later(fg, 20), scaled(bg, -1))
	b := pair(t, added(fg, bg), later(fg, 20), scaled(bg, -1))
	if a.Residual != b.Residual || ruleIDs(a) != ruleIDs(b) {
		t.Errorf("%+v, then %+v", a, b)
	}
}

// TestStemRulesTable lints the table.
func TestStemRulesTable(t *testing.T) {
	names := map[string]bool{}
	last := ""
	for _, r := range StemRules() {
		if r.ID <= last || !strings.HasPrefix(r.ID, "AC9") || names[r.Name] || r.Summary == "" || r.Severity.Rank() == 0 {
			t.Errorf("row %+v", r)
		}
		names[r.Name], last = true, r.ID
	}
}
