package wavfile_test

import (
	"bytes"
	"errors"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-audio/wav"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/wavfile"
)

var edge = pcm.Clip{
	Format: pcm.Format{Rate: 44100, Channels: 1},
	Samples: []float32{
		0, 1, -1, 2, -2, 0.5, -0.5, float32(math.Inf(1)), float32(math.Inf(-1)), float32(math.NaN()),
		0.5 / 32768, 1.5 / 32768, 2.5 / 32768, -0.5 / 32768, -1.5 / 32768,
	},
}

// want16 and want24 follow from the rule: x*2^(bits-1), half to even, clipped.
var (
	want16 = []int{0, 32767, -32768, 32767, -32768, 16384, -16384, 32767, -32768, 0, 0, 2, 2, 0, -2}
	want24 = []int{0, 8388607, -8388608, 8388607, -8388608, 4194304, -4194304, 8388607, -8388608, 0, 128, 384, 640, -128, -384}
)

func file(t *testing.T) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "out.wav"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func write(t *testing.T, src pcm.Source, s wavfile.Samples) (path string, content []byte) {
	t.Helper()
	f := file(t)
	if _, err := wavfile.Write(f, src, wavfile.Options{Samples: s}); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	return f.Name(), b
}

func TestWriteRounds(t *testing.T) {
	for _, c := range []struct {
		kind wavfile.Samples
		want []int
	}{{wavfile.Int16, want16}, {wavfile.Int24, want24}} {
		_, b := write(t, edge.Source(), c.kind)
		got, err := wav.NewDecoder(bytes.NewReader(b)).FullPCMBuffer()
		if err != nil {
			t.Fatal(err)
		}
		// Behind an odd number of bytes go-audio/wav reads the pad byte as one
		// more sample.
		if len(got.Data) < len(c.want) || !slices.Equal(got.Data[:len(c.want)], c.want) {
			t.Errorf("kind %d: %v, want %v", c.kind, got.Data, c.want)
		}
		if len(b)%2 != 0 || int(b[4])|int(b[5])<<8 != len(b)-8 {
			t.Errorf("kind %d: file of %d bytes, RIFF size %d", c.kind, len(b), int(b[4])|int(b[5])<<8)
		}
	}
}

// ints is a lossless source.
type ints struct {
	pcm.Source
	bits   int
	left   []int32
	claims int64
}

func (s *ints) Bits() int     { return s.bits }
func (s *ints) Frames() int64 { return s.claims }
func (s *ints) ReadInts(dst []int32) (int, error) {
	if len(s.left) == 0 {
		return 0, io.EOF
	}
	n := copy(dst, s.left)
	s.left = s.left[n:]
	return n, nil
}

func TestWriteKeepsIntegers(t *testing.T) {
	values := []int32{math.MinInt32, math.MaxInt32, 1, -1, 0, 0x12345678}
	src := &ints{Source: edge.Source(), bits: 32, left: values}
	_, b := write(t, src, wavfile.Auto)
	got, err := wav.NewDecoder(bytes.NewReader(b)).FullPCMBuffer()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.EqualFunc(got.Data, values, func(a int, b int32) bool { return int32(a) == b }) {
		t.Errorf("%v, want %v", got.Data, values)
	}
	// Half of the new step rounds to even, and the top is clipped.
	_, b = write(t, &ints{Source: edge.Source(), bits: 24, left: []int32{128, 384, -128, 8388607, 256}}, wavfile.Int16)
	if got, err = wav.NewDecoder(bytes.NewReader(b)).FullPCMBuffer(); err != nil {
		t.Fatal(err)
	}
	if want := []int{0, 2, 0, 32767, 1}; !slices.Equal(got.Data, want) {
		t.Errorf("24 to 16 bits: %v, want %v", got.Data, want)
	}
}

func TestWriteTooLarge(t *testing.T) {
	f := file(t)
	src := &ints{Source: edge.Source(), bits: 16, left: make([]int32, 10), claims: 1 << 31}
	_, err := wavfile.Write(f, src, wavfile.Options{})
	if !errors.Is(err, wavfile.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
	if st, err := f.Stat(); err != nil || st.Size() != 0 {
		t.Errorf("%d bytes were written, %v", st.Size(), err)
	}
}

type broken struct{ pcm.Source }

func (broken) ReadFrames([]float32) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestWritePassesErrors(t *testing.T) {
	for _, kind := range []wavfile.Samples{wavfile.Int16, wavfile.Float32} {
		if _, err := wavfile.Write(file(t), broken{edge.Source()}, wavfile.Options{Samples: kind}); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Errorf("got %v", err)
		}
	}
	none := pcm.Clip{Format: pcm.Format{Rate: 8000}}
	if _, err := wavfile.Write(file(t), none.Source(), wavfile.Options{}); err == nil {
		t.Error("0 channels are accepted")
	}
}

func TestWriteNothing(t *testing.T) {
	silent := pcm.Clip{Format: pcm.Format{Rate: 8000, Channels: 2}}
	for kind, size := range map[wavfile.Samples]int{wavfile.Int16: 44, wavfile.Float32: 58} {
		if _, b := write(t, silent.Source(), kind); len(b) != size {
			t.Errorf("%d bytes, want %d", len(b), size)
		}
	}
}

// TestWriteSoX lets SoX read each kind of file and give the floats back.
func TestWriteSoX(t *testing.T) {
	sox, err := exec.LookPath("sox")
	if err != nil {
		t.Skip("sox is not installed")
	}
	clip := pcm.Clip{Format: pcm.Format{Rate: 22050, Channels: 1}, Samples: []float32{0, 0.25, -0.5, 0.75, -1}}
	for _, kind := range []wavfile.Samples{wavfile.Int16, wavfile.Int24, wavfile.Int32, wavfile.Float32} {
		path, _ := write(t, clip.Source(), kind)
		cmd := exec.Command(sox, "-D", path, "-t", "dat", "-")
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Contains(string(out), "WARN") {
			t.Fatalf("kind %d: %v: %s", kind, err, out)
		}
		var got []string
		for line := range strings.Lines(string(out)) {
			if c := strings.Fields(line); len(c) == 2 && !strings.HasPrefix(line, ";") {
				got = append(got, c[1])
			}
		}
		if want := []string{"0", "0.25", "-0.5", "0.75", "-1"}; !slices.Equal(got, want) {
			t.Errorf("kind %d: %v, want %v", kind, got, want)
		}
	}
}
