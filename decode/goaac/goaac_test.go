package goaac_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/decode/goaac"
	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../../testdata/mp4/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// reference is what FFmpeg decodes for the frames 4096 to 5119 of frag.m4a;
// testdata/SOURCES.md has the command.
func reference(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/frag.4096-5119.s16")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(b []byte) (*decode.Stream, error) {
	return decode.Open(bytes.NewReader(b), int64(len(b)), &decode.Options{Formats: []decode.Format{goaac.Format()}})
}

// distance returns the largest difference between samples and 16-bit
// little-endian ones, in units of the latter.
func distance(samples []float32, want []byte) float64 {
	most := 0.0
	for i, v := range samples {
		n := int16(binary.LittleEndian.Uint16(want[2*i:]))
		most = max(most, math.Abs(float64(v)*(1<<15)-float64(n)))
	}
	return most
}

func TestSamples(t *testing.T) {
	s, err := open(file(t, "frag.m4a")) // without an edit list: nothing is trimmed
	if err != nil {
		t.Fatal(err)
	}
	all, err := pcm.ReadAll(s, 1<<20)
	if err != nil || all.Frames() != 8192 {
		t.Fatalf("%d frames, %v; FFmpeg has 8192", all.Frames(), err)
	}
	// Both sides round to 16 bits, each in its own way.
	want := reference(t)
	if d := distance(all.Samples[4096*2:5120*2], want); d > 2 || len(want) != 1024*4 {
		t.Errorf("samples are up to %v units of 16 bits away from FFmpeg's", d)
	}
	for _, name := range []string{"aac.m4a", "front.m4a", "two.mp4"} {
		b := file(t, name)
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return open(b) })
		if err != nil || !errors.Is(end, io.EOF) {
			t.Fatalf("%s: end %v, %v", name, end, err)
		}
		// 0.4 s behind a delay of 1024 frames, as it was encoded.
		want := all.Samples[1024*2 : (1024+6400)*2]
		if clip.Frames() != 6400 || clip.Format != (pcm.Format{Rate: 16000, Channels: 2}) {
			t.Errorf("%s: %d frames, %v", name, clip.Frames(), clip.Format)
		}
		for i := range min(len(want), len(clip.Samples)) {
			if clip.Samples[i] != want[i] {
				t.Errorf("%s: sample %d is %v, want %v", name, i, clip.Samples[i], want[i])
				break
			}
		}
	}
}

func TestTruncated(t *testing.T) {
	b := file(t, "front.m4a")
	for n := range b {
		s, err := open(b[:n])
		if err == nil {
			_, err = pcm.ReadAll(s, 1<<20)
		}
		if err == nil {
			t.Errorf("cut after %d of %d bytes: no error", n, len(b))
		}
	}
}

// TestFlipped turns bits in the packets. AAC has no checksum, so that not every
// one is found; each that is found must say where.
func TestFlipped(t *testing.T) {
	good := file(t, "front.m4a")
	data := bytes.Index(good, []byte("mdat")) + 4
	found := 0
	for i := data; i < len(good); i += 5 {
		b := bytes.Clone(good)
		b[i] ^= 0x55
		s, err := open(b)
		if err != nil {
			t.Fatal(err)
		}
		_, err = pcm.ReadAll(s, 1<<20)
		var e *decode.Error
		if err == nil {
			continue
		}
		found++
		if !errors.Is(err, decode.ErrMalformed) || !errors.As(err, &e) || e.Offset < int64(data) || e.Offset > int64(i) || !strings.Contains(e.Text, "packet ") {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	if total := (len(good) - data) / 5; found*2 < total {
		t.Errorf("%d of %d flips were found, want at least half", found, total)
	}
}

func TestUnsupported(t *testing.T) {
	for _, c := range []struct {
		name   string
		config []byte
		kind   error
		text   string
	}{
		{"HE-AAC", []byte{0x2b, 0x92, 0x08, 0x00}, decode.ErrUnsupported, "HE-AAC is"},
		{"HE-AAC v2", []byte{0xeb, 0x8a, 0x08, 0x00}, decode.ErrUnsupported, "HE-AAC v2 is"},
		{"5.1", []byte{0x11, 0xb0}, decode.ErrUnsupported, "6 channels"},
		{"960 frames", []byte{0x12, 0x14}, decode.ErrUnsupported, "960 frames"},
		{"nothing", nil, decode.ErrMalformed, "AudioSpecificConfig"},
	} {
		_, err := goaac.Format().Open(c.config)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.kind, c.text)
		}
	}
}

// TestAfterError decodes a good packet after a broken one.
func TestAfterError(t *testing.T) {
	d, err := goaac.Format().Open([]byte{0x12, 0x10})
	if err != nil {
		t.Fatal(err)
	}
	// A channel pair of silence: common window, no sections; see ISO/IEC 14496-3, 4.4.2.
	silence := []byte{0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80}
	for i, packet := range [][]byte{silence, {0xe0}, nil, {0xff, 0xff}, silence} {
		block, err := d.Decode(packet)
		if good := i == 0 || i == 4; good != (err == nil) || good && len(block.Floats) != 2048 {
			t.Errorf("packet %d: %d samples, %v", i, len(block.Floats), err)
		}
	}
}

func FuzzAAC(f *testing.F) {
	f.Add([]byte{0x12, 0x10}, []byte{0x21, 0x00, 0x49, 0x90, 0x02, 0x19, 0x00, 0x23, 0x80})
	b := file(f, "front.m4a")
	data := b[bytes.Index(b, []byte("mdat"))+4:]
	f.Add([]byte{0x14, 0x10}, data[:len(data)/8])
	f.Add([]byte{0x14, 0x08}, data[len(data)/2:])
	f.Fuzz(func(t *testing.T, config, packet []byte) {
		var errs [2]error
		var clips [2][]float32
		for i := range errs {
			d, err := goaac.Format().Open(config)
			if err != nil {
				return
			}
			for range 2 {
				block, err := d.Decode(packet)
				errs[i] = errors.Join(errs[i], err)
				clips[i] = append(clips[i], block.Floats...)
				if err == nil && len(block.Floats) != 1024*d.Format().Channels {
					t.Fatalf("%d samples", len(block.Floats))
				}
			}
		}
		if (errs[0] == nil) != (errs[1] == nil) || len(clips[0]) != len(clips[1]) {
			t.Fatalf("%v and then %v", errs[0], errs[1])
		}
	})
}
