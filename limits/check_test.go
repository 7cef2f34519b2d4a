package limits

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

// file returns the facts of a good file, changed by edits.
func aFile(path, container, codec string, edits ...func(*probe.Info)) probe.Info {
	i := probe.Info{Path: path, Size: 1000, AudioTracks: 1, DepthReached: probe.Packets, Integrity: probe.NotVerifiable}
	i.Container = known(container)
	if codec != "" {
		i.Codec = known(codec)
		i.Rate, i.Channels = known(44100), known(2)
		i.Frames, i.CodedFrames = known(int64(44100)), known(int64(44100))
	}
	for _, edit := range edits {
		edit(&i)
	}
	return i
}

func known[T any](v T) probe.Fact[T] { return probe.Fact[T]{Value: v, Basis: probe.FromPackets} }

func size(n int64) func(*probe.Info) { return func(i *probe.Info) { i.Size = n } }

func frames(playable, coded int64) func(*probe.Info) {
	return func(i *probe.Info) { i.Frames, i.CodedFrames = known(playable), known(coded) }
}

func profile(s string) func(*probe.Info) { return func(i *probe.Info) { i.Profile = known(s) } }

const limit = 300 * 44100 // frames that Trace takes at 44.1 kHz

func TestCheckAgainstTrace(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		info probe.Info
		want string // rule IDs in order
	}{
		// The size: 100 MB is 100,000,000 or 104,857,600 bytes.
		{"100 MB", aFile("a.wav", "wav", "pcm_s16le", size(100_000_000)), ""},
		{"100 MB and a byte", aFile("a.wav", "wav", "pcm_s16le", size(100_000_001)), "AC312"},
		{"100 MiB", aFile("a.wav", "wav", "pcm_s16le", size(104_857_600)), "AC312"},
		{"100 MiB and a byte", aFile("a.wav", "wav", "pcm_s16le", size(104_857_601)), "AC311"},
		{"empty", probe.Info{Path: "a.wav", Integrity: probe.NotChecked}, "AC007"},

		// The duration: longer than 300 s is refused.
		{"300 s", aFile("a.wav", "wav", "pcm_s16le", frames(limit, limit)), ""},
		{"a frame over 300 s", aFile("a.wav", "wav", "pcm_s16le", frames(limit+1, limit+1)), "AC301"},
		{"padding over 300 s", aFile("a.mp3", "mpeg", "mp3", frames(limit, limit+1105)), "AC302"},
		{"estimate", aFile("a.mp3", "mpeg", "mp3", func(i *probe.Info) {
			i.Frames = probe.Fact[int64]{Value: 2 * limit, Basis: probe.Estimate}
		}), "AC304"},
		{"unknown duration", aFile("a.mp3", "mpeg", "mp3", func(i *probe.Info) {
			i.Frames, i.CodedFrames = probe.Fact[int64]{}, probe.Fact[int64]{}
		}), "AC305"},

		// The format, by name and by content.
		{"mp3", aFile("a.mp3", "mpeg", "mp3", profile("MPEG-1 Layer III")), ""},
		{"upper case", aFile("A.MP3", "mpeg", "mp3"), ""},
		{"flac", aFile("a.flac", "flac", "flac"), ""},
		{"aac", aFile("a.m4a", "mp4", "aac", profile("AAC-LC")), ""},
		{"alac", aFile("a.m4a", "mp4", "alac"), ""},
		{"float wav", aFile("a.wav", "wav", "pcm_f32le"), ""},
		{"layer II", aFile("a.mp3", "mpeg", "mp2"), "AC106"},
		{"free format", aFile("a.mp3", "mpeg", "mp3", profile("MPEG-1 Layer III, free format")), "AC106"},
		{"wav of double floats", aFile("a.wav", "wav", "pcm_f64le"), ""},
		{"wav of 8 bits", aFile("a.wav", "wav", "pcm_u8"), ""},
		{"wav of 24 bits", aFile("a.wav", "wav", "pcm_s24le"), ""},
		{"wav of 32 bits", aFile("a.wav", "wav", "pcm_s32le"), ""},
		{"wav of half floats", aFile("a.wav", "wav", "pcm_f16le"), "AC106"},
		{"wav of 48 bits", aFile("a.wav", "wav", "pcm_s48le"), "AC106"},
		{"wav of 64 bits", aFile("a.wav", "wav", "pcm_s64le"), "AC106"},
		{"mu-law wav", aFile("a.wav", "wav", "pcm_mulaw"), "AC106"},
		{"adpcm wav", aFile("a.wav", "wav", "adpcm_ima"), "AC106"},
		{"mp3 in wav", aFile("a.wav", "wav", "mp3"), "AC106"},
		{"rf64", aFile("a.wav", "rf64", "pcm_s16le"), "AC106"},
		{"ogg flac", aFile("a.flac", "ogg", "flac"), "AC106"},
		{"vorbis named flac", aFile("a.flac", "ogg", "vorbis"), "AC105"},
		{"he-aac", aFile("a.m4a", "mp4", "aac", profile("HE-AAC v2")), "AC106"},
		{"ac-3 in m4a", aFile("a.m4a", "mp4", "ac3"), "AC106"},
		{"ogg", aFile("a.ogg", "ogg", "vorbis"), "AC103 AC105"},
		{"aiff", aFile("a.aiff", "aiff", "pcm_s16be"), "AC103 AC105"},
		{"mp4 by name", aFile("a.mp4", "mp4", "aac", profile("AAC-LC")), "AC103"},
		{"wav named mp3", aFile("a.mp3", "wav", "pcm_s16le"), "AC104"},
		{"mp3 named wav", aFile("a.wav", "mpeg", "mp3"), "AC104"},
		{"no extension", aFile("a", "mpeg", "mp3"), "AC103"},
		{"no name at all", aFile("", "mpeg", "mp3"), ""},
		{"html", aFile("a.mp3", "html", ""), "AC101"},
		{"unknown", probe.Info{Path: "a.mp3", Size: 9, Problem: "the content matches no known format"}, "AC102"},
		{"matroska", aFile("a.mkv", "matroska", ""), "AC103 AC105"},

		// What is inside.
		{"encrypted", aFile("a.m4a", "mp4", "aac", profile("AAC-LC"), func(i *probe.Info) { i.Encrypted = true }), "AC107"},
		{"no audio track", aFile("a.m4a", "mp4", "", func(i *probe.Info) { i.AudioTracks, i.VideoTracks = 0, 1 }), "AC108"},
		{"no movie box", aFile("a.m4a", "mp4", "", func(i *probe.Info) {
			i.AudioTracks, i.Integrity = 0, probe.Damaged
			i.Damage = []probe.Damage{{Kind: "missing_header", Offset: 0, Detail: "no moov"}}
		}), "AC212"},
		{"no frames", aFile("a.wav", "wav", "pcm_s16le", frames(0, 0)), "AC109"},
		{"video", aFile("a.m4a", "mp4", "aac", profile("AAC-LC"), func(i *probe.Info) { i.VideoTracks = 1 }), "AC110"},
		{"two tracks", aFile("a.m4a", "mp4", "alac", func(i *probe.Info) { i.AudioTracks = 2 }), "AC111"},
	} {
		var got []string
		for _, f := range Check(c.info, trace) {
			got = append(got, f.Rule)
			if f.Path != c.info.Path || f.Message == "" {
				t.Errorf("%s: finding without path or message: %+v", c.name, f)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
}

func TestPredictedStatus(t *testing.T) {
	trace, _ := Lookup("trace")
	for rule, c := range map[string]struct {
		info probe.Info
		want int
	}{
		"AC311": {aFile("a.wav", "wav", "pcm_s16le", size(200e6)), 413},
		"AC301": {aFile("a.wav", "wav", "pcm_s16le", frames(limit+1, limit+1)), 400},
		"AC103": {aFile("a.ogg", "ogg", "vorbis"), 400},
	} {
		fs := Check(c.info, trace)
		i := slices.IndexFunc(fs, func(f finding.Finding) bool { return f.Rule == rule })
		if i < 0 || fs[i].HTTPStatus != c.want {
			t.Errorf("%s: %+v, want status %d", rule, fs, c.want)
		}
	}
}

// What is refused or doubted is held beside what is accepted.
func TestFormatsWantWhatIsAccepted(t *testing.T) {
	trace, _ := Lookup("trace")
	const want = "mp3 in mpeg; pcm_u8, pcm_s16le, pcm_s24le, pcm_s32le, pcm_f32le, pcm_f64le in wav; flac; aac in mp4, mov (AAC-LC); alac in mp4, mov"
	for _, c := range []struct {
		info      probe.Info
		rule, got string
	}{
		{aFile("a.wav", "wav", "gsm"), "AC106", "gsm"},
		{aFile("a.wav", "aiff", "pcm_s16be"), "AC105", "pcm_s16be"},
		{aFile("a.wav", "matroska", ""), "AC105", "matroska"},
	} {
		fs := Check(c.info, trace)
		i := slices.IndexFunc(fs, func(f finding.Finding) bool { return f.Rule == c.rule })
		if i < 0 || fs[i].Got != c.got || fs[i].Want != want {
			t.Errorf("%s: %+v, want got %s, want %s", c.rule, fs, c.got, want)
		}
	}
}

// One thing is not several.
func TestMessagesCountThings(t *testing.T) {
	for _, c := range []struct {
		info probe.Info
		p    Profile
		want string
	}{
		{aFile("a.wav", "wav", "pcm_s16le", size(1)), Profile{Size: Size{Min: 2}}, "size 1 byte is under the minimum of 2 bytes"},
		{aFile("a.wav", "wav", "pcm_s16le", size(2)), Profile{Size: Size{Max: 1}}, "size 2 bytes is over the limit of 1 byte"},
		{aFile("a.wav", "midi", ""), Profile{Title: "A vendor", Contents: []Content{{Container: []string{"wav"}, Then: Accept}}},
			"a MIDI file (notes, not sound) is not accepted by A vendor"},
	} {
		fs := Check(c.info, c.p)
		if !slices.ContainsFunc(fs, func(f finding.Finding) bool { return f.Message == c.want }) {
			t.Errorf("%+v, want %q", fs, c.want)
		}
	}
}

func TestOtherProfiles(t *testing.T) {
	for _, c := range []struct {
		profile string
		info    probe.Info
		want    string
	}{
		{"audioverify", aFile("a.mp3", "mpeg", "mp3"), "AC103 AC105 AC112"},
		{"audioverify", aFile("a.mp4", "mp4", "aac", func(i *probe.Info) { i.VideoTracks = 1 }), ""},
		{"audioverify", aFile("a.avi", "avi", ""), "AC113"},
		{"audioverify", aFile("a.mp4", "mp4", "aac"), "AC112"},
		{"speechify", aFile("a.wav", "wav", "pcm_s16le"), "AC321 AC322"},
		{"aws-transcribe", aFile("a.wav", "wav", "pcm_s16le", func(i *probe.Info) { i.Rate = known(96000); i.Frames = known(int64(96000)) }), "AC321"},
		{"aws-transcribe", aFile("a.wav", "wav", "pcm_s16le", frames(22049, 22049)), "AC303"},
		{"aws-transcribe", aFile("a.ogg", "ogg", "vorbis"), "AC105"},
		{"cryo-mix", aFile("a.wav", "wav", "pcm_s16le"), "AC313"},
		{"symphonic", aFile("a.wav", "wav", "pcm_s24le", func(i *probe.Info) { i.Bits = known(24) }), "AC323"},
	} {
		p, err := Lookup(c.profile)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range Check(c.info, p) {
			got = append(got, f.Rule)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s, %s: %q, want %q", c.profile, c.info.Path, s, c.want)
		}
	}
}

// TestEveryDamageHasItsRule holds the kinds of damage against the rules: each
// has one of the same name and severity.
func TestEveryDamageHasItsRule(t *testing.T) {
	trace, _ := Lookup("trace")
	for kind, severity := range probe.DamageKinds() {
		fs := Check(aFile("a.mp3", "mpeg", "mp3", func(i *probe.Info) {
			i.Damage = []probe.Damage{{Kind: kind, Offset: 7, Detail: "x"}}
		}), trace)
		if len(fs) != 1 {
			t.Errorf("%s gives %d findings", kind, len(fs))
			continue
		}
		r, _ := LookupRule(fs[0].Rule)
		if r.Name != strings.ReplaceAll(kind, "_", "-") || fs[0].Offset != 7 {
			t.Errorf("%s gives rule %s %s at byte %d", kind, r.ID, r.Name, fs[0].Offset)
		}
		if want := map[string]finding.Severity{"damage": finding.Error, "flaw": finding.Warning}[severity]; r.Severity != want {
			t.Errorf("%s is %s, and its rule %s", kind, severity, r.Severity)
		}
	}
}

// A duration that is not established is held against the limit that there is.
func TestDurationNotJudgedWantsTheLimit(t *testing.T) {
	estimate := aFile("a.mp3", "mpeg", "mp3", func(i *probe.Info) { i.Frames.Basis = probe.Estimate })
	unknown := aFile("a.mp3", "mpeg", "mp3", func(i *probe.Info) { i.Frames = probe.Fact[int64]{} })
	for _, c := range []struct {
		limit Duration
		want  string
	}{{Duration{Min: 1.5}, "1.500"}, {Duration{Max: 8}, "8.000"}, {Duration{Min: 1.5, Max: 8}, "8.000"}} {
		for rule, info := range map[string]probe.Info{"AC304": estimate, "AC305": unknown} {
			fs := Check(info, Profile{Duration: c.limit})
			if len(fs) != 1 || fs[0].Rule != rule || fs[0].Want != c.want {
				t.Errorf("%+v: got %+v, want %s with %s", c.limit, fs, rule, c.want)
			}
		}
	}
}

// A greater depth is advised where it helps.
func TestEstimatesAndTheirMends(t *testing.T) {
	trace, _ := Lookup("trace")
	reckoned := func(i *probe.Info) { i.Frames.Basis, i.DepthReached = probe.Estimate, probe.Header }
	for _, c := range []struct {
		info          probe.Info
		message, mend string
	}{
		{aFile("a.mp3", "mpeg", "mp3", reckoned), "about 1.000 s, but that is an estimate; --depth packets counts it", ""},
		{aFile("a.wav", "wav", "mp3", reckoned), "--depth packets counts it", ""},
		{aFile("a.wav", "wav", "ac3", reckoned), "is an estimate: the packets of ac3 in a WAV file are not counted here", "-c:a flac"},
		{aFile("a.wav", "wav", "wav_0x0020", reckoned), "the packets of wav_0x0020 in a WAV file are not counted", "-c:a flac"},
		{aFile("a.wav", "wav", "wav_0xfffe", reckoned), "not counted here", ""},
		{aFile("a.wav", "wav", "aac", reckoned), "not counted here", ""},
	} {
		fs := Check(c.info, trace)
		i := slices.IndexFunc(fs, func(f finding.Finding) bool { return f.Rule == "AC304" })
		if i < 0 || !strings.Contains(fs[i].Message, c.message) || !strings.Contains(fs[i].Mend, c.mend) || (fs[i].Mend == "") != (c.mend == "") {
			t.Errorf("%s in %s: %+v", c.info.Codec.Value, c.info.Container.Value, fs)
		}
	}
}

func TestRulesAreATable(t *testing.T) {
	ids, names := map[string]bool{}, map[string]bool{}
	last := ""
	for _, r := range Rules() {
		if ids[r.ID] || names[r.Name] || r.ID <= last {
			t.Errorf("%s %s is not unique and in order", r.ID, r.Name)
		}
		if r.Severity.Rank() == 0 || r.Summary == "" || r.Name != strings.ToLower(r.Name) {
			t.Errorf("%s: %+v", r.ID, r)
		}
		ids[r.ID], names[r.Name], last = true, true, r.ID
	}
	for id := range menders {
		if !ids[id] {
			t.Errorf("a mend for %s, which is no rule", id)
		}
	}
}

func TestBatchAndGrid(t *testing.T) {
	trace, _ := Lookup("trace")
	for files, want := range map[int]int{0: 0, 10: 0, 11: 1, 1000: 1} {
		if got := len(CheckBatch(files, trace)); got != want {
			t.Errorf("%d files: %d findings, want %d", files, got, want)
		}
	}
	for _, c := range []struct {
		m, n int64
		want int
	}{{3, 500, 0}, {1000, 100, 0}, {1001, 100, 1}, {1 << 40, 1 << 40, 1}} {
		if got := len(CheckGrid(c.m, c.n, trace)); got != c.want {
			t.Errorf("%d x %d: %d findings, want %d", c.m, c.n, got, c.want)
		}
	}
}

func ExampleCheck() {
	trace, err := Lookup("trace")
	if err != nil {
		panic(err)
	}
	info := probe.Info{Path: "talk.mp3", Size: 5_000_000, AudioTracks: 1}
	info.Container = probe.Fact[string]{Value: "mpeg", Basis: probe.FromPackets}
	info.Codec = probe.Fact[string]{Value: "mp3", Basis: probe.FromPackets}
	info.Rate = probe.Fact[int]{Value: 44100, Basis: probe.FromPackets}
	info.Channels = probe.Fact[int]{Value: 2, Basis: probe.FromPackets}
	info.Frames = probe.Fact[int64]{Value: 310 * 44100, Basis: probe.FromPackets}
	for _, f := range Check(info, trace) {
		fmt.Println(f.Rule, f.Message)
		fmt.Println(f.Mend)
	}
	// Output:
	// AC301 duration 310.000 s is over the limit of 300.000 s
	// n=0; while [ $n -lt 2 ] && ffmpeg -nostdin -n -i talk.mp3 -map 0:a:0 -ss $((n*299)) -t 299 -c:a flac -sample_fmt s16 talk.part$n.flac; do n=$((n+1)); done; [ $n -eq 2 ]
}

// What package probe finds, not what a test makes up, must meet the rows of the
// profile.
func TestContentsOfRealFiles(t *testing.T) {
	trace, err := Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"mpeg/cbr.mp3": "", "mpeg/free.mp3": "AC106", "mpeg/layer2-crc.mp2": "AC103 AC106", "wav/pcm_s16le.wav": "",
		"wav/gsm.wav": "AC106", "wav/rifx16.wav": "AC106", "mp4/aac.m4a": "", "mp4/mp3.mp4": "AC103 AC106", "ogg/flac.oga": "AC103 AC106",
	} {
		info, err := probe.File(context.Background(), filepath.Join("..", "testdata", name), nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range Check(info, trace) {
			got = append(got, f.Rule)
		}
		slices.Sort(got)
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s (%s, %s, %s): %q, want %q", name, info.Container.Value, info.Codec.Value, info.Profile.Value, s, want)
		}
	}
}
