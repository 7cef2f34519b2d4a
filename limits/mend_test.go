package limits

import (
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/probe"
)

func mended(t *testing.T, info probe.Info, p Profile, taken func(string) bool) (Repair, bool) {
	t.Helper()
	return Mend(info, p, Check(info, p), taken)
}

func harm(kind string) func(*probe.Info) {
	return func(i *probe.Info) { i.Damage = append(i.Damage, probe.Damage{Kind: kind, Offset: 0, Detail: "x"}) }
}

func bitDepth(n int) func(*probe.Info) { return func(i *probe.Info) { i.Bits = known(n) } }

func TestMendCombinesFindings(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		info  probe.Info
		rules string
		want  string // words of the command
		not   string
	}{
		{"rename and cut", aFile("a.mp3", "wav", "pcm_s16le", frames(400*44100, 400*44100), bitDepth(16)), "AC104 AC301", "-c:a pcm_s16le -bitexact a.part$n.wav", "mv"},
		{"rename alone", aFile("a.mp3", "wav", "pcm_s16le", bitDepth(16)), "AC104", "mv -n -- a.mp3 a.wav", "ffmpeg"},
		{"a codec that its name cannot hold", aFile("a.wav", "mpeg", "mp2"), "AC106 AC104", "-c:a flac", "mv"},
		{"PCM in MP4", aFile("a.mp4", "mp4", "pcm_s16be", bitDepth(16)), "AC103 AC106", "-c:a flac a.mended.flac", "copy"},
		{"a movie's sound", aFile("a.m4a", "mp4", "aac", profile("AAC-LC"), func(i *probe.Info) { i.VideoTracks = 1 }), "AC110", "-map 0:a:0 -c:a copy a.audio.m4a", ""},
		{"a large MP3", aFile("a.mp3", "mpeg", "mp3", size(200e6)), "AC311", "-c:a libmp3lame -b:a 192k a.smaller.mp3", ""},
		{"a large WAV", aFile("a.wav", "wav", "pcm_s24le", size(200e6), bitDepth(24)), "AC311", "-c:a flac a.smaller.flac", ""},
		{"RIFX", aFile("it's.wav", "rifx", "pcm_s16be", bitDepth(16)), "AC106", `audiocheck decode 'it'\''s.wav' -o 'it'\''s.mended.wav'`, "ffmpeg"},
		{"a long RIFX", aFile("-a.wav", "rifx", "pcm_s24be", bitDepth(24), frames(400*44100, 400*44100)), "AC106 AC301",
			"&& audiocheck decode ./-a.wav -o - | ffmpeg -nostdin -n -i - -map 0:a:0 -ss $((n*299)) -t 299 -c:a flac ./-a.mended.part$n.flac;", "-i ./-a.wav"},
		{"two data chunks", aFile("a.wav", "wav", "pcm_s16le", bitDepth(16), harm("junk_between")), "AC252", "audiocheck decode a.wav -o a.clean.wav", "ffmpeg"},
		{"40 valid bits of 32", aFile("a.wav", "wav", "pcm_s32le", bitDepth(32), harm("wrong_byte_rate")), "AC254", "audiocheck decode a.wav -o a.clean.wav", "ffmpeg"},
		{"two data chunks of ADPCM", aFile("a.wav", "wav", "adpcm_ima", harm("junk_between")), "AC252", "ffmpeg -nostdin -n -i a.wav", "audiocheck"},
		{"block sizes of 1 frame", aFile("a.flac", "flac", "flac", bitDepth(16), harm("count_off")), "AC257", "flac -s a.flac -o a.clean.flac", "ffmpeg"},
		{"RF64 of open length", aFile("a.wav", "rf64", "pcm_s16le", bitDepth(16), harm("unknown_total")), "AC256 AC106", "audiocheck decode a.wav -o a.mended.wav", "ffmpeg"},
		{"WAV of open length", aFile("a.wav", "wav", "pcm_s16le", bitDepth(16), harm("unknown_total")), "AC256", "-c:a pcm_s16le -bitexact a.clean.wav", "audiocheck"},
		{"a WAV that is as large as it may be", aFile("a.wav", "wav", "pcm_s16le", bitDepth(16), harm("junk_after")), "AC253", "-c:a pcm_s16le -bitexact a.clean.wav", ""},
	} {
		r, ok := mended(t, c.info, trace, nil)
		if !ok || !strings.Contains(r.Command, c.want) || c.not != "" && strings.Contains(r.Command, c.not) {
			t.Errorf("%s: %+v, want %q", c.name, r, c.want)
		}
		for _, rule := range strings.Fields(c.rules) {
			if !slices.Contains(r.Rules, rule) {
				t.Errorf("%s mends %v, want %s", c.name, r.Rules, c.rules)
			}
		}
	}
}

