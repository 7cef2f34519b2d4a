package probe

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func mpegFile(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "mpeg", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Frames as mpg123 gives them; see testdata/SOURCES.md.
func TestMPEGFacts(t *testing.T) {
	tests := []struct {
		name, codec, profile string
		rate, channels       int
		frames, coded        int64
		header               Basis // of frames at depth header
		integrity            Integrity
		deepest              Depth
	}{
		{"abr.mp3", "mp3", "MPEG-1 Layer III", 32000, 2, 8000, 9216, FromHeader, NotVerifiable, Samples},
		{"cbr-crc.mp3", "mp3", "MPEG-2 Layer III", 24000, 2, 6000, 7488, FromHeader, Verified, Samples},
		{"free.mp3", "mp3", "MPEG-1 Layer III, free format", 32000, 2, 8000, 9216, FromHeader, NotVerifiable, Samples},
		{"layer2-crc.mp2", "mp2", "MPEG-1 Layer II", 44100, 1, 11520, 11520, Estimate, Verified, Packets},
		{"layer2-joint-crc.mp2", "mp2", "MPEG-1 Layer II", 44100, 2, 11520, 11520, Estimate, Verified, Packets},
		{"mpeg2.mp3", "mp3", "MPEG-2 Layer III", 22050, 2, 6912, 6912, Estimate, NotVerifiable, Samples},
		{"mpeg25.mp3", "mp3", "MPEG-2.5 Layer III", 11025, 1, 4032, 4032, Estimate, NotVerifiable, Samples},
		{"vbr.mp3", "mp3", "MPEG-1 Layer III", 44100, 2, 11025, 12672, FromHeader, NotVerifiable, Samples},
		{"vbr-crc.mp3", "mp3", "MPEG-1 Layer III", 32000, 2, 8000, 9216, FromHeader, Verified, Samples},
	}
	for _, tt := range tests {
		b := mpegFile(t, tt.name)
		for _, d := range []Depth{Header, Packets, Samples} {
			i := readBytes(t, b, d)
			if i.Codec.Value != tt.codec || i.Profile.Value != tt.profile || i.Rate.Value != tt.rate || i.Channels.Value != tt.channels {
				t.Errorf("%s, %s: %s, %s, %d Hz, %d channels", tt.name, d, i.Codec.Value, i.Profile.Value, i.Rate.Value, i.Channels.Value)
			}
			if len(i.Damage) > 0 || i.DepthReached != min(d, tt.deepest) {
				t.Errorf("%s, %s: reached %s, %v", tt.name, d, i.DepthReached, i.Damage)
			}
			if d == Header {
				if i.Frames.Basis != tt.header || i.Integrity != NotChecked {
					t.Errorf("%s: frames by %s, %s at depth header; want %s", tt.name, i.Frames.Basis, i.Integrity, tt.header)
				}
				continue
			}
			if i.Frames.Value != tt.frames || i.CodedFrames.Value != tt.coded || i.Integrity != tt.integrity {
				t.Errorf("%s, %s: %d of %d frames, %s; want %d of %d, %s", tt.name, d, i.Frames.Value, i.CodedFrames.Value, i.Integrity,
					tt.frames, tt.coded, tt.integrity)
			}
		}
	}
}

func TestMPEGBetweenTags(t *testing.T) {
	vbr := mpegFile(t, "vbr.mp3")
	id3v1 := append([]byte("TAG"), make([]byte, 125)...)
	id3v2 := func(size byte, content int) []byte {
		return append([]byte{'I', 'D', '3', 4, 0, 0, 0, 0, size >> 7, size & 0x7f}, make([]byte, content)...)
	}
	tests := []struct {
		name string
		file []byte
		want []string
	}{
		{"tags on both sides", slices.Concat(id3v2(20, 20), id3v2(0, 0), vbr, id3v1), nil},
		{"false syncs in a tag", slices.Concat(id3v2(99, 0), bytes.Repeat([]byte{0xff, 0xfb, 0x90}, 33), vbr), nil},
		{"tag too short", slices.Concat(id3v2(5, 0), []byte("some words that are longer"), vbr), []string{"junk_before"}},
		{"tag claims more than the file", slices.Concat([]byte("ID3\x03\x00\x00\x7f\x7f\x7f\x7f"), []byte("words"), vbr), []string{"bad_tag"}},
		{"words behind", slices.Concat(vbr, []byte("some words"), id3v1), []string{"junk_after"}},
	}
	for _, tt := range tests {
		i := readBytes(t, tt.file, Packets)
		var got []string
		for _, d := range i.Damage {
			got = append(got, d.Kind)
		}
		if i.Frames.Value != 11025 || i.Integrity != NotVerifiable || !slices.Equal(got, tt.want) {
			t.Errorf("%s: %d frames, %s, %v; want 11025 and %v", tt.name, i.Frames.Value, i.Integrity, i.Damage, tt.want)
		}
	}
}

func TestMPEGDamageIsSaidOnce(t *testing.T) {
	notag, vbr := mpegFile(t, "notag.mp3"), mpegFile(t, "vbr.mp3")
	zeroed, flipped := slices.Clone(notag), slices.Clone(vbr)
	clear(zeroed[1000:1300])
	flipped[3000] ^= 4
	for name, tt := range map[string]struct {
		file []byte
		want string
	}{
		"zeroed":  {zeroed, "lost_sync"},
		"flipped": {flipped, "bad_crc"},
		"cut":     {notag[:2000], "truncated"},
	} {
		for _, d := range []Depth{Packets, Samples} {
			i := readBytes(t, tt.file, d)
			var lost []string
			for _, x := range i.Damage {
				if x.Severity == SeverityDamage && !slices.Contains(lost, x.Kind) {
					lost = append(lost, x.Kind)
				}
			}
			if i.Integrity != Damaged || strings.Join(lost, ",") != tt.want {
				t.Errorf("%s, %s: %s, %v; want %s", name, d, i.Integrity, i.Damage, tt.want)
			}
		}
	}
}

// mpegExceptions are files of which the manifest says otherwise.
var mpegExceptions = map[string]string{
	"sindresorhus+file-type/fixture-bad-offset-10.mp3": "its tag says that all frames are delay and padding, and lame --decode gives none",
	"wader+fq/header-zeros-frames.mp3":                 "its one packet is whole, though ffprobe wants more than one",
}

// TestMPEGMainDataAreReadAtDepthSamples gives a packet more big values than its
// bits hold.
func TestMPEGMainDataAreReadAtDepthSamples(t *testing.T) {
	const third = 2 * 192
	b := mpegFile(t, "notag.mp3")
	// Behind 4 bytes of header, 10 bits of main_data_begin and private bits, and 12
	// of part2_3_length: 288 in big_values.
	side := b[third+4:]
	side[2], side[3] = side[2]&^3|0b10, side[3]&^0xfe|0b0100000<<1
	if i := readBytes(t, b, Packets); len(i.Damage) > 0 {
		t.Errorf("depth packets: %v", i.Damage)
	}
	i := readBytes(t, b, Samples)
	if damageKinds(i) != "bad_packet" || i.Damage[0].Offset != third || i.Integrity != Damaged || i.DepthReached != Samples {
		t.Errorf("%s at depth %s, %v; want bad_packet at byte %d", i.Integrity, i.DepthReached, i.Damage, third)
	}
}

// Real files with known truth.
func TestMPEGFixtures(t *testing.T) {
	dir, rows := fixtures(t)
	checked := 0
	for _, row := range rows {
		file := row["file"]
		if !strings.HasSuffix(file, ".mp3") || row["class"] == "not audio" || mpegExceptions[file] != "" {
			continue
		}
		b := fixtureBytes(t, dir, row)
		checked++
		for _, d := range []Depth{Packets, Samples} {
			t.Run(file+" "+d.String(), func(t *testing.T) { checkMPEGFixture(t, readBytes(t, b, d), row) })
		}
	}
	if checked < 20 {
		t.Errorf("%d MP3 files among the fixtures", checked)
	}
}

func checkMPEGFixture(t *testing.T, i Info, row map[string]string) {
	if corrupt := row["class"] == "corrupt"; corrupt != (i.Integrity == Damaged) {
		t.Errorf("integrity %s, manifest says %s %s: %+v", i.Integrity, row["class"], row["reason"], i.Damage)
	}
	if low, err := strconv.ParseFloat(row["dur_min"], 64); err == nil {
		const rounded = 1e-4 // the manifest has six decimals of some tools, three of others
		high, _ := strconv.ParseFloat(row["dur_max"], 64)
		if got, _ := i.Duration(); got < low-rounded || got > high+rounded {
			t.Errorf("%g s, want %g to %g", got, low, high)
		}
	}
	if rate, err := strconv.Atoi(row["sample_rate"]); err == nil && i.Rate.Value != rate {
		t.Errorf("%d Hz, want %d", i.Rate.Value, rate)
	}
	if channels, err := strconv.Atoi(row["channels"]); err == nil && i.Channels.Value != channels {
		t.Errorf("%d channels, want %d", i.Channels.Value, channels)
	}
}
