package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sound is one good file that the defects are made of.
type sound struct{ name, from string }

var sounds = []sound{
	{"ok.wav", "testdata/catalog/jingle.wav"},
	{"ok.flac", "testdata/flac/s16.flac"},
	{"ok.mp3", "testdata/catalog/single.mp3"},
	{"ok.m4a", "testdata/catalog/interlude.m4a"},
	{"okvbr.mp3", "testdata/catalog/variable.mp3"},
}

// unknowable is the one defect that nothing in the file gives away: PCM has no
// checksum.
const unknowable = "flip.wav"

// TestDefectsAreRejected holds the exit code against 27 defects of files in the
// four formats and their six good twins. On the same defects ffprobe's exit code
// finds 10, and mediainfo's none.
func TestDefectsAreRejected(t *testing.T) {
	inRoot(t)
	good := goodTwins(t)
	bad := defects(good)
	if len(good) != 6 || len(bad) != 27 {
		t.Fatalf("%d good files and %d defects, want 6 and 27", len(good), len(bad))
	}
	dir := t.TempDir()
	for name, b := range good {
		code, out := checkBytes(t, dir, name, b)
		if code != 0 || strings.Contains(out, "warning") {
			t.Errorf("good %s: exit %d\n%s", name, code, out)
		}
	}
	for name, b := range bad {
		want := exitFindings
		if name == unknowable {
			want = 0
		}
		if code, out := checkBytes(t, dir, name, b); code != want {
			t.Errorf("%s: exit %d, want %d\n%s", name, code, want, out)
		}
	}
}

// TestTooLongIsNotDamaged is the false alarm that a time limit invites: the file
// breaks the limit and nothing else.
func TestTooLongIsNotDamaged(t *testing.T) {
	const packets = 8_640 // of 576 frames at 16,000 Hz: 311.04 s
	code, out := checkBytes(t, t.TempDir(), "long.mp3", bytes.Repeat(silentPacket(), packets))
	if code != exitFindings || strings.Count(out, "error AC") != 1 || !strings.Contains(out, "error AC301") {
		t.Errorf("exit %d, want AC301 alone\n%s", code, out)
	}
}

func checkBytes(t *testing.T, dir, name string, b []byte) (code int, out string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errOut := command(t, "", "check", "--depth", "samples", path)
	return code, out + errOut
}

// silentPacket is a packet of MPEG-2 layer III, 8 kbit/s, 16,000 Hz, mono: 36
// bytes, of which the header alone is not 0. It is decoded in a third of the time
// that as long a packet of MPEG-1 takes.
func silentPacket() []byte {
	return append([]byte{0xff, 0xf3, 0x18, 0xc4}, make([]byte, 32)...)
}

// goodTwins returns the good files by name.
func goodTwins(t *testing.T) map[string][]byte {
	t.Helper()
	good := map[string][]byte{"long.mp3": bytes.Repeat(silentPacket(), 8_272)} // 297.8 s
	for _, s := range sounds {
		b, err := os.ReadFile(filepath.FromSlash(s.from))
		if err != nil {
			t.Fatal(err)
		}
		good[s.name] = b
	}
	return good
}

// defects returns what good breaks into, by name.
func defects(good map[string][]byte) map[string][]byte {
	bad := map[string][]byte{}
	for _, ext := range []string{".wav", ".flac", ".mp3", ".m4a"} {
		b := good["ok"+ext]
		bad["trunc"+ext] = b[:len(b)*6/10]
		bad["flip"+ext] = flipMiddle(b)
		bad["empty"+ext] = nil
		bad["html"+ext] = bytes.Repeat([]byte("<!DOCTYPE html><html><body>404 Not Found</body></html>"), 20)
		bad["zeros"+ext] = make([]byte, 200_000)
	}
	vbr, wav, m4a := good["okvbr.mp3"], good["ok.wav"], good["ok.m4a"]
	bad["truncvbr.mp3"] = vbr[:len(vbr)*6/10]
	bad["xinglie.mp3"] = lie(vbr, bytes.Index(vbr, []byte("Xing"))+8, binary.BigEndian.AppendUint32(nil, 100_000_000))
	bad["samplelie.flac"] = manyFrames(good["ok.flac"])
	bad["datalie.wav"] = lie(wav, bytes.Index(wav, []byte("data"))+4, binary.LittleEndian.AppendUint32(nil, 0xfffffff0))
	bad["mp3named.wav"] = good["ok.mp3"]
	bad["wavnamed.mp3"] = wav
	bad["mdatcut.m4a"] = m4a[:bytes.Index(m4a, []byte("moov"))-4]
	return bad
}

// flipMiddle returns b with half of the bits of 64 bytes in its middle changed.
func flipMiddle(b []byte) []byte {
	b = slices.Clone(b)
	for i := range 64 {
		b[len(b)/2+i] ^= 0x5a
	}
	return b
}

// lie returns b with v written over what stands at byte at.
func lie(b []byte, at int, v []byte) []byte {
	b = slices.Clone(b)
	copy(b[at:], v)
	return b
}

// manyFrames returns b with the 36 bits of STREAMINFO's total all set.
func manyFrames(b []byte) []byte {
	const total = 8 + 13 // the low 4 bits of this byte and the 4 bytes behind it
	return lie(b, total, []byte{b[total] | 0x0f, 0xff, 0xff, 0xff, 0xff})
}
