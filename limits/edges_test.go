package limits

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

func rulesOf(fs []finding.Finding) string {
	var ids []string
	for _, f := range fs {
		ids = append(ids, f.Rule)
	}
	return strings.Join(ids, " ")
}

// A limit is accepted itself, whichever it is.
func TestALimitIsAccepted(t *testing.T) {
	p := Profile{
		Title: "X", Size: Size{Min: 1000, Max: 2000}, Duration: Duration{Min: 1, Max: 2},
		Rate: RateLimit{Min: 8000, Max: 44100}, Channels: Range{Min: 2, Max: 3},
	}
	of := func(bytes, frames int64, rate, channels int) probe.Info {
		i := aFile("a.wav", "wav", "pcm_s16le", size(bytes))
		i.Frames, i.CodedFrames = known(frames), known(frames)
		i.Rate, i.Channels = known(rate), known(channels)
		return i
	}
	for _, c := range []struct {
		name string
		info probe.Info
		want string
	}{
		{"the least of each", of(1000, 8000, 8000, 2), ""},
		{"the most of each", of(2000, 88200, 44100, 3), ""},
		{"a byte less", of(999, 44100, 44100, 2), "AC313"},
		{"a byte more", of(2001, 44100, 44100, 2), "AC311"},
		{"a frame less", of(1000, 44099, 44100, 2), "AC303"},
		{"a frame more", of(1000, 88201, 44100, 2), "AC301"},
		{"a hertz less", of(1000, 7999, 7999, 2), "AC321"},
		{"a hertz more", of(1000, 44101, 44101, 2), "AC321"},
		{"a channel less", of(1000, 44100, 44100, 1), "AC322"},
		{"a channel more", of(1000, 44100, 44100, 4), "AC322"},
	} {
		if got := rulesOf(Check(c.info, p)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Where the numbers round to the limit, the message has the decimals that tell
// them apart: a frame of 44,100 a second is 22.7 µs.
func TestAFrameOverTheLimitIsSeen(t *testing.T) {
	p := Profile{Title: "X", Duration: Duration{Max: 2}}
	fs := Check(aFile("a.wav", "wav", "pcm_s16le", frames(88201, 88201)), p)
	if len(fs) != 1 || fs[0].Got != "2.000023" || fs[0].Want != "2.000" || !strings.Contains(fs[0].Message, "duration 2.000023 s is over the limit of 2.000 s") {
		t.Errorf("%+v", fs)
	}
}

// What the vendor would answer stands in each finding that makes it answer so,
// and not in advice.
func TestPredictedAnswers(t *testing.T) {
	p := Profile{
		Title: "X", Size: Size{Max: 1000, Unclear: 2000, HTTPStatus: 413}, FormatStatus: 415,
		Rate: RateLimit{Min: 44100}, Channels: Range{Max: 2}, Bits: []int{16},
	}
	info := aFile("a.wav", "wav", "pcm_s24le", size(1500))
	info.Rate, info.Channels, info.Bits = known(8000), known(6), known(24)
	for _, advice := range []bool{false, true} {
		p.Rate.Advice = advice
		got := map[string]int{}
		severity := map[string]finding.Severity{}
		for _, f := range Check(info, p) {
			got[f.Rule], severity[f.Rule] = f.HTTPStatus, f.Severity
		}
		rate, how := 415, finding.Error
		if advice {
			rate, how = 0, finding.Warning
		}
		want := map[string]int{"AC312": 413, "AC321": rate, "AC322": 415, "AC323": 415}
		for id, status := range want {
			if s, ok := got[id]; !ok || s != status {
				t.Errorf("advice %v: %s predicts %d, want %d", advice, id, s, status)
			}
		}
		if severity["AC321"] != how {
			t.Errorf("advice %v: the rate is of severity %s, want %s", advice, severity["AC321"], how)
		}
	}
}

// What a profile refuses, warns about or takes decides the severity.
func TestTracksByProfile(t *testing.T) {
	info := aFile("a.mp4", "mp4", "aac", func(i *probe.Info) { i.VideoTracks, i.AudioTracks = 1, 2 })
	for a, want := range map[Acceptance]finding.Severity{"": "", Accept: "", Warn: finding.Warning, Refuse: finding.Error} {
		fs := Check(info, Profile{Title: "X", Video: a, Tracks: a})
		for _, id := range []string{"AC110", "AC111"} {
			i := slices.IndexFunc(fs, func(f finding.Finding) bool { return f.Rule == id })
			switch {
			case i < 0 && want != "":
				t.Errorf("%q: no %s", a, id)
			case i >= 0 && fs[i].Severity != want:
				t.Errorf("%q: %s is of severity %s, want %q", a, id, fs[i].Severity, want)
			}
		}
	}
}

// An unknown duration is said where nothing else says why it is.
func TestAnUnknownDurationIsSaidOnce(t *testing.T) {
	p := Profile{Title: "X", Duration: Duration{Max: 2}}
	nothing := func(i *probe.Info) { i.Frames, i.CodedFrames = probe.Fact[int64]{}, probe.Fact[int64]{} }
	for name, c := range map[string]struct {
		edit func(*probe.Info)
		want string
	}{
		"sound":     {func(*probe.Info) {}, "AC305"},
		"encrypted": {func(i *probe.Info) { i.Encrypted = true }, "AC107"},
		"no track":  {func(i *probe.Info) { i.AudioTracks = 0 }, "AC108"},
		"cut short": {func(i *probe.Info) {
			i.Integrity, i.Damage = probe.Damaged, []probe.Damage{{Kind: "truncated", Detail: "cut"}}
		}, "AC201"},
	} {
		if got := rulesOf(Check(aFile("a.m4a", "mp4", "aac", nothing, c.edit), p)); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// An estimate of no frames is no proof that there are none.
func TestAnEstimateOfNothing(t *testing.T) {
	info := aFile("a.mp3", "mpeg", "mp3")
	info.Frames = probe.Fact[int64]{Value: 0, Basis: probe.Estimate}
	if got := rulesOf(Check(info, Profile{Title: "X"})); got != "" {
		t.Errorf("%q, want nothing", got)
	}
}

// Only a file over its limit was left undecoded on purpose.
func TestUncheckedIsSaidOfFilesThatWereNotDecoded(t *testing.T) {
	p := Profile{Title: "X", Duration: Duration{Max: 1}}
	for _, c := range []struct {
		depth     probe.Depth
		integrity probe.Integrity
		want      bool
	}{
		{probe.Header, probe.NotChecked, false}, {probe.Packets, probe.NotChecked, true},
		{probe.Packets, probe.NotVerifiable, false}, {probe.Samples, probe.Verified, false},
	} {
		info := aFile("a.flac", "flac", "flac", frames(88200, 88200))
		info.DepthReached, info.Integrity = c.depth, c.integrity
		fs := Check(info, p)
		if len(fs) != 1 || strings.Contains(fs[0].Message, "it was not decoded") != c.want {
			t.Errorf("%v, %s: %+v", c.depth, c.integrity, fs)
		}
	}
}

// Findings come in the order of their place, then of their rule; those without
// a place last.
func TestFindingsAreInOrder(t *testing.T) {
	info := aFile("a.ogg", "mpeg", "mp3", size(5000), func(i *probe.Info) {
		i.Damage = []probe.Damage{
			{Kind: "junk_after", Offset: 900, Detail: "x"}, {Kind: "bad_tag", Offset: finding.NoOffset, Detail: "x"},
			{Kind: "lost_sync", Offset: 40, Detail: "x"}, {Kind: "bad_crc", Offset: 40, Detail: "x"},
		}
	})
	p := Profile{Title: "X", Size: Size{Max: 1000}, Extensions: []string{".mp3"}}
	if got, want := rulesOf(Check(info, p)), "AC202 AC204 AC253 AC103 AC104 AC258 AC311"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestHowManyRequests(t *testing.T) {
	p := Profile{Batch: Batch{MaxFiles: 50}}
	for files, want := range map[int]string{51: "in 2 requests", 100: "in 2 requests", 101: "in 3 requests", 150: "in 3 requests"} {
		fs := CheckBatch(files, p)
		if len(fs) != 1 || !strings.HasSuffix(fs[0].Message, want) {
			t.Errorf("%d files: %+v, want %s", files, fs, want)
		}
	}
}

func TestProductsThatDoNotFit(t *testing.T) {
	for _, c := range []struct{ a, b, want int64 }{
		{3, 5, 15}, {0, math.MaxInt64, 0}, {-1, 5, 0}, {1, math.MaxInt64, math.MaxInt64},
		{2, math.MaxInt64/2 + 1, math.MaxInt64},       // 2^63
		{math.MaxInt64, math.MaxInt64, math.MaxInt64}, // over 2^64
		{1 << 31, 1 << 31, 1 << 62},
	} {
		if got := product(c.a, c.b); got != c.want {
			t.Errorf("%d times %d: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
