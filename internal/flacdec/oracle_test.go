package flacdec

import (
	"bytes"
	"io"
	"log"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mewkiz/flac/frame"
)

// fixture returns a file of testdata/flac, whose SOURCES.md has its command.
func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return readFile(t, filepath.Join("..", "..", "testdata", "flac", name))
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func fixtures(t testing.TB) (names []string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "..", "testdata", "flac", "*.flac"))
	if err != nil || len(paths) < 10 {
		t.Fatalf("%d files: %v", len(paths), err)
	}
	for _, p := range paths {
		names = append(names, filepath.Base(p))
	}
	return names
}

// STREAMINFO holds the MD5 of the samples that the encoder was given.
func TestFixturesHaveTheirMD5(t *testing.T) {
	for _, name := range fixtures(t) {
		s := open(t, fixture(t, name))
		got := s.decode(t)
		if s.info.HasMD5() && sum(got, s.info.Bits) != s.info.MD5 {
			t.Errorf("%s: the MD5 is not that of STREAMINFO", name)
		}
		if s.info.Total > 0 && int64(len(got)) != s.info.Total*int64(s.info.Channels) {
			t.Errorf("%s: %d samples", name, len(got))
		}
	}
}

// Sample by sample as mewkiz/flac has it, which does not know 32 bits.
func TestAgainstOracle(t *testing.T) {
	log.SetOutput(io.Discard) // it prints
	defer log.SetOutput(os.Stderr)
	for _, name := range fixtures(t) {
		s := open(t, fixture(t, name))
		if s.info.Bits == 32 {
			continue
		}
		var d Decoder
		for i, p := range s.packets {
			want, err := oracle(s.bytes(p), s.info.Bits)
			if err != nil {
				t.Fatalf("%s: mewkiz/flac: %v", name, err)
			}
			got, illegal := d.Decode(s.bytes(p), p.Header, s.info.Bits)
			if illegal != nil || !slices.Equal(got, want) {
				t.Errorf("%s: packet %d is not that of mewkiz/flac: %v", name, i, illegal)
			}
		}
	}
}

func oracle(packet []byte, bits int) (all []int32, err error) {
	f, err := frame.New(bytes.NewReader(packet))
	if err != nil {
		return nil, err
	}
	f.BitsPerSample = uint8(bits) // it does not look into STREAMINFO
	if err := f.Parse(); err != nil {
		return nil, err
	}
	for i := range int(f.BlockSize) {
		for _, sub := range f.Subframes {
			all = append(all, sub.Samples[i])
		}
	}
	return all, nil
}
