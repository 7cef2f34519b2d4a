package aac

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tones is a source for FFmpeg: in each channel a tone that rises and dies away
// four times a second, so that all window sequences come up, and some noise.
func tones(channels int) string {
	s := ""
	for c := range channels {
		if c > 0 {
			s += "|"
		}
		s += fmt.Sprintf("0.4*sin(2*PI*t*(%d+1500*t))*exp(-20*mod(t+%d/50,0.25))+0.05*random(%d)", 200+170*c, c, c)
	}
	return s
}

// encode makes an M4A file with FFmpeg's encoder.
func encode(t *testing.T, source string, seconds float64, options ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.m4a")
	args := append([]string{"-v", "error", "-nostdin", "-f", "lavfi", "-i", fmt.Sprintf("aevalsrc='%s':d=%g", source, seconds), "-c:a", "aac"}, options...)
	if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg %v: %v: %s", args, err, out)
	}
	return path
}

// reference is what FFmpeg decodes, nothing trimmed.
func reference(t *testing.T, path string) []float32 {
	t.Helper()
	// Without -strict 1 FFmpeg takes configuration 7 for another layout.
	out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-flags2", "+skip_manual", "-strict", "1", "-i", path,
		"-map", "0:a:0", "-f", "f32le", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return floats(out)
}

func needFFmpeg(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
}

func same(t *testing.T, name, path string) {
	t.Helper()
	got, want := readFile(t, path).decodeAll(t), reference(t, path)
	if len(got) != len(want) || len(got) == 0 {
		t.Errorf("%s: %d samples, FFmpeg has %d", name, len(got), len(want))
		return
	}
	if most, at, rms := distance(got, want); most > maxDistance || rms > maxRMS {
		t.Errorf("%s: sample %d is %v, FFmpeg's %v; the RMS of all differences is %.1f dB", name, at, got[at], want[at], rms)
	}
}

// TestAgainstFFmpeg: rates, bit rates and tools.
func TestAgainstFFmpeg(t *testing.T) {
	needFFmpeg(t)
	for i, rate := range []string{"7350", "8000", "11025", "12000", "16000", "22050", "24000", "32000", "44100", "48000", "64000", "88200", "96000"} {
		c := [][2]string{{"2", "160k"}, {"1", "24k"}, {"2", "48k"}}[i%3]
		path := encode(t, tones(2), 0.5, "-ar", rate, "-ac", c[0], "-b:a", c[1], "-aac_pns", "0")
		same(t, fmt.Sprintf("%s Hz, %s channels, %sbit/s", rate, c[0], c[1]), path)
	}
	for _, n := range []int{0, 3, 5, 6} { // each two tools together
		bit := func(i int) string { return fmt.Sprint(n >> i & 1) }
		coder := [2]string{"fast", "twoloop"}[n&1]
		path := encode(t, tones(2), 0.5, "-ar", "44100", "-b:a", "48k", "-aac_pns", "0", "-aac_tns", bit(0), "-aac_is", bit(1), "-aac_ms", bit(2), "-aac_coder", coder)
		same(t, fmt.Sprintf("tools %04b", n), path)
	}
}

// TestLayouts: channels by configuration and by program config elements, in
// FFmpeg's order. Of the latter these are the ones whose speakers FFmpeg knows;
// others it leaves in the order of the packet.
func TestLayouts(t *testing.T) {
	needFFmpeg(t)
	for layout, channels := range map[string]int{
		"4.0": 4, "5.1": 6, "7.1": 8, "quad": 4, "5.1(side)": 6, "6.0(front)": 6, "6.1": 7,
	} {
		path := encode(t, tones(channels)+"':c='"+layout, 0.2, "-ar", "44100", "-aac_pns", "0", "-b:a", fmt.Sprintf("%dk", 48*channels))
		same(t, layout, path)
	}
}

// TestNoiseEnergy: noise cannot be the same, but over many packets its power is.
func TestNoiseEnergy(t *testing.T) {
	needFFmpeg(t)
	path := encode(t, "0.3*sin(2*PI*t*1000)+0.2*random(0)|0.3*sin(2*PI*t*500)+0.1*random(1)", 5, "-ar", "48000", "-b:a", "48k", "-aac_pns", "1")
	f := readFile(t, path)
	d := f.decoder(t)
	u := use{}
	for i := range f.packets {
		if _, err := d.Decode(f.packet(i)); err != nil {
			t.Fatal(err)
		}
		u.add(d)
	}
	if u["book 13"] < 4*len(f.packets) {
		t.Fatalf("%d bands of noise in %d packets", u["book 13"], len(f.packets))
	}
	got, want := power(f.decodeAll(t)), power(reference(t, path))
	for c := range got {
		if ratio := got[c] / want[c]; ratio < 0.95 || ratio > 1.05 {
			t.Errorf("channel %d: %v times the power of FFmpeg's", c, ratio)
		}
	}
}

func power(samples []float32) (sum [2]float64) {
	for i, v := range samples {
		sum[i%2] += float64(v) * float64(v)
	}
	return sum
}

// TestFixtures decodes real files of other encoders, where the environment
// variable AUDIOCHECK_FIXTURES names the folder that they are in.
func TestFixtures(t *testing.T) {
	needFFmpeg(t)
	dir := os.Getenv("AUDIOCHECK_FIXTURES")
	if dir == "" {
		t.Skip("AUDIOCHECK_FIXTURES names no folder")
	}
	for _, name := range []string{
		"RustAudio+rodio/music.m4a", "abema+go-mp4/sample.mp4", "abema+go-mp4/sample_fragmented.mp4", "beetbox+mediafile/empty.m4a",
		"dhowden+tag/sample.m4a", "jiaaro+pydub/creative_common.mp4", "jiaaro+pydub/wrong_extension.aac",
	} {
		same(t, name, filepath.Join(dir, name))
	}
}