func TestMendGivesUp(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	video, err := Lookup("audioverify")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		info probe.Info
		p    Profile
	}{
		"nothing is wrong":                  {aFile("a.mp3", "mpeg", "mp3"), trace},
		"no name":                           {aFile("", "mpeg", "mp2"), trace},
		"encrypted":                         {aFile("a.m4a", "mp4", "aac", func(i *probe.Info) { i.Encrypted = true }), trace},
		"an encrypted file of another name": {aFile("a.mp4", "mp4", "aac", profile("AAC-LC"), func(i *probe.Info) { i.Encrypted = true }), trace},
		"an edit list that plays nothing":   {aFile("a.m4a", "mp4", "aac", frames(0, 44100), harm("lying_total")), trace},
		"half floats":                       {aFile("a.wav", "wav", "pcm_f16le", bitDepth(16)), trace},
		"a format of nobody":                {aFile("a.wav", "wav", "wav_0xfffe"), trace},
		"four characters of nobody":         {aFile("a.m4a", "mp4", "zzzz"), trace},
		"notes":                             {aFile("a.mp3", "midi", ""), trace},
		"no frames":                         {aFile("a.mov", "mov", "aac", profile("AAC-LC"), frames(0, 0), harm("truncated")), trace},
		"RIFX that is cut short":            {aFile("a.wav", "rifx", "pcm_s16be", harm("truncated")), Profile{}},
		"an HTML page":                      {aFile("a.mp3", "html", ""), trace},
		"a vendor of videos":                {aFile("a.mp3", "mpeg", "mp3"), video},
		"no MP3 is small enough":            {aFile("a.mp3", "mpeg", "mp3", size(5000), frames(10*44100, 10*44100)), Profile{Size: Size{Max: 1000}, Extensions: []string{".mp3"}}},
	} {
		if r, ok := mended(t, c.info, c.p, nil); ok {
			t.Errorf("%s: %+v", name, r)
		}
		for _, f := range Check(c.info, c.p) {
			if f.Mend != "" {
				t.Errorf("%s: %s offers %q", name, f.Rule, f.Mend)
			}
		}
	}
}

// TestMendTakesFreeNames holds the names of results against those that are
// taken.
func TestMendTakesFreeNames(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	taken := func(names ...string) func(string) bool {
		return func(s string) bool { return slices.Contains(names, s) }
	}
	for _, c := range []struct {
		info  probe.Info
		taken []string
		want  string
	}{
		{aFile("a.mp3", "wav", "pcm_s16le"), []string{"a.wav", "a-2.wav"}, "a-3.wav"},
		{aFile("a.ogg", "ogg", "vorbis"), []string{"a.mended.flac"}, "a.mended-2.flac"},
		{aFile("a.flac", "flac", "flac", frames(400*44100, 400*44100)), []string{"a.part1.flac"}, "a-2.part0.flac"},
	} {
		if r, _ := mended(t, c.info, trace, taken(c.taken...)); r.Output != c.want {
			t.Errorf("%s makes %s, want %s", c.info.Path, r.Output, c.want)
		}
	}
}

// TestMendMakesWhatIsTaken holds the format of results against the contents
// that a profile refuses.
func TestMendMakesWhatIsTaken(t *testing.T) {
	speechify, err := Lookup("speechify")
	if err != nil {
		t.Fatal(err)
	}
	info := aFile("a.wav", "wav", "pcm_s24le", bitDepth(24))
	if r, ok := mended(t, info, speechify, nil); !ok || !strings.Contains(r.Command, "-c:a pcm_s16le") {
		t.Errorf("%+v", r)
	}
}

func TestMP3Rate(t *testing.T) {
	for _, c := range []struct {
		seconds float64
		size    int64
		want    int
	}{{300, 100_000_000, 192}, {3600, 25_000_000, 48}, {10, 1000, 0}, {0, 1, 192}} {
		if got := mp3Rate(c.seconds, c.size); got != c.want {
			t.Errorf("%g s in %d bytes: %d kbit/s, want %d", c.seconds, c.size, got, c.want)
		}
	}
}

// TestMendsAreOneLine: no line that is shown holds a name that ends in a
// newline; a script does.
func TestMendsAreOneLine(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"a.mp3\n", "a\nb.mp3", "a\u2028.mp3"} {
		info := aFile(path, "wav", "pcm_s16le", bitDepth(16))
		fs := Check(info, trace)
		if shown := fs[0].Mend; !pathname.Shown(shown) || (shown == "") != strings.HasSuffix(path, "\n") {
			t.Errorf("%q shows %q", path, shown)
		}
		if _, ok := Mend(info, trace, fs, nil); !ok {
			t.Errorf("%q has no mend in a script", path)
		}
	}
}
