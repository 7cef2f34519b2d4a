package probe

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

func readMP4(t testing.TB, b []byte, d Depth) Info {
	t.Helper()
	o := &Options{Depth: d}
	info, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func mp4Testdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "mp4", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestMP4Facts: what the files were made as, by testdata/SOURCES.md.
func TestMP4Facts(t *testing.T) {
	for _, c := range []struct {
		file, container, codec, profile string
		rate, channels, bits            int
		frames                          int64
		header                          int64 // frames at depth header, -1 where headers leave them open
		deepest                         Depth
		sound, video                    int
	}{
		{"aac.m4a", "mp4", "aac", "AAC-LC", 16000, 2, 0, 6400, 6400, Samples, 1, 0},
		{"front.m4a", "mp4", "aac", "AAC-LC", 16000, 2, 0, 6400, 6400, Samples, 1, 0},
		// ffmpeg writes no edit list here: delay and padding count.
		{"frag.m4a", "mp4", "aac", "AAC-LC", 16000, 2, 0, 8192, -1, Samples, 1, 0},
		{"alac16.m4a", "mp4", "alac", "", 16000, 1, 16, 4800, 4800, Samples, 1, 0},
		{"alac24.m4a", "mp4", "alac", "", 16000, 2, 24, 800, 800, Samples, 1, 0},
		{"twos.mov", "mov", "pcm_s16be", "", 16000, 2, 16, 320, 320, Samples, 1, 0},
		{"in24.mov", "mov", "pcm_s24le", "", 16000, 2, 24, 320, 320, Samples, 1, 0},
		{"mp3.mp4", "mp4", "mp3", "MPEG-2 Layer III", 16000, 2, 0, 3200, 3200, Samples, 1, 0},
		{"mp3crc.mp4", "mp4", "mp3", "MPEG-1 Layer III", 32000, 2, 0, 8111, 8111, Samples, 1, 0},
		{"mp2crc.mp4", "mp4", "mp2", "MPEG-1 Layer II", 44100, 2, 0, 11520, 11520, Packets, 1, 0},
		{"flac24.mp4", "mp4", "flac", "", 16000, 2, 24, 800, 800, Samples, 1, 0},
		{"flacfrag.mp4", "mp4", "flac", "", 16000, 2, 16, 800, -1, Samples, 1, 0},
		{"two.mp4", "mp4", "aac", "AAC-LC", 16000, 2, 0, 6400, 6400, Samples, 2, 1},
	} {
		b := mp4Testdata(t, c.file)
		for _, d := range []Depth{Header, Packets, Samples} {
			i := readMP4(t, b, d)
			if i.Container.Value != c.container || i.Codec.Value != c.codec || i.Profile.Value != c.profile ||
				i.Rate.Value != c.rate || i.Channels.Value != c.channels || i.Bits.Value != c.bits {
				t.Errorf("%s, %v: %+v", c.file, d, i)
			}
			if i.AudioTracks != c.sound || i.VideoTracks != c.video || i.Encrypted || len(i.Damage) > 0 {
				t.Errorf("%s, %v: %d and %d tracks, damage %v", c.file, d, i.AudioTracks, i.VideoTracks, i.Damage)
			}
			want := c.frames
			if d == Header {
				want = c.header
			}
			if want < 0 && i.Frames.Known() || want >= 0 && i.Frames.Value != want || d > Header && i.Frames.Basis == FromHeader {
				t.Errorf("%s, %v: %+v frames, want %d", c.file, d, i.Frames, want)
			}
			if i.DepthReached != min(d, c.deepest) {
				t.Errorf("%s, %v: reached %v", c.file, d, i.DepthReached)
			}
		}
	}
}

// TestMP4Integrity: what each depth proves of codecs that carry checksums.
func TestMP4Integrity(t *testing.T) {
	for name, want := range map[string][2]string{
		"flac24.mp4": {"crc", "md5"}, "flacfrag.mp4": {"crc", "crc"}, "mp3crc.mp4": {"crc", "crc"}, "mp3.mp4": {}, "aac.m4a": {},
	} {
		b := mp4Testdata(t, name)
		for i, depth := range []Depth{Packets, Samples} {
			integrity := Verified
			if want[i] == "" {
				integrity = NotVerifiable
			}
			if got := readMP4(t, b, depth); got.Integrity != integrity || got.VerifiedBy != want[i] {
				t.Errorf("%s, %v: %s by %q, want %s by %q", name, depth, got.Integrity, got.VerifiedBy, integrity, want[i])
			}
		}
	}
	b := mp4Testdata(t, "flac24.mp4")
	b[bytes.Index(b, []byte("dfLa"))+4+4+4+20] ^= 1
	if got := readMP4(t, b, Samples); got.Integrity != Damaged || !hasKind(got.Damage, "bad_md5") {
		t.Errorf("another MD5: %s, %v", got.Integrity, got.Damage)
	}
}

// TestMP4Damage cuts and changes good files.
func TestMP4Damage(t *testing.T) {
	for _, c := range []struct {
		name, file string
		change     func(b []byte) []byte
		depth      Depth
		kind       string
	}{
		{"the movie box at the end is gone", "aac.m4a", func(b []byte) []byte { return b[:bytes.Index(b, []byte("moov"))-4] }, Header, "missing_header"},
		{"cut in the media data, movie box in front", "front.m4a", func(b []byte) []byte { return b[:len(b)-100] }, Packets, "truncated"},
		{"cut in the media data, movie box at the end", "aac.m4a", func(b []byte) []byte { return b[:300] }, Packets, "truncated"},
		{"cut in a fragment", "frag.m4a", func(b []byte) []byte { return b[:bytes.LastIndex(b, []byte("mdat"))+20] }, Packets, "truncated"},
		{"zeros for media data", "front.m4a", func(b []byte) []byte { clear(b[bytes.Index(b, []byte("mdat"))+4:]); return b }, Packets, "bad_packet"},
		{"media header of an hour", "front.m4a", func(b []byte) []byte { copy(b[bytes.Index(b, []byte("mdhd"))+20:], "\x03\x6e\xe8\x00"); return b }, Packets, "lying_total"},
		{"bits turned in the media data", "front.m4a", func(b []byte) []byte {
			for i := len(b) - 300; i < len(b); i += 10 {
				b[i] ^= 0xff
			}
			return b
		}, Samples, "bad_packet"},
		{"bytes behind the last box", "aac.m4a", func(b []byte) []byte { return append(b, "\x00\x00\x00\x01junk"...) }, Packets, "junk_after"},
	} {
		i := readMP4(t, c.change(mp4Testdata(t, c.file)), c.depth)
		if len(i.Damage) == 0 || !hasKind(i.Damage, c.kind) {
			t.Errorf("%s: damage %v, want %s", c.name, i.Damage, c.kind)
		}
		if want := i.Damage[0].Severity == SeverityFlaw; want == (i.Integrity == Damaged) {
			t.Errorf("%s: integrity %s with %v", c.name, i.Integrity, i.Damage)
		}
	}
}

func hasKind(list []Damage, kind string) bool {
	for _, d := range list {
		if d.Kind == kind {
			return true
		}
	}
	return false
}

// TestMP4Truncated cuts a file at every byte: either it is damaged, or there is
// no frame, and never more frames than are there.
func TestMP4Truncated(t *testing.T) {
	for _, name := range []string{"front.m4a", "aac.m4a", "frag.m4a", "flac24.mp4"} {
		b := mp4Testdata(t, name)
		whole := readMP4(t, b, Packets)
		for n := 8; n < len(b); n++ {
			i := readMP4(t, b[:n], Packets)
			if i.Frames.Value > whole.Frames.Value {
				t.Errorf("%s cut after %d of %d bytes: %d frames of %d", name, n, len(b), i.Frames.Value, whole.Frames.Value)
			}
			// A file of fragments that is cut between two boxes is shorter, and whole.
			if i.Integrity != Damaged && i.Frames.Value == whole.Frames.Value && name != "frag.m4a" {
				t.Errorf("%s cut after %d of %d bytes: nothing is found", name, n, len(b))
			}
		}
	}
}

func TestMP4Fixtures(t *testing.T) {
	dir, rows := fixtures(t)
	seen := 0
	for _, row := range rows {
		if !strings.HasPrefix(row["magic"], "bmff") {
			continue
		}
		seen++
		i := readMP4(t, fixtureBytes(t, dir, row), Samples)
		switch class := row["class"]; class {
		case "ok", "disagree":
			sameAsManifest(t, row, i)
		case "corrupt":
			if i.Integrity != Damaged {
				t.Errorf("%s is corrupt (%s): %+v", row["file"], row["reason"], i)
			}
		case "no media":
			if i.Frames.Value != 0 {
				t.Errorf("%s has no packets: %d frames", row["file"], i.Frames.Value)
			}
		case "not audio":
			if i.AudioTracks != 0 {
				t.Errorf("%s has no sound: %d tracks", row["file"], i.AudioTracks)
			}
		default:
			t.Errorf("%s: class %q is new", row["file"], class)
		}
	}
	if seen == 0 {
		t.Error("no MP4 file among the fixtures")
	}
}

func sameAsManifest(t *testing.T, row map[string]string, i Info) {
	t.Helper()
	number := func(name string) float64 {
		v, err := strconv.ParseFloat(row[name], 64)
		if err != nil {
			t.Fatalf("%s: %s: %v", row["file"], name, err)
		}
		return v
	}
	const rounding = 1e-6 // of the manifest
	got, known := i.Duration()
	if !known || got < number("dur_min")-rounding || got > number("dur_max")+rounding {
		t.Errorf("%s: %f s, want %s to %s", row["file"], got, row["dur_min"], row["dur_max"])
	}
	if i.Codec.Value != row["codec"] || i.Rate.Value != int(number("sample_rate")) || i.Channels.Value != int(number("channels")) {
		t.Errorf("%s: %s, %d Hz, %d channels, want %s, %s, %s", row["file"], i.Codec.Value, i.Rate.Value, i.Channels.Value, row["codec"], row["sample_rate"], row["channels"])
	}
	if len(i.Damage) > 0 {
		t.Errorf("%s: %v", row["file"], i.Damage)
	}
}

// TestDecodeLimit: a file that is played within the limit is decoded, though its
// encoder delay and padding go over it.
func TestDecodeLimit(t *testing.T) {
	b, err := os.ReadFile("../testdata/mpeg/vbr.mp3") // 11025 frames to be heard, 12672 coded, at 44.1 kHz
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[time.Duration]Depth{
		0: Samples, 250 * time.Millisecond: Samples, 280 * time.Millisecond: Samples, 249 * time.Millisecond: Packets, time.Millisecond: Packets,
	} {
		i, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: Samples, DecodeLimit: limit})
		if err != nil || i.DepthReached != want || (i.Integrity == NotChecked) != (want == Packets) {
			t.Errorf("limit %v: %s, %s, %v; want %s", limit, i.DepthReached, i.Integrity, err, want)
		}
	}
}
