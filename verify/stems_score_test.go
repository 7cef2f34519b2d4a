package verify

import (
	"bufio"
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/pcm"
)

// definition computes SI-SDR and SDR from their definitions, vector by vector:
// not from sums of products as the code does.
func definition(s, e []float32) (sisdr, sdr float64) {
	var es, ss float64
	for i := range s {
		es += float64(e[i]) * float64(s[i])
		ss += float64(s[i]) * float64(s[i])
	}
	var target, noise, error2 float64
	for i := range s {
		tg := es / ss * float64(s[i])
		target += tg * tg
		noise += (float64(e[i]) - tg) * (float64(e[i]) - tg)
		error2 += (float64(s[i]) - float64(e[i])) * (float64(s[i]) - float64(e[i]))
	}
	return 10 * math.Log10(target/noise), 10 * math.Log10(ss/error2)
}

func scoreOf(t *testing.T, channels int, ref, stem []float32) StemScore {
	t.Helper()
	got, err := scoreFiles(context.Background(), stemFile("ref", channels, ref), stemFile("stem", channels, stem))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestStemScoresByTheirDefinition(t *testing.T) {
	fg, bg := speech(1), music(1)
	for name, e := range map[string][]float32{
		"leak 20 %":    added(fg, scaled(bg, 0.2)),
		"16 bits":      int16s(fg),
		"half":         noisy(scaled(fg, 0.5), -30),
		"other speech": speech(2),
		"late":         later(fg, 3),
	} {
		got := scoreOf(t, 1, fg, e)
		sisdr, sdr := definition(fg, e)
		if math.Abs(got.SISDR-sisdr) > 1e-6 || math.Abs(got.SDR-sdr) > 1e-6 {
			t.Errorf("%s: SI-SDR %v, SDR %v, want %v, %v", name, got.SISDR, got.SDR, sisdr, sdr)
		}
	}
	if got := scoreOf(t, 1, fg, added(fg, scaled(bg, 0.2))); math.Abs(got.SISDR-14) > 0.3 {
		t.Errorf("a leak of 20 %% of equal power has SI-SDR %v, want about 14", got.SISDR)
	}
}

func TestStemScoresAtTheirBounds(t *testing.T) {
	fg := speech(1)
	if got := scoreOf(t, 1, fg, fg); got.SISDR != 200 || got.SDR != 200 || got.MedianSDR != 200 || got.Windows != testSeconds {
		t.Errorf("the reference itself: %+v", got)
	}
	if got := scoreOf(t, 1, fg, scaled(fg, -2)); got.SISDR < 130 || math.Abs(got.SDR-10*math.Log10(1.0/9)) > 1e-4 {
		t.Errorf("the reference times -2: %+v", got)
	}
	short := scoreOf(t, 1, fg[:testRate/2], scaled(fg[:testRate/2], 0.5))
	if short.Windows != 0 || !math.IsNaN(short.MedianSDR) || math.Abs(short.SDR-20*math.Log10(2)) > 1e-4 {
		t.Errorf("half a second: %+v", short)
	}
}

// TestStemScoreWindows: a window in which one of both is all zeros does not
// count, nor does a part of one at the end.
func TestStemScoreWindows(t *testing.T) {
	v := noise(1)
	ref, stem := append([]float32(nil), v...), noisy(v, -20)
	clear(ref[testRate : 2*testRate])
	clear(stem[3*testRate : 4*testRate])
	ref, stem = ref[:9*testRate+5], stem[:9*testRate+5]
	if got := scoreOf(t, 1, ref, stem); got.Windows != 7 {
		t.Errorf("%d windows, want 7", got.Windows)
	}
	if got := scoreOf(t, 1, v, v[:5*testRate]); got.Windows != 5 || math.Abs(got.SDR-3) > 0.1 {
		t.Errorf("half the stem: %+v, want 5 windows and an SDR of 3 dB", got)
	}
}

func TestStemScoresOfStereoCountBothSides(t *testing.T) {
	l, r := speech(1), music(1)
	el, er := noisy(l, -20), noisy(r, -10)
	got := scoreOf(t, 2, stereo(l, r), stereo(el, er))
	_, want := definition(append(append([]float32(nil), l...), r...), append(append([]float32(nil), el...), er...))
	if math.Abs(got.SDR-want) > 1e-6 {
		t.Errorf("SDR %v, want %v", got.SDR, want)
	}
}

func TestStemReferencesThatDoNotFit(t *testing.T) {
	v := speech(1)
	mix := stemFile("mix", 1, v)
	for _, ref := range []StemFile{
		stemFile("all", 2, v), stemFile("all", 1, make([]float32, len(v))), stemFile("nobody", 1, v),
	} {
		r := checkStems(t, &StemOptions{References: []StemFile{ref}}, mix, stemFile("all", 1, v))
		if ruleIDs(r) != "AC923" || r.Stems[0].Score != nil || r.Verdict != StemsConfirmed {
			t.Errorf("%s: %s %q", ref.Name, r.Verdict, ruleIDs(r))
		}
	}
}

// decoded reads a file of testdata/stems.
func decoded(t *testing.T, name string) StemFile {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "testdata", "stems", name))
	if err != nil {
		t.Fatal(err)
	}
	return StemFile{Name: name, Path: name, Open: func() (StemSource, error) {
		s, err := decode.Open(bytes.NewReader(data), int64(len(data)), nil)
		return clipSource{pcm.Source(s)}, err
	}}
}

// TestStemScoresOfNumpy compares with truth.tsv, which make.py wrote.
func TestStemScoresOfNumpy(t *testing.T) {
	f, err := os.Open(filepath.Join("..", "testdata", "stems", "truth.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Scan() // the header
	rows := 0
	for lines.Scan() {
		cells := strings.Split(lines.Text(), "\t")
		part, _, _ := strings.Cut(cells[0], "-")
		got, err := scoreFiles(context.Background(), decoded(t, part+".flac"), decoded(t, cells[0]+".flac"))
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range []float64{got.SISDR, got.SDR, got.MedianSISDR, got.MedianSDR} {
			want, err := strconv.ParseFloat(cells[i+1], 64)
			if err != nil || math.Abs(v-want) > 1e-6 {
				t.Errorf("%s: score %d is %v, numpy says %s", cells[0], i, v, cells[i+1])
			}
		}
		rows++
	}
	if rows != 4 {
		t.Errorf("truth.tsv has %d rows", rows)
	}
}

// TestStemsOfARealCodec: lame's delay is 576 frames and a decoder's 529.
func TestStemsOfARealCodec(t *testing.T) {
	r := checkStems(t, nil, decoded(t, "codec-mix.flac"), decoded(t, "codec-speech.mp3"), decoded(t, "codec-music.mp3"))
	if r.Lag != 576+529 || r.Cause != CauseCodecDelay || r.Verdict != StemsConsistent || r.Residual.Raw < 0 {
		t.Errorf("lag %d, cause %q, verdict %q, %+v", r.Lag, r.Cause, r.Verdict, r.Residual)
	}
}
