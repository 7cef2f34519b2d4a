package probe

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func flacRead(t testing.TB, b []byte, d Depth) Info {
	t.Helper()
	info, err := Read(context.Background(), bytes.NewReader(b), int64(len(b)), &Options{Depth: d})
	if err != nil {
		t.Fatal(err)
	}
	return info
}

func flacFile(t testing.TB, folder, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", folder, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func flacKinds(i Info) (k []string) {
	for _, d := range i.Damage {
		k = append(k, d.Kind)
	}
	return k
}

func TestFLACDepths(t *testing.T) {
	tests := []struct {
		name      string
		depth     Depth
		frames    Fact[int64]
		reached   Depth
		integrity Integrity
		by        string
	}{
		{"s16.flac", Header, Fact[int64]{1200, FromHeader}, Header, NotChecked, ""},
		{"s16.flac", Packets, Fact[int64]{1200, FromPackets}, Packets, Verified, "crc"},
		{"s16.flac", Samples, Fact[int64]{1200, FromSamples}, Samples, Verified, "md5"},
		{"nomd5.flac", Samples, Fact[int64]{1200, FromSamples}, Samples, Verified, "crc"},
		{"total0.flac", Header, Fact[int64]{1200, Estimate}, Header, NotChecked, ""},
		{"total0.flac", Packets, Fact[int64]{1200, FromPackets}, Packets, Verified, "crc"},
		{"s32.flac", Samples, Fact[int64]{400, FromSamples}, Samples, Verified, "md5"},
	}
	for _, tt := range tests {
		i := flacRead(t, flacFile(t, "flac", tt.name), tt.depth)
		if i.Frames != tt.frames || i.CodedFrames.Value != tt.frames.Value || i.DepthReached != tt.reached ||
			i.Integrity != tt.integrity || i.VerifiedBy != tt.by || len(i.Damage) > 0 || i.Problem != "" {
			t.Errorf("%s at %s: %+v", tt.name, tt.depth, i)
		}
		if i.Container.Value != "flac" || i.Codec.Value != "flac" || !i.BitRate.Known() || i.AudioTracks != 1 {
			t.Errorf("%s at %s: %+v", tt.name, tt.depth, i)
		}
	}
}

func TestFLACFormats(t *testing.T) {
	for name, want := range map[string][3]int{
		"m8.flac": {8000, 1, 8}, "m12.flac": {24000, 1, 12}, "s20.flac": {48000, 2, 20},
		"s24.flac": {176400, 2, 24}, "m32.flac": {44100, 1, 32}, "c6.flac": {48000, 6, 16},
	} {
		for _, d := range []Depth{Header, Packets, Samples} {
			i := flacRead(t, flacFile(t, "flac", name), d)
			if got := [3]int{i.Rate.Value, i.Channels.Value, i.Bits.Value}; got != want || len(i.Damage) > 0 {
				t.Errorf("%s at %s: %v, %v; want %v", name, d, got, i.Damage, want)
			}
		}
	}
}

// What each packet's header says itself is a fact of the packets, the rest of
// STREAMINFO alone: a rate of no code of RFC 9639, 9.1.2, is spelt out, 4 bits a
// sample have no code (9.1.4).
func TestFLACBasis(t *testing.T) {
	for _, tt := range []struct {
		name       string
		rate, bits Basis
	}{
		{"s16.flac", FromPackets, FromPackets},
		{"c8.flac", FromPackets, FromPackets},
		{"m4.flac", FromPackets, FromHeader},
	} {
		b := flacFile(t, "flac", tt.name)
		i := flacRead(t, b, Packets)
		if i.Rate.Basis != tt.rate || i.Bits.Basis != tt.bits || i.Channels.Basis != FromPackets {
			t.Errorf("%s: rate from %s, bits from %s, channels from %s", tt.name, i.Rate.Basis, i.Bits.Basis, i.Channels.Basis)
		}
		if i = flacRead(t, b, Header); i.Rate.Basis != FromHeader || i.Bits.Basis != FromHeader || i.Channels.Basis != FromHeader {
			t.Errorf("%s, header alone: rate from %s, bits from %s, channels from %s", tt.name, i.Rate.Basis, i.Bits.Basis, i.Channels.Basis)
		}
	}
}

