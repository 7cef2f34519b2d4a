package limits

import (
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

func rate(hz int) func(*probe.Info) { return func(i *probe.Info) { i.Rate = known(hz) } }

func channelsOf(n int) func(*probe.Info) { return func(i *probe.Info) { i.Channels = known(n) } }

// TestMendKeepsWhatItCan: of what a profile takes, a command makes what loses
// nothing, or least.
func TestMendKeepsWhatItCan(t *testing.T) {
	any := Profile{Name: "x", Title: "X"}
	with := func(edit func(*Profile)) Profile { p := any; edit(&p); return p }
	bits := func(ns ...int) Profile { return with(func(p *Profile) { p.Bits = ns }) }
	rates := func(l RateLimit) Profile { return with(func(p *Profile) { p.Rate = l }) }
	mixes := func(r Range) Profile { return with(func(p *Profile) { p.Channels = r }) }
	several := RateLimit{Allowed: []int{16000, 24000, 44100, 48000, 96000}}
	wav := func(edits ...func(*probe.Info)) probe.Info {
		return aFile("a.wav", "wav", "pcm_s16le", append([]func(*probe.Info){bitDepth(16)}, edits...)...)
	}
	for _, c := range []struct {
		name string
		p    Profile
		info probe.Info
		want string // words of the command
	}{
		{"88,200 Hz", rates(several), wav(rate(88200)), "-ar 96000"},
		{"22,050 Hz", rates(several), wav(rate(22050)), "-ar 24000"},
		{"8 kHz", rates(several), wav(rate(8000)), "-ar 16000"},
		{"192 kHz", rates(several), wav(rate(192000)), "-ar 96000"},
		{"not in order", rates(RateLimit{Allowed: []int{96000, 44100, 48000}}), wav(rate(32000)), "-ar 44100"},
		{"a greatest rate", rates(RateLimit{Max: 44100}), wav(rate(96000)), "-ar 44100"},
		{"a least rate", rates(RateLimit{Min: 96000}), wav(rate(44100)), "-ar 96000"},
		{"48 kHz lies between", rates(RateLimit{Min: 8000, Max: 96000}), wav(rate(192000)), "-ar 48000"},

		{"32 bits", bits(16, 24), aFile("a.wav", "wav", "pcm_s32le", bitDepth(32)), "-c:a pcm_s24le"},
		{"8 bits", bits(16, 24), aFile("a.wav", "wav", "pcm_u8", bitDepth(8)), "-c:a pcm_s16le"},
		{"24 bits", bits(32, 16), aFile("a.wav", "wav", "pcm_s24le", bitDepth(24)), "-c:a pcm_s32le"},

		{"5.1", mixes(Range{Max: 2}), wav(channelsOf(6)), "-ac 2"},
		{"mono alone", mixes(Range{Min: 1, Max: 1}), wav(channelsOf(2)), "-ac 1"},
		{"stereo at least", mixes(Range{Min: 2}), wav(channelsOf(1)), "-ac 2"},
		{"4 at least", mixes(Range{Min: 4}), wav(channelsOf(2)), "-ac 4"},

		{"padding over the limit", with(func(p *Profile) { p.Duration.Max = 10 }),
			aFile("a.mp3", "mpeg", "mp3", frames(441000, 442000)), "-t 9.9 "},
		{"two minutes of a limit of one", with(func(p *Profile) { p.Duration.Max = 60 }),
			wav(frames(120*44100, 120*44100)), "n=0; while [ $n -lt 3 ] && ffmpeg -nostdin -n -i a.wav -map 0:a:0 -ss $((n*59)) -t 59 "},
		{"an MP3 is cut by its sound", with(func(p *Profile) { p.Duration.Max = 60; p.Extensions = []string{".mp3"} }),
			aFile("a.mp3", "mpeg", "mp3", frames(120*44100, 120*44100)), "-c:a libmp3lame"},
		{"16 bits have no more in a WAV", with(func(p *Profile) { p.Extensions = []string{".wav"} }),
			aFile("a.flac", "flac", "flac", bitDepth(16)), "-c:a pcm_s16le"},
		{"24 bits have", with(func(p *Profile) { p.Extensions = []string{".wav"} }),
			aFile("a.flac", "flac", "flac", bitDepth(24)), "-c:a pcm_s24le"},
		// 600 s of at most 300 are uploaded in parts, and each may have the size:
		// 10,000,000 bytes in 300 s are 266 kbit/s.
		{"too long and too large", with(func(p *Profile) { p.Duration.Max = 300; p.Size.Max = 10e6; p.Extensions = []string{".mp3"} }),
			aFile("a.mp3", "mpeg", "mp3", frames(600*44100, 600*44100), size(20e6)), "-b:a 192k"},
	} {
		r, ok := Mend(c.info, c.p, Check(c.info, c.p), nil)
		if !ok || !strings.Contains(r.Command, c.want) {
			t.Errorf("%s: %v %s, want %s", c.name, ok, r.Command, c.want)
		}
	}
}

// A limit under a second leaves no second to cut to.
func TestNoPartsOfNothing(t *testing.T) {
	p := Profile{Title: "X", Duration: Duration{Max: 0.5}}
	info := aFile("a.wav", "wav", "pcm_s16le", bitDepth(16))
	if r, ok := Mend(info, p, Check(info, p), nil); ok {
		t.Errorf("%s", r.Command)
	}
}

// A profile that refuses 24 bits in WAV is not given them.
func TestMendMakesNothingThatIsRefused(t *testing.T) {
	p := Profile{Title: "X", Extensions: []string{".wav"}, Contents: []Content{
		{Container: []string{"wav"}, Codec: []string{"pcm_s24le"}, Then: Refuse},
		{Container: []string{"wav"}, Then: Accept},
	}}
	info := aFile("a.flac", "flac", "flac", bitDepth(24))
	r, ok := Mend(info, p, Check(info, p), nil)
	if !ok || !strings.Contains(r.Command, "-c:a pcm_s16le") {
		t.Errorf("%v %s", ok, r.Command)
	}
}

// A video of another name keeps its pictures out of the new one: it is not
// renamed to what holds sound alone.
func TestAVideoIsNotRenamed(t *testing.T) {
	p := Profile{Title: "X", Extensions: []string{".m4a", ".flac"}, Video: Warn}
	info := aFile("a.mp4", "mp4", "aac", profile("AAC-LC"), func(i *probe.Info) { i.VideoTracks = 1 })
	r, ok := Mend(info, p, Check(info, p), nil)
	if !ok || strings.HasPrefix(r.Command, "mv") || !slices.Contains(r.Rules, "AC103") {
		t.Errorf("%v %+v", ok, r)
	}
	alone := slices.DeleteFunc(Check(info, Profile{Title: "X", Extensions: []string{".m4a", ".flac"}}), func(f finding.Finding) bool { return f.Rule != "AC103" })
	for _, f := range alone {
		if strings.HasPrefix(f.Mend, "mv") {
			t.Errorf("%s", f.Mend)
		}
	}
}

// The name says what was done, or that more than one thing was.
func TestNamesOfWhatIsMade(t *testing.T) {
	p := Profile{Title: "X", Rate: RateLimit{Max: 44100}, Channels: Range{Max: 2}}
	for want, info := range map[string]probe.Info{
		"a.resampled.wav": aFile("a.wav", "wav", "pcm_s16le", bitDepth(16), rate(48000)),
		"a.mixed.wav":     aFile("a.wav", "wav", "pcm_s16le", bitDepth(16), channelsOf(6)),
		"a.mended.wav":    aFile("a.wav", "wav", "pcm_s16le", bitDepth(16), rate(48000), channelsOf(6)),
	} {
		if r, _ := Mend(info, p, Check(info, p), nil); r.Output != want {
			t.Errorf("%q, want %q", r.Output, want)
		}
	}
}
