package mpa

import (
	"bytes"
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

func open(b []byte) *readat.Reader {
	return readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
}

// sample returns a file of testdata/mpeg; SOURCES.md there says what they are.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mpeg", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func samples(t testing.TB) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "testdata", "mpeg", "*.mp[23]"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for i := range names {
		names[i] = filepath.Base(names[i])
	}
	return names
}

const syncLimit = 64 << 10

func TestSyncFindsTheFirstPacket(t *testing.T) {
	for _, name := range samples(t) {
		file := sample(t, name)
		for _, junk := range []string{"", "\x00\x00\x00", strings.Repeat("\xff", 900), strings.Repeat("junk\xff\xfb", 500), strings.Repeat("\x00", 60<<10)} {
			b := append([]byte(junk), file...)
			start, found, err := Sync(open(b), 0, syncLimit)
			if err != nil || !found || start != int64(len(junk)) {
				t.Errorf("%s behind %d bytes of junk: %d, %v, %v", name, len(junk), start, found, err)
			}
		}
	}
}

// A Xing tag is evidence enough, and so are a few packets that fill the file.
func TestSyncTakesStubs(t *testing.T) {
	silent := "\xff\xfb\x50\xc4" + strings.Repeat("\x00", 204) // 64 kbit/s at 44.1 kHz: 208 bytes
	tests := []struct {
		name, file string
		want       int64 // -1: none
	}{
		{"one packet", silent, 0},
		{"three packets and a tag", silent + silent + silent + "TAG" + strings.Repeat(" ", 125), 0},
		{"two packets behind junk", "not silence" + silent + silent, 11},
		{"one packet behind junk", "not silence" + silent, -1},
		{"one packet and junk", silent + "not silence", -1},
		{"cut inside the second", silent + silent[:100], 0},
		{"Xing packet alone", silent[:21] + "Xing" + silent[25:100], 0},
	}
	for _, tt := range tests {
		start, found, err := Sync(open([]byte(tt.file)), 0, syncLimit)
		if !found {
			start = -1
		}
		if err != nil || start != tt.want {
			t.Errorf("%s: %d, %v; want %d", tt.name, start, err, tt.want)
		}
	}
}

func TestSyncRefusesWhatIsNoAudio(t *testing.T) {
	files := map[string][]byte{
		"zeros":        make([]byte, 300_000),
		"ones":         bytes.Repeat([]byte{0xff}, 300_000),
		"text":         []byte(strings.Repeat("The quick brown fox jumps over the lazy dog.\n", 5000)),
		"UTF-16":       []byte("\xff\xfe" + strings.Repeat("H\x00e\x00l\x00l\x00o\x00", 20_000)),
		"sync words":   bytes.Repeat([]byte{0xff, 0xfb}, 100_000),
		"headers only": bytes.Repeat([]byte{0xff, 0xfb, 0x90, 0x64, 1, 2, 3}, 30_000),
	}
	for name, b := range files {
		if start, found, _ := Sync(open(b), 0, syncLimit); found {
			t.Errorf("%s: a stream at byte %d", name, start)
		}
	}
	rng := rand.New(rand.NewPCG(11, 12))
	for i := range 200 {
		b := make([]byte, 1+rng.IntN(100_000))
		for k := range b {
			b[k] = byte(rng.Uint32())
		}
		if start, found, _ := Sync(open(b), 0, syncLimit); found {
			t.Errorf("random file %d: a stream at byte %d of %d", i, start, len(b))
		}
	}
}
