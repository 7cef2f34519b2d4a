package decode

import (
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

func mpegSample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "mpeg", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Frames as mpg123 gives them; see testdata/SOURCES.md.
func TestMPEGKeepsThePromisesOfASource(t *testing.T) {
	for _, tt := range []struct {
		name           string
		frames         int
		rate, channels int
	}{
		{"abr.mp3", 8000, 32000, 2},
		{"cbr.mp3", 6000, 24000, 2},
		{"free.mp3", 8000, 32000, 2},
		{"mono-crc.mp3", 7488, 24000, 1},
		{"mpeg2.mp3", 6912, 22050, 2},
		{"mpeg25.mp3", 4032, 11025, 1},
		{"notag.mp3", 7488, 24000, 2},
		{"vbr.mp3", 11025, 44100, 2},
		{"vbr-crc.mp3", 8000, 32000, 2},
	} {
		b := mpegSample(t, tt.name)
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return openBytes(b) })
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if want := (pcm.Format{Rate: tt.rate, Channels: tt.channels}); clip.Format != want || clip.Frames() != tt.frames || end != io.EOF {
			t.Errorf("%s: %d frames of %v, then %v; want %d of %v", tt.name, clip.Frames(), clip.Format, end, tt.frames, want)
		}
	}
}

// tolerance: go-mp3 rounds to 16 bits and mpg123 writes 16 bits, so that a
// right sample differs by 1.5 steps at most; go-mp3 gives a few packets of
// joint stereo wrong, which only the mean shows.
const mpegMeanTolerance = 1e-3

func TestMPEGSamplesAreThoseOfMPG123(t *testing.T) {
	mpg123, err := exec.LookPath("mpg123")
	if err != nil {
		t.Skip("mpg123 is not installed")
	}
	for _, name := range []string{"abr.mp3", "cbr.mp3", "cbr-crc.mp3", "mono-crc.mp3", "mpeg2-crc.mp3", "mpeg2.mp3", "notag.mp3", "vbr.mp3", "vbr-crc.mp3"} {
		out, err := exec.Command(mpg123, "-q", "-s", "-e", "f32", filepath.Join("..", "testdata", "mpeg", name)).Output()
		if err != nil {
			t.Fatal(err)
		}
		s, err := openBytes(mpegSample(t, name))
		if err != nil {
			t.Fatal(err)
		}
		clip, err := pcm.ReadAll(s, 1<<20)
		if err != nil || len(out) != 4*len(clip.Samples) {
			t.Fatalf("%s: %d samples, %v; mpg123 gives %d", name, len(clip.Samples), err, len(out)/4)
		}
		sum, wrong := 0.0, 0
		for i, v := range clip.Samples {
			want := math.Float32frombits(uint32(out[4*i]) | uint32(out[4*i+1])<<8 | uint32(out[4*i+2])<<16 | uint32(out[4*i+3])<<24)
			d := math.Abs(float64(v - want))
			if sum += d; d > 2.0/(1<<15) {
				wrong++
			}
		}
		if mean := sum / float64(len(clip.Samples)); mean > mpegMeanTolerance {
			t.Errorf("%s: samples differ by %.2g on average, %d of %d by more than rounding", name, mean, wrong, len(clip.Samples))
		}
	}
}

func TestMPEGSaysWhatItDoesNotDecode(t *testing.T) {
	for _, name := range []string{"layer2-crc.mp2", "layer2-joint-crc.mp2"} {
		if _, err := openBytes(mpegSample(t, name)); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", name, err)
		}
	}
}

func TestJoinedMPEGStreamsAreTrimmedEach(t *testing.T) {
	one := mpegSample(t, "vbr.mp3")
	first, end := readMPEG(t, one)
	if end != io.EOF {
		t.Fatal(end)
	}
	both, end := readMPEG(t, slices.Concat(one, one))
	if end != io.EOF || len(both) != 2*len(first) {
		t.Fatalf("%d samples, %v; want %d", len(both), end, 2*len(first))
	}
	// The last packet of the first stream rings on in a decoder that is not
	// started anew; behind that, the sound is the same.
	const settled = 2 * 1152 * 2
	if !slices.Equal(both[:len(first)], first) || !slices.Equal(both[len(first)+settled:], first[settled:]) {
		t.Error("the two halves do not sound like the one")
	}
}

// readMPEG returns the samples of b and the error that ends them.
func readMPEG(t testing.TB, b []byte) ([]float32, error) {
	t.Helper()
	s, err := openBytes(b)
	if err != nil {
		return nil, err
	}
	clip, err := pcm.ReadAll(s, 1<<24)
	if err == nil {
		err = io.EOF
	}
	return clip.Samples, err
}

// go-mp3 alone ends all of these with io.EOF.
func TestDamagedMPEGNeverEndsCleanly(t *testing.T) {
	vbr, notag := mpegSample(t, "vbr.mp3"), mpegSample(t, "notag.mp3")
	zeroed := slices.Clone(notag)
	clear(zeroed[1000:1300])
	flipped := slices.Clone(vbr)
	flipped[3000] ^= 4
	for _, tt := range []struct {
		name string
		file []byte
		want error
	}{
		{"cut", notag[:2000], ErrTruncated},
		{"cut between packets of a tagged stream", vbr[:len(vbr)-417], ErrTruncated},
		{"zeroed in the middle", zeroed, ErrMalformed},
		{"a bit flipped", flipped, ErrChecksum},
		{"another rate", slices.Concat(notag, mpegSample(t, "mpeg2.mp3")), ErrMalformed},
		{"the tag alone", vbr[:417], ErrTruncated},
	} {
		if _, err := readMPEG(t, tt.file); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestMPEGCutAtAnyByteEndsInAnError(t *testing.T) {
	file := mpegSample(t, "vbr.mp3")
	whole, _ := readMPEG(t, file)
	for n := 450; n < len(file); n += 97 {
		got, err := readMPEG(t, file[:n])
		if !errors.Is(err, ErrTruncated) || len(got) > len(whole) {
			t.Fatalf("cut at %d of %d: %d samples, %v", n, len(file), len(got), err)
		}
	}
}

// FuzzDecodeMPEG asserts that decoding ends, gives no more frames than the
// bytes can hold, and the same twice.
func FuzzDecodeMPEG(f *testing.F) {
	for _, name := range []string{"vbr.mp3", "mono-crc.mp3", "mpeg2.mp3", "notag.mp3", "cbr-crc.mp3"} {
		b := mpegSample(f, name)
		f.Add(b[:min(len(b), 1800)])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 4<<10 {
			return
		}
		got, err := readMPEG(t, b)
		if err == nil || len(got) > 2*1152*(len(b)/24+2) {
			t.Fatalf("%d samples of %d bytes, %v", len(got), len(b), err)
		}
		again, err2 := readMPEG(t, b)
		if len(again) != len(got) || err2.Error() != err.Error() {
			t.Fatalf("%d samples, %v; then %d, %v", len(got), err, len(again), err2)
		}
	})
}
