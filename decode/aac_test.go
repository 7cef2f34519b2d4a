package decode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

// TestAACSamples compares with FFmpeg's samples; testdata/SOURCES.md has the
// command.
func TestAACSamples(t *testing.T) {
	b, err := os.ReadFile("../internal/aac/testdata/frag.f32")
	if err != nil {
		t.Fatal(err)
	}
	want := make([]float32, len(b)/4)
	for i := range want {
		want[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	// Without an edit list nothing is trimmed; else 0.4 s behind a delay of 1024
	// frames are left, as they were encoded.
	for name, from := range map[string]int{"frag.m4a": 0, "aac.m4a": 1024, "front.m4a": 1024, "two.mp4": 1024} {
		b := testFile(t, "mp4", name)
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return openBytes(b) })
		if err != nil || !errors.Is(end, io.EOF) {
			t.Fatalf("%s: end %v, %v", name, end, err)
		}
		frames := 8192
		if from > 0 {
			frames = 6400
		}
		if clip.Frames() != frames || clip.Format != (pcm.Format{Rate: 16000, Channels: 2}) {
			t.Errorf("%s: %d frames, %v", name, clip.Frames(), clip.Format)
		}
		for i, v := range clip.Samples {
			if math.Abs(float64(v-want[2*from+i])) > 1e-6 {
				t.Errorf("%s: sample %d is %v, want %v", name, i, v, want[2*from+i])
				break
			}
		}
	}
}

func TestAACTruncated(t *testing.T) {
	b := testFile(t, "mp4", "front.m4a")
	for n := range b {
		s, err := openBytes(b[:n])
		if err == nil {
			_, err = pcm.ReadAll(s, 1<<20)
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("cut after %d of %d bytes: %v is no *Error", n, len(b), err)
		}
	}
}

// TestAACFlipped turns bits in the packets. AAC has no checksum, so that not every
// one is found; each that is found must say where.
func TestAACFlipped(t *testing.T) {
	good := testFile(t, "mp4", "front.m4a")
	data := bytes.Index(good, []byte("mdat")) + 4
	found := 0
	for i := data; i < len(good); i += 5 {
		b := bytes.Clone(good)
		b[i] ^= 0x55
		s, err := openBytes(b)
		if err != nil {
			t.Fatal(err)
		}
		_, err = pcm.ReadAll(s, 1<<20)
		var e *Error
		if err == nil {
			continue
		}
		found++
		if !errors.Is(err, ErrMalformed) || !errors.As(err, &e) || e.Offset < int64(data) || e.Offset > int64(i) || !strings.Contains(e.Text, " bytes: bit ") {
			t.Errorf("byte %d: %v", i, err)
		}
	}
	if total := (len(good) - data) / 5; found*2 < total {
		t.Errorf("%d of %d flips were found, want at least half", found, total)
	}
}

func TestAACConfigs(t *testing.T) {
	for _, c := range []struct {
		name   string
		config []byte
		kind   error
		text   string
	}{
		{"HE-AAC", []byte{0x2b, 0x92, 0x08, 0x00}, ErrUnsupported, "HE-AAC is"},
		{"HE-AAC v2", []byte{0xeb, 0x8a, 0x08, 0x00}, ErrUnsupported, "HE-AAC v2 is"},
		{"22.2", []byte{0x11, 0xe8}, ErrUnsupported, "24 channels"},
		{"960 frames", []byte{0x12, 0x14}, ErrUnsupported, "960 frames"},
		{"nothing", nil, ErrMalformed, "AudioSpecificConfig"},
	} {
		_, err := openAAC(c.config)
		if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: %v, want %v with %q", c.name, err, c.kind, c.text)
		}
	}
	if d, err := openAAC([]byte{0x11, 0xb0}); err != nil || d.Format() != (pcm.Format{Rate: 48000, Channels: 6}) {
		t.Errorf("5.1: %v", err)
	}
}

// TestAACCoupling: a coupling channel element is not supported, and no damage.
func TestAACCoupling(t *testing.T) {
	b := testFile(t, "mp4", "front.m4a")
	data := bytes.Index(b, []byte("mdat")) + 4
	b[data] = b[data]&0x1f | 2<<5 // id_syn_ele of the first packet
	s, err := openBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	_, err = pcm.ReadAll(s, 1<<20)
	var e *Error
	if !errors.Is(err, ErrUnsupported) || !errors.As(err, &e) || e.Offset != int64(data) {
		t.Errorf("%v, want ErrUnsupported at byte %d", err, data)
	}
}

// TestAACImplicitSBR: spectral band replication that only the packets tell is not
// decoded, and is not taken for AAC-LC of half the rate, in any container. Where the
// config says that there is none, it is not to be looked at; ISO/IEC 14496-3:2019,
// 1.6.5.
func TestAACImplicitSBR(t *testing.T) {
	b := testFile(t, "adts", "lc.aac")
	plain := b[7:packetEnds(b)[0]]
	// An SBR payload of one byte, and seven empty fill elements up to the next byte.
	sbr := append(binary.BigEndian.AppendUint64(nil, 0b110_0001_11010000_1100000_1100000_1100000_1100000_1100000_1100000_1100000), plain...)
	config := []byte{0x15, 0x90} // AAC-LC, 8 kHz, stereo
	for _, c := range []struct {
		name   string
		config []byte
		packet []byte
		want   error
	}{
		{"no SBR", config, plain, nil},
		{"SBR", config, sbr, ErrUnsupported},
		{"SBR that the config denies", append(bytes.Clone(config), 0x56, 0xe5, 0x00), sbr, nil},
	} {
		d, err := openAAC(c.config)
		if err != nil {
			t.Fatal(err)
		}
		block, err := d.Decode(c.packet)
		if !errors.Is(err, c.want) || err == nil && len(block.Floats) != 2*1024 {
			t.Errorf("%s: %d samples, %v, want %v", c.name, len(block.Floats), err, c.want)
		}
	}
}
