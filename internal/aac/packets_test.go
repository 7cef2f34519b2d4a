package aac

import (
	"bytes"
	"context"
	"os"
	"testing"

	"github.com/audiocheck/audiocheck/internal/aacconfig"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/isobmff"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// file is the AAC track of an MP4 file.
type file struct {
	config  aacconfig.Config
	bytes   []byte
	packets []isobmff.Packet
}

func readFile(t testing.TB, path string) file {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return parseFile(t, path, b)
}

func parseFile(t testing.TB, name string, b []byte) file {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	var log damage.Log
	m, err := isobmff.ReadMovie(r, 0, &log)
	if err != nil || m.AudioTrack() == nil {
		t.Fatalf("%s: no track of sound, %v", name, err)
	}
	f := file{bytes: b}
	if f.config, err = aacconfig.Parse(m.AudioTrack().Entries[0].Config); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	p := m.AudioTrack().Packets(r, &log)
	for {
		k, ok := p.Next()
		if !ok {
			return f
		}
		f.packets = append(f.packets, k)
	}
}

func (f file) packet(i int) []byte {
	k := f.packets[i]
	return f.bytes[k.Offset : k.Offset+k.Size]
}

func (f file) decoder(t testing.TB) *Decoder {
	t.Helper()
	d, err := New(f.config)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
