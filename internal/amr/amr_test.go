package amr

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func walk(t *testing.T, b []byte) (Stream, []damage.Damage) {
	t.Helper()
	var log damage.Log
	s, err := Walk(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	return s, log.List()
}

// packet is one of frame type ft, with so many bytes behind its first.
func packet(ft byte, n int) string { return string(rune(ft<<3|4)) + strings.Repeat("\x00", n) }

// TestWalk takes the sizes from 3GPP TS 26.101 (12.2 kbit/s: 244 bits, 4.75:
// 95 bits) and TS 26.201 (23.85: 477 bits, 6.60: 132 bits).
func TestWalk(t *testing.T) {
	for _, c := range []struct {
		name   string
		file   string
		frames int64
		want   damage.Kind
	}{
		{"narrow", "#!AMR\n" + packet(7, 31) + packet(0, 12) + packet(8, 5) + packet(15, 0), 4 * 160, ""},
		{"wide", "#!AMR-WB\n" + packet(8, 60) + packet(0, 17) + packet(9, 5) + packet(14, 0), 4 * 320, ""},
		{"two channels", "#!AMR_MC1.0\n\x00\x00\x00\x02" + strings.Repeat(packet(7, 31), 4), 2 * 160, ""},
		{"half of two channels", "#!AMR_MC1.0\n\x00\x00\x00\x02" + strings.Repeat(packet(7, 31), 3), 160, damage.Truncated},
		{"cut", "#!AMR\n" + packet(7, 31) + packet(7, 30), 160, damage.Truncated},
		{"reserved frame type", "#!AMR\n" + packet(7, 31) + packet(12, 31), 160, damage.LostSync},
		{"padding bits set", "#!AMR\n" + packet(7, 31) + "\x3f" + strings.Repeat("\x00", 31), 160, damage.LostSync},
		{"no packets", "#!AMR\n", 0, ""},
		{"unknown header", "#!AMR-XY\n", 0, damage.BadStructure},
		{"0 channels", "#!AMR_MC1.0\n\x00\x00\x00\x00", 0, damage.BadStructure},
		{"header cut", "#!AMR_MC1.0\n\x00\x00", 0, damage.MissingHeader},
	} {
		s, list := walk(t, []byte(c.file))
		if s.Frames != c.frames {
			t.Errorf("%s: %d frames, want %d", c.name, s.Frames, c.frames)
		}
		if c.want == "" && len(list) > 0 || c.want != "" && (len(list) != 1 || list[0].Kind != c.want) {
			t.Errorf("%s: %+v, want %q", c.name, list, c.want)
		}
	}
}

func FuzzAMR(f *testing.F) {
	b, err := os.ReadFile("../../testdata/amr/nb.amr")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("#!AMR-WB_MC1.0\n\x00\x00\x00\x02" + packet(8, 60) + packet(8, 60)))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, list := walk(t, b)
		again, listAgain := walk(t, b)
		if s != again || len(list) != len(listAgain) {
			t.Fatal("two readings differ")
		}
		if s.Bytes > int64(len(b)) || s.Packets > int64(len(b)) {
			t.Fatalf("%+v in %d bytes", s, len(b))
		}
	})
}