// One cause is one damage, at each depth that can see it.
func TestFLACDamage(t *testing.T) {
	b := flacFile(t, "flac", "s16.flac")
	edit := func(f func(c []byte)) []byte {
		c := slices.Clone(b)
		f(c)
		return c
	}
	md5 := edit(func(c []byte) {
		for i := 26; i < 42; i++ {
			c[i] ^= 0xff
		}
	})
	total := edit(func(c []byte) { c[25]++ })
	tests := []struct {
		name  string
		b     []byte
		depth Depth
		want  []string
	}{
		{"MD5 inverted", md5, Packets, nil},
		{"MD5 inverted", md5, Samples, []string{"bad_md5"}},
		{"lying total", total, Packets, []string{"lying_total"}},
		{"lying total", total, Samples, []string{"lying_total"}},
		{"broken packet", edit(func(c []byte) { c[2000] ^= 1 }), Packets, []string{"bad_crc"}},
		{"broken packet", edit(func(c []byte) { c[2000] ^= 1 }), Samples, []string{"bad_crc"}},
		{"cut", b[:3000], Packets, []string{"truncated"}},
		{"cut", b[:3000], Samples, []string{"truncated"}},
		{"junk behind", append(slices.Clone(b), "some text"...), Samples, []string{"junk_after"}},
		{"ID3v2 in front", slices.Concat([]byte("ID3\x03\x00\x00\x00\x00\x00\x0a0123456789"), b), Samples, nil},
	}
	for _, tt := range tests {
		i := flacRead(t, tt.b, tt.depth)
		if !slices.Equal(flacKinds(i), tt.want) {
			t.Errorf("%s at %s: %v, want %v", tt.name, tt.depth, i.Damage, tt.want)
		}
	}
}

// A header read takes no more than it needs, whatever stands between.
func TestFLACHeaderReadsLittle(t *testing.T) {
	b := flacFile(t, "flac", "s16.flac")
	picture := make([]byte, 4+1<<20)
	picture[0], picture[1] = 6, 0x10 // type PICTURE, 1 MiB; RFC 9639, 8.8
	big := slices.Concat(b[:42], picture, b[42:])
	for depth, most := range map[Depth]int64{Header: 8 << 10, Packets: 64 << 10} {
		r := &flacCountingReader{r: bytes.NewReader(big)}
		i, err := Read(context.Background(), r, int64(len(big)), &Options{Depth: depth})
		if err != nil || len(i.Damage) > 0 || i.Frames.Value != 1200 || r.n > most {
			t.Errorf("%s: %d bytes read, want at most %d; %v, %v", depth, r.n, most, i.Damage, err)
		}
	}
}

type flacCountingReader struct {
	r *bytes.Reader
	n int64
}

func (c *flacCountingReader) ReadAt(p []byte, off int64) (int, error) {
	n, err := c.r.ReadAt(p, off)
	c.n += int64(n)
	return n, err
}

func TestFLACFixtures(t *testing.T) {
	dir, rows := fixtures(t)
	seen := 0
	for _, row := range rows {
		file := row["file"]
		if !strings.HasSuffix(file, ".flac") {
			continue
		}
		seen++
		i := flacRead(t, fixtureBytes(t, dir, row), Samples)
		truth, _ := strconv.ParseFloat(row["truth_dur"], 64)
		seconds, _ := i.Duration()
		if math.Abs(seconds-truth) > 1e-6 || strconv.Itoa(i.Rate.Value) != row["sample_rate"] ||
			strconv.Itoa(i.Channels.Value) != row["channels"] || strconv.Itoa(i.Bits.Value) != row["bits"] {
			t.Errorf("%s: %v s, %+v; want %v", file, seconds, i, row)
		}
		if corrupt := row["class"] == "corrupt"; corrupt != (i.Integrity == Damaged) || !corrupt && i.VerifiedBy != "md5" {
			t.Errorf("%s: %s by %q, %v", file, i.Integrity, i.VerifiedBy, i.Damage)
		}
	}
	if seen == 0 {
		t.Error("no .flac in the manifest")
	}
}
