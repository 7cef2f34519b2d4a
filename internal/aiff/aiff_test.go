package aiff

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func parse(t *testing.T, b []byte) (*File, []damage.Damage) {
	t.Helper()
	var log damage.Log
	f, err := Parse(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	return f, log.List()
}

// TestExtended: the first five are SoX's and the Apple Numerics Manual's forms
// of usual rates; the others must not pass for a rate.
func TestExtended(t *testing.T) {
	for want, forms := range map[int][]string{
		8000:  {"\x40\x0b\xfa\x00\x00\x00\x00\x00\x00\x00"},
		11025: {"\x40\x0c\xac\x44\x00\x00\x00\x00\x00\x00"},
		44100: {"\x40\x0e\xac\x44\x00\x00\x00\x00\x00\x00"},
		48000: {"\x40\x0e\xbb\x80\x00\x00\x00\x00\x00\x00"},
		22255: {"\x40\x0d\xad\xdd\x17\x45\xd1\x74\x5d\x17"}, // 22254.5454 Hz of the first Macintosh
		0: {
			strings.Repeat("\x00", 10), strings.Repeat("\xff", 10), "\xc0\x0e\xac\x44\x00\x00\x00\x00\x00\x00",
			"\x40\x1f\xff\x00\x00\x00\x00\x00\x00\x00", "\x00\x01\xff\x00\x00\x00\x00\x00\x00\x00",
		},
	} {
		for _, b := range forms {
			if got := extended([]byte(b)); got != want {
				t.Errorf("%x is %d, want %d", b, got, want)
			}
		}
	}
}

func u32(v uint32) string { return string(binary.BigEndian.AppendUint32(nil, v)) }

func chunk(id string, size int, body string) string { return id + u32(uint32(size)) + body }

// common is 8000 Hz, two channels, 16 bits, so many frames.
func common(frames uint32) string {
	return chunk("COMM", 18, "\x00\x02"+u32(frames)+"\x00\x10\x40\x0b\xfa\x00\x00\x00\x00\x00\x00\x00")
}

func sound(n int) string { return chunk("SSND", n+8, strings.Repeat("\x00", n+8)) }

func form(off int, chunks ...string) []byte {
	body := "AIFF" + strings.Join(chunks, "")
	return []byte("FORM" + u32(uint32(len(body)+off)) + body)
}

func TestMade(t *testing.T) {
	for _, c := range []struct {
		name   string
		b      []byte
		frames int64
		want   damage.Kind
	}{
		{"plain", form(0, common(100), sound(400)), 100, ""},
		{"SSND in front", form(0, sound(400), common(100)), 100, ""},
		{"odd chunk", form(0, chunk("NAME", 3, "abc\x00"), common(100), sound(400)), 100, ""},
		{"odd chunk without pad byte", form(0, chunk("NAME", 3, "abc"), common(100), sound(400)), 100, damage.OddPadding},
		{"no frames, no SSND", form(0, common(0)), 0, ""},
		{"cut short", form(400, common(200), chunk("SSND", 808, strings.Repeat("\x00", 408))), 100, damage.Truncated},
		{"SSND lies", form(0, common(200), chunk("SSND", 808, strings.Repeat("\x00", 408))), 100, damage.LyingTotal},
		{"COMM lies", form(0, common(99), sound(400)), 100, damage.LyingTotal},
		{"FORM size off", form(10, common(100), sound(400)), 100, damage.CountOff},
		{"junk behind", append(form(0, common(100), sound(400)), make([]byte, 99)...), 100, damage.JunkAfter},
		{"two COMM", form(0, common(100), sound(400), common(200)), 100, damage.BadStructure},
		{"no COMM", form(0, sound(400)), -1, damage.MissingHeader},
		{"no SSND", form(0, common(5)), -1, damage.MissingHeader},
		{"chunk of -4 bytes", form(0, chunk("COMM", -4, "")), -1, damage.BadStructure},
		{"SSND offset behind its end", form(0, common(100), chunk("SSND", 408, u32(1000)+strings.Repeat("\x00", 404))), 0, damage.BadStructure},
	} {
		f, list := parse(t, c.b)
		if c.want == "" && len(list) > 0 || c.want != "" && (len(list) == 0 || list[0].Kind != c.want && list[len(list)-1].Kind != c.want) {
			t.Errorf("%s: %+v, want %q", c.name, list, c.want)
		}
		if n, ok := f.Frames(); ok != (c.frames >= 0) || ok && n != c.frames {
			t.Errorf("%s: %d frames %v, want %d", c.name, n, ok, c.frames)
		}
	}
}

func FuzzAIFF(f *testing.F) {
	names, _ := filepath.Glob("../../testdata/aiff/*.aif*")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		got, list := parse(t, b)
		again, listAgain := parse(t, b)
		if !reflect.DeepEqual(got, again) || !reflect.DeepEqual(list, listAgain) {
			t.Fatal("two readings differ")
		}
		if got.Len < 0 || got.Off < 0 || got.Off+got.Len > int64(len(b)) {
			t.Fatalf("audio at %d, %d bytes, in a file of %d", got.Off, got.Len, len(b))
		}
		if n, _ := got.Frames(); n < 0 || n > 2*int64(len(b)) {
			t.Fatalf("%d frames in %d bytes", n, len(b))
		}
	})
}

// TestTruncated cuts a file at every byte: no cut passes for intact.
func TestTruncated(t *testing.T) {
	b, err := os.ReadFile("../../testdata/aiff/pcm_s16le.aifc")
	if err != nil {
		t.Fatal(err)
	}
	for n := range len(b) {
		var log damage.Log
		if _, err := Parse(readat.New(context.Background(), bytes.NewReader(b[:n]), int64(n)), 0, &log); err != nil {
			t.Fatal(err)
		}
		if !log.Lost() {
			t.Fatalf("cut at byte %d: %+v", n, log.List())
		}
	}
}
