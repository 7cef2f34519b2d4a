package decode

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-audio/wav"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

const wavDir = "../testdata/wav"

// truth is a row of testdata/wav/truth.tsv: what another program decoded.
type truth struct {
	file   string
	frames int64
	float  bool
	sum    string
}

func truths(t *testing.T) []truth {
	t.Helper()
	f, err := os.Open(filepath.Join(wavDir, "truth.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []truth
	for s := bufio.NewScanner(f); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		n, err := strconv.ParseInt(c[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, truth{c[0], n, c[3] == "f32", c[4]})
	}
	if len(rows) < 20 {
		t.Fatalf("truth.tsv has %d rows", len(rows))
	}
	return rows
}

func open(t *testing.T, b []byte) *Stream {
	t.Helper()
	s, err := Open(bytes.NewReader(b), int64(len(b)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func wavFile(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(wavDir, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// raw decodes s as ffmpeg -f s32le or -f f32le would.
func raw(t *testing.T, s *Stream) []byte {
	t.Helper()
	var out []byte
	ints := make([]int32, 1000*s.Format().Channels)
	floats := make([]float32, len(ints))
	for {
		var n int
		var err error
		if s.Bits() > 0 {
			n, err = s.ReadInts(ints)
			for _, v := range ints[:n*s.Format().Channels] {
				out = binary.LittleEndian.AppendUint32(out, uint32(v)<<(32-s.Bits()))
			}
		} else {
			n, err = s.ReadFrames(floats)
			for _, v := range floats[:n*s.Format().Channels] {
				out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
			}
		}
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestWAVTruth compares each sample with what ffmpeg or SoX decoded.
func TestWAVTruth(t *testing.T) {
	for _, row := range truths(t) {
		t.Run(filepath.Base(row.file), func(t *testing.T) {
			s := open(t, wavFile(t, row.file))
			if row.float == (s.Bits() > 0) {
				t.Errorf("Bits is %d", s.Bits())
			}
			got := raw(t, s)
			if n := int64(len(got) / 4 / s.Format().Channels); n != row.frames {
				t.Errorf("%d frames, want %d", n, row.frames)
			}
			if sum := sha256.Sum256(got); hex.EncodeToString(sum[:]) != row.sum {
				t.Error("the samples are not those of the other program")
			}
		})
	}
}

// TestWAVGoAudio compares integer PCM with go-audio/wav.
func TestWAVGoAudio(t *testing.T) {
	for _, name := range []string{"pcm_s16le.wav", "pcm_s24le.wav", "pcm_s32le.wav"} {
		b := wavFile(t, name)
		buf, err := wav.NewDecoder(bytes.NewReader(b)).FullPCMBuffer()
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, b)
		got := make([]int32, len(buf.Data)+10)
		n, err := s.ReadInts(got)
		if err != nil {
			t.Fatal(err)
		}
		got = got[:n*s.Format().Channels]
		same := func(a int32, b int) bool { return int(a) == b }
		if !slices.EqualFunc(got, buf.Data, same) || len(got) == 0 {
			t.Errorf("%s: samples differ from go-audio/wav", name)
		}
	}
}

func TestWAVSource(t *testing.T) {
	for _, row := range truths(t) {
		b := wavFile(t, row.file)
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) {
			return Open(bytes.NewReader(b), int64(len(b)), nil)
		})
		if err != nil || !errors.Is(end, io.EOF) || int64(clip.Frames()) != row.frames {
			t.Errorf("%s: %d frames, end %v: %v", row.file, clip.Frames(), end, err)
		}
	}
}

// TestWAVUnsupported says what is recognised and not decoded.
func TestWAVUnsupported(t *testing.T) {
	for name, text := range map[string]string{
		"gsm.wav": "GSM", "mp3.wav": "MP3", "pcm_s64le.wav": "pcm_s64le",
	} {
		b := wavFile(t, name)
		_, err := Open(bytes.NewReader(b), int64(len(b)), nil)
		if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestWAVTruncated cuts a file at every byte: whatever is left, it never looks
// like a whole file, and the frames that are there come out.
func TestWAVTruncated(t *testing.T) {
	for name, frame := range map[string]int{"pcm_s16le.wav": 4, "rifx24.wav": 6, "s16.w64": 4, "s24_rf64.wav": 6, "../aiff/pcm_s16be.aiff": 4} {
		b := wavFile(t, name)
		whole := 160 * frame
		for n := range len(b) {
			s, err := Open(bytes.NewReader(b[:n]), int64(n), nil)
			var e *Error
			if err != nil {
				if !errors.As(err, &e) {
					t.Fatalf("%s cut at %d: %v", name, n, err)
				}
				continue
			}
			clip, err := pcm.ReadAll(s, 1000)
			if !errors.Is(err, ErrTruncated) {
				t.Fatalf("%s cut at %d: %d frames, %v", name, n, clip.Frames(), err)
			}
			if want := max(0, (whole-(len(b)-n))/frame); clip.Frames() != want {
				t.Fatalf("%s cut at %d: %d frames, want %d", name, n, clip.Frames(), want)
			}
		}
	}
}

// TestWAVFloatKeepsNaN: what is no number must reach the caller as such.
func TestWAVFloatKeepsNaN(t *testing.T) {
	b := wavFile(t, "pcm_f32le.wav")
	at := bytes.Index(b, []byte("data")) + 8
	binary.LittleEndian.PutUint32(b[at:], math.Float32bits(float32(math.Inf(1))))
	binary.LittleEndian.PutUint32(b[at+4:], 0x7fc00001)
	dst := make([]float32, 2)
	if _, err := open(t, b).ReadFrames(dst); err != nil {
		t.Fatal(err)
	}
	if !math.IsInf(float64(dst[0]), 1) || dst[1] == dst[1] {
		t.Errorf("got %v, want +Inf and NaN", dst)
	}
}

// TestWAVPipe: a size that is left open gives the same samples.
func TestWAVPipe(t *testing.T) {
	if !bytes.Equal(raw(t, open(t, wavFile(t, "s16.w64"))), raw(t, open(t, wavFile(t, "s16_pipe.w64")))) {
		t.Error("the piped Wave64 file differs from the other")
	}
	if n := open(t, wavFile(t, "f32_pipe.wav")).Frames(); n != -1 {
		t.Errorf("Frames promises %d, want -1", n)
	}
}

// TestWAVAlloc: a tiny file that declares much costs little.
func TestWAVAlloc(t *testing.T) {
	for _, name := range []string{"pcm_s16le.wav", "ms.wav", "s16.w64"} {
		b := wavFile(t, name)
		at := bytes.Index(b, []byte("data"))
		if strings.HasSuffix(name, ".w64") {
			copy(b[at+16:], "\xf0\xff\xff\xff\xff\xff\xff\x3f")
		} else {
			copy(b[at+4:], "\xf0\xff\xff\xff")
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := pcm.ReadAll(open(t, b), 1<<20); !errors.Is(err, ErrTruncated) {
			t.Errorf("%s: %v", name, err)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%s: %d bytes allocated", name, n)
		}
	}
}

// TestWAVNoAllocPerBlock: reading on allocates nothing.
func TestWAVNoAllocPerBlock(t *testing.T) {
	b := append(wavFile(t, "pcm_s16le.wav"), make([]byte, 4<<20)...)
	at := bytes.Index(b, []byte("data"))
	copy(b[at+4:], "\xff\xff\xff\xff")
	copy(b[4:], "\xff\xff\xff\xff")
	s := open(t, b)
	dst := make([]float32, 2048)
	for range 400 { // until the window has its full size
		if _, err := s.ReadFrames(dst); err != nil {
			t.Fatal(err)
		}
	}
	if n := testing.AllocsPerRun(100, func() { _, _ = s.ReadFrames(dst) }); n != 0 {
		t.Errorf("%v allocations a read", n)
	}
}

// FuzzDecodeWAV holds that a file costs no more memory than its size allows, and
// what TestSource does of any.
//
// It keeps e398ba3b90aa1f70: MPEG audio behind what begins like AIFF.
func FuzzDecodeWAV(f *testing.F) {
	for _, name := range []string{"pcm_s16le.wav", "ms_mono.wav", "ima.wav", "pcm_f64le.wav", "rifx24.wav", "s16.w64", "s24_rf64.wav", "../aiff/adpcm_ima_qt.aifc"} {
		b, err := os.ReadFile(filepath.Join(wavDir, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 1<<16 || bytes.HasPrefix(b, []byte("ID3")) || !fuzzed(b) {
			return
		}
		s, err := Open(bytes.NewReader(b), int64(len(b)), nil)
		if err != nil {
			if e := (*Error)(nil); !errors.As(err, &e) {
				t.Fatal(err)
			}
			return
		}
		if s.Codec() == "mp3" {
			return // what begins like a RIFF file and is none may be junk in front of MPEG audio
		}
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return Open(bytes.NewReader(b), int64(len(b)), nil) })
		if err != nil {
			t.Fatal(err)
		}
		// The densest coding is IMA ADPCM with two frames a byte.
		if clip.Frames() > 2*len(b) {
			t.Fatalf("%d frames of %d bytes of %s", clip.Frames(), len(b), s.Codec())
		}
		if e := (*Error)(nil); !errors.Is(end, io.EOF) && !errors.As(end, &e) {
			t.Fatal(end)
		}
	})
}

// fuzzed reports whether b begins like a file of this package's concern.
func fuzzed(b []byte) bool {
	for _, magic := range []string{"RIFF", "RIFX", "RF64", "BW64", "riff", "FORM"} {
		if bytes.HasPrefix(b, []byte(magic)) {
			return true
		}
	}
	return false
}
