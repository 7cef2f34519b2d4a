package alac

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/audiocheck/audiocheck/internal/alacconfig"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/isobmff"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// stream is what a file holds.
type stream struct {
	cookie  []byte
	config  alacconfig.Config
	packets [][]byte
}

// fixture reads a file of testdata, whose SOURCES.md says how it was made.
func fixture(t testing.TB, name string) stream {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return open(t, b)
}

func open(t testing.TB, b []byte) (s stream) {
	t.Helper()
	var log damage.Log
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	m, err := isobmff.ReadMovie(r, 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	track := m.AudioTrack()
	s.cookie = track.Entries[0].Config
	if s.config, err = alacconfig.Parse(s.cookie); err != nil {
		t.Fatal(err)
	}
	packets := track.Packets(r, &log)
	for {
		k, ok := packets.Next()
		if !ok {
			break
		}
		s.packets = append(s.packets, b[k.Offset:k.Offset+k.Size])
	}
	if err := packets.Err(); err != nil || len(s.packets) == 0 {
		t.Fatalf("%d packets: %v", len(s.packets), err)
	}
	return s
}

// bytesOf gives samples as files of PCM hold them.
func bytesOf(samples []int32, bits int) (out []byte) {
	for _, v := range samples {
		out = append(out, []byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}[:(bits+7)/8]...)
	}
	return out
}
