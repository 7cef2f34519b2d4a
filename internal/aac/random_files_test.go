package aac

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
)

var update = flag.Bool("update", false, "write the files of testdata/random anew, with FFmpeg")

const (
	randomPackets = 12 // in each file of testdata/random
	randomStep    = 32 // frames from one that is kept of FFmpeg's to the next
)

// randomIndices are the sampling frequencies of those files: each that has bands or
// limits of its own.
var randomIndices = []int{0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}

// TestRandomFiles holds packets of random content against what FFmpeg made of them,
// without FFmpeg; testdata/SOURCES.md has the command. It is relative to the level,
// for the reason that compareStream has.
func TestRandomFiles(t *testing.T) {
	for _, index := range randomIndices {
		if *update {
			writeRandom(t, index)
		}
		rate, _ := aacconfig.Rate(index)
		stream, err := os.ReadFile(randomName(rate, "aac"))
		if err != nil {
			t.Fatal(err)
		}
		truth, err := os.ReadFile(randomName(rate, "f32"))
		if err != nil {
			t.Fatal(err)
		}
		channels := int(stream[2]&1<<2 | stream[3]>>6)
		got, want := randomFrames(t, stream, rate, channels), floats(truth)
		if size := frameLength / randomStep * channels; len(got) != len(want) || len(want) != randomPackets*size {
			t.Fatalf("%d Hz: %d samples, FFmpeg has %d", rate, len(got), len(want))
		}
		comparePackets(t, fmt.Sprintf("%d Hz", rate), got, want, frameLength/randomStep*channels)
	}
}

func randomName(rate int, kind string) string {
	return filepath.Join("testdata", "random", fmt.Sprintf("%d.%s", rate, kind))
}

// randomFrames decodes an ADTS stream and keeps each frame that FFmpeg's were kept
// of.
func randomFrames(t *testing.T, stream []byte, rate, channels int) (out []float32) {
	t.Helper()
	d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: rate, CoreFrames: 1024, ChannelConfig: channels})
	if err != nil {
		t.Fatal(err)
	}
	for len(stream) > 0 {
		size := int(stream[3]&3)<<11 | int(stream[4])<<3 | int(stream[5])>>5
		samples, err := d.Decode(stream[7:size])
		if err != nil {
			t.Fatalf("%d Hz: %v", rate, err)
		}
		for n := 0; n < frameLength; n += randomStep {
			out = append(out, samples[n*channels:][:channels]...)
		}
		stream = stream[size:]
	}
	return out
}

// writeRandom writes the first packets that make use of all that random ones can,
// and has FFmpeg decode them.
func writeRandom(t *testing.T, index int) {
	t.Helper()
	needFFmpeg(t)
	rate, _ := aacconfig.Rate(index)
	var stream []byte
	for seed := uint64(0); stream == nil; seed++ {
		stream = randomStream(t, rand.New(rand.NewPCG(uint64(index), seed)), index)
	}
	if err := os.WriteFile(randomName(rate, "aac"), stream, 0o666); err != nil {
		t.Fatal(err)
	}
	keep := fmt.Sprintf("asetnsamples=1,aselect='not(mod(n,%d))'", randomStep)
	out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-flags2", "+skip_manual", "-i", randomName(rate, "aac"), "-af", keep, "-f", "f32le", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(randomName(rate, "f32"), out, 0o666); err != nil {
		t.Fatal(err)
	}
}

// randomStream is a stream of random packets, nil where they leave out what counts:
// among it, short windows behind a window of the other shape.
func randomStream(t *testing.T, source *rand.Rand, index int) (stream []byte) {
	t.Helper()
	rate, _ := aacconfig.Rate(index)
	channels := 1 + index%2
	d, err := New(aacconfig.Config{ObjectType: aacconfig.AACLC, CoreRate: rate, CoreFrames: 1024, ChannelConfig: channels})
	if err != nil {
		t.Fatal(err)
	}
	r := &writer{Rand: source, bands: d.bands, codes: map[[2]int]bool{}}
	u := use{}
	shape := 0 // of the first channel's last window
	for range randomPackets {
		packet := r.packet(channels)
		if _, err := d.Decode(packet); err != nil {
			t.Fatal(err)
		}
		stream = append(stream, adts(packet, index, channels)...)
		u.add(d)
		s := &d.elements[0].streams[0]
		short := s.sequence == eightShort
		u.note("a turn of shape", short && s.shape != shape)
		u.note("short TNS", short && s.tns.present)
		u.note("long TNS over its limit", !short && reachesOver(s, d.bands.tnsLong) || d.bands.tnsLong == len(d.bands.long)-1)
		u.note("short TNS over its limit", short && reachesOver(s, d.bands.tnsShort) || d.bands.tnsShort == len(d.bands.short)-1)
		u.note("pulses", s.pulse.count > 0)
		u.note("mid and side", channels == 1)
		shape = s.shape
	}
	for _, name := range []string{"a turn of shape", "short TNS", "long TNS over its limit", "short TNS over its limit", "pulses", "groups", "mid and side", "long start", "long stop"} {
		if u[name] == 0 {
			return nil
		}
	}
	return stream
}

// reachesOver reports whether a filter would reach a band that the spectrum has and
// TNS does not.
func reachesOver(s *stream, limit int) bool {
	for w := range s.windows() {
		window := &s.tns.windows[w]
		if f := &window.filters[0]; s.tns.present && s.maxSFB > limit && window.count > 0 && f.order > 0 && len(s.offsets)-1-f.length < limit-1 {
			return true
		}
	}
	return false
}

func (u use) note(name string, used bool) {
	if used {
		u[name]++
	}
}
