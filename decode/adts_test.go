package decode

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

func TestADTSSamples(t *testing.T) {
	b := testFile(t, "adts", "lc.aac")
	clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return openBytes(b) })
	if err != nil || !errors.Is(end, io.EOF) || clip.Format != (pcm.Format{Rate: 8000, Channels: 2}) || clip.Frames() != 5120 {
		t.Fatalf("%d frames, %v, end %v, %v", clip.Frames(), clip.Format, end, err)
	}
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not installed")
	}
	out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-i", "../testdata/adts/lc.aac", "-f", "s16le", "-").Output()
	if err != nil || len(out) != 2*len(clip.Samples) {
		t.Fatalf("FFmpeg gives %d bytes, %v", len(out), err)
	}
	for i, v := range clip.Samples {
		want := float32(int16(binary.LittleEndian.Uint16(out[2*i:]))) / (1 << 15)
		if d := v - want; d > 1./(1<<15) || d < -1./(1<<15) {
			t.Fatalf("sample %d is %v, FFmpeg's %v", i, v, want)
		}
	}
}

// packetEnds returns where the packets end, by the lengths in their headers.
func packetEnds(b []byte) (ends []int) {
	for at := 0; at < len(b); ends = append(ends, at) {
		at += int(b[at+3]&3)<<11 | int(b[at+4])<<3 | int(b[at+5])>>5
	}
	return ends
}

func TestADTSDamage(t *testing.T) {
	good := testFile(t, "adts", "lc.aac")
	ends := packetEnds(good)
	second, third := ends[0], ends[1]
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	double := bytes.Clone(good)
	double[second+6] |= 1
	otherRate := bytes.Clone(good)
	otherRate[second+2] = otherRate[second+2]&^0x3c | 4<<2
	bad := bytes.Clone(good)
	bad[second+7] = bad[second+7]&0x1f | 3<<5 // an LFE channel element
	for _, c := range []struct {
		name   string
		bytes  []byte
		frames int
		kind   error
		offset int64 // -1 where any will do
		text   string
	}{
		{"cut", good[:len(good)-1], 4096, ErrTruncated, int64(len(good) - 1), "the last packet"},
		{"junk between", join(good[:third], make([]byte, 50), good[third:]), 2048, ErrMalformed, int64(third), "50 bytes that are no packet"},
		{"another rate", otherRate, 1024, ErrMalformed, int64(second), "packet 1 is AAC-LC, 44100 Hz"},
		{"two raw data blocks", double, 1024, ErrUnsupported, int64(second), "packet 1 holds 2 raw data blocks"},
		{"another element", bad, 1024, ErrMalformed, int64(second), "packet 1 of "},
		{"junk behind", join(good, make([]byte, 200)), 5120, io.EOF, -1, ""},
		{"a tag behind", join(good, []byte("TAG"), make([]byte, 125)), 5120, io.EOF, -1, ""},
	} {
		s, err := openBytes(c.bytes)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		clip, err := pcm.ReadAll(s, 1<<20)
		if c.kind == io.EOF {
			if err != nil || clip.Frames() != c.frames {
				t.Errorf("%s: %d frames, %v", c.name, clip.Frames(), err)
			}
			continue
		}
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, c.kind) || e.Offset != c.offset || !strings.Contains(e.Text, c.text) || clip.Frames() != c.frames {
			t.Errorf("%s: %d frames, %v", c.name, clip.Frames(), err)
		}
	}
}

// TestADTSUnsupported: channels without a configuration, other object types, and
// HE-AAC, which only a fill element tells.
func TestADTSUnsupported(t *testing.T) {
	good := testFile(t, "adts", "lc.aac")
	change := func(f func(head []byte)) []byte {
		b, at := bytes.Clone(good), 0
		for _, end := range packetEnds(good) {
			f(b[at:])
			at = end
		}
		return b
	}
	// An SBR payload of one byte, and seven empty fill elements up to the next byte.
	sbr := binary.BigEndian.AppendUint64(nil, 0b110_0001_11010000_1100000_1100000_1100000_1100000_1100000_1100000_1100000)
	first := packetEnds(good)[0]
	longer := append(append(bytes.Clone(good[:7]), sbr...), good[7:first]...)
	longer[4], longer[5] = byte(len(longer)>>3), byte(len(longer)<<5)|longer[5]&0x1f
	for name, b := range map[string][]byte{
		"no channel configuration": change(func(h []byte) { h[2], h[3] = h[2]&^1, h[3]&0x3f }),
		"AAC Main":                 change(func(h []byte) { h[2] &= 0x3f }),
		"HE-AAC":                   append(longer, good[first:]...),
	} {
		s, err := openBytes(b)
		if err == nil {
			_, err = pcm.ReadAll(s, 1<<20)
		}
		if !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v, want ErrUnsupported", name, err)
		}
	}
}

func FuzzDecodeADTS(f *testing.F) {
	f.Add(testFile(f, "adts", "lc.aac"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var ends [2]string
		for i := range ends {
			s, err := openBytes(b)
			if err != nil {
				return
			}
			if _, err = pcm.ReadAll(s, 1<<20); err != nil {
				ends[i] = err.Error()
			}
		}
		if ends[0] != ends[1] {
			t.Fatalf("%s and then %s", ends[0], ends[1])
		}
	})
}
