package decode

import (
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

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
		b := testFile(t, "mpeg", tt.name)
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return openBytes(b) })
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		if want := (pcm.Format{Rate: tt.rate, Channels: tt.channels}); clip.Format != want || clip.Frames() != tt.frames || end != io.EOF {
			t.Errorf("%s: %d frames of %v, then %v; want %d of %v", tt.name, clip.Frames(), clip.Format, end, tt.frames, want)
		}
	}
}

// mpegTolerance is what the rounding of two decoders in single precision may
// differ by, in parts of full scale.
const mpegTolerance = 4e-6

func compareSamples(t *testing.T, name string, got []float32, want []byte) {
	t.Helper()
	if len(want) != 4*len(got) {
		t.Fatalf("%s: %d samples, want %d", name, len(got), len(want)/4)
	}
	largest := 0.0
	for i, v := range got {
		w := math.Float32frombits(binary.LittleEndian.Uint32(want[4*i:]))
		largest = max(largest, math.Abs(float64(v-w)))
	}
	if largest > mpegTolerance {
		t.Errorf("%s: samples differ by up to %.2g", name, largest)
	}
}

// TestMPEGSamplesAreThoseKept holds the sound against what mpg123 made of all
// packets; see testdata/SOURCES.md. Where the sound begins and ends is what the
// tag says.
func TestMPEGSamplesAreThoseKept(t *testing.T) {
	for _, tt := range []struct {
		name           string
		skip, channels int
	}{
		{"mono-crc", 0, 1},
		{"mpeg2", 0, 2},
		{"mpeg25", 0, 1},
		{"vbr", 576 + later, 2}, // of which the first frames are kept
	} {
		got, end := readMPEG(t, testFile(t, "mpeg", tt.name+".mp3"))
		if end != io.EOF {
			t.Errorf("%s: %v", tt.name, end)
		}
		want := testFile(t, "mpeg", tt.name+".f32")[4*tt.skip*tt.channels:]
		compareSamples(t, tt.name, got[:min(len(got), len(want)/4)], want)
	}
}

func TestMPEGSamplesAreThoseOfMPG123(t *testing.T) {
	mpg123, err := exec.LookPath("mpg123")
	if err != nil {
		t.Skip("mpg123 is not installed")
	}
	paths, err := filepath.Glob(filepath.Join("..", "testdata", "mpeg", "*.mp3"))
	if err != nil || len(paths) == 0 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		out, err := exec.Command(mpg123, "-q", "-s", "-e", "f32", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		got, end := readMPEG(t, testFile(t, "mpeg", filepath.Base(path)))
		if end != io.EOF {
			t.Errorf("%s: %v", path, end)
		}
		compareSamples(t, path, got, out)
	}
}

func TestMPEGSaysWhatItDoesNotDecode(t *testing.T) {
	for _, name := range []string{"layer2-crc.mp2", "layer2-joint-crc.mp2"} {
		if _, err := openBytes(testFile(t, "mpeg", name)); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", name, err)
		}
	}
}

func TestJoinedMPEGStreamsAreTrimmedEach(t *testing.T) {
	one := testFile(t, "mpeg", "vbr.mp3")
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

func TestDamagedMPEGNeverEndsCleanly(t *testing.T) {
	vbr, notag := testFile(t, "mpeg", "vbr.mp3"), testFile(t, "mpeg", "notag.mp3")
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
		{"another rate", slices.Concat(notag, testFile(t, "mpeg", "mpeg2.mp3")), ErrMalformed},
		{"the tag alone", vbr[:417], ErrTruncated},
	} {
		if _, err := readMPEG(t, tt.file); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// TestBrokenMainDataHaveAPlace gives a packet more big values than its bits hold,
// which nothing but decoding shows.
func TestBrokenMainDataHaveAPlace(t *testing.T) {
	const packet, third = 192, 2 * 192
	b := slices.Clone(testFile(t, "mpeg", "notag.mp3"))
	whole, end := readMPEG(t, b)
	if end != io.EOF {
		t.Fatal(end)
	}
	// Behind 4 bytes of header, 10 bits of main_data_begin and private bits, and 12
	// of part2_3_length: 288 in big_values.
	side := b[third+4:]
	side[2], side[3] = side[2]&^3|0b10, side[3]&^0xfe|0b0100000<<1
	got, err := readMPEG(t, b)
	var e *Error
	if !errors.As(err, &e) || e.Kind != ErrMalformed || e.Offset != third {
		t.Fatalf("%v, want ErrMalformed at byte %d", err, third)
	}
	if !slices.Equal(got, whole[:len(got)]) || len(got) != third/packet*576*2 {
		t.Errorf("%d samples in front of the damage", len(got))
	}
}

// TestWhatTheWalkFoundIsToldAtTheEnd breaks main data that a checksum covers: the
// checksum is the damage, and all frames come in front of it.
func TestWhatTheWalkFoundIsToldAtTheEnd(t *testing.T) {
	b := slices.Clone(testFile(t, "mpeg", "vbr.mp3"))
	whole, _ := readMPEG(t, b)
	at := 0
	for range 5 { // the tag's packet, and four of sound
		h, ok := mpa.Parse(b[at:])
		if !ok {
			t.Fatalf("no packet at byte %d", at)
		}
		at += h.Length()
	}
	// Behind 4 bytes of header, 20 bits of main_data_begin, private bits and scfsi,
	// and 12 of part2_3_length: 288 in big_values.
	side := b[at+4:]
	side[4], side[5] = 0b10010000, side[5]&0x7f
	got, err := readMPEG(t, b)
	if !errors.Is(err, ErrChecksum) || len(got) != len(whole) {
		t.Fatalf("%d samples, %v; want %d and ErrChecksum", len(got), err, len(whole))
	}
	const before = 2 * (3*1152 - 576 - later)
	if !slices.Equal(got[:before], whole[:before]) || slices.Equal(got, whole) {
		t.Error("the packets in front are not as they were, or the broken one is")
	}
}

func TestMPEGCutAtAnyByteEndsInAnError(t *testing.T) {
	file := testFile(t, "mpeg", "vbr.mp3")
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
	for _, name := range []string{"vbr.mp3", "mono-crc.mp3", "mpeg2.mp3", "notag.mp3", "cbr-crc.mp3", "free.mp3", "mpeg25.mp3"} {
		b := testFile(f, "mpeg", name)
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
