package isobmff

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
)

func mp4Sample(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "testdata", "mp4", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestProtectedPackets: FLAC carries its checksums into MP4, and MPEG audio does
// where the encoder wrote them.
func TestProtectedPackets(t *testing.T) {
	for name, want := range map[string]bool{
		"flac24.mp4": true, "flacfrag.mp4": true, "mp3crc.mp4": true, "mp2crc.mp4": true, "mp3.mp4": false, "aac.m4a": false, "alac16.m4a": false,
	} {
		_, _, tally, list := surveyOf(t, mp4Sample(t, name))
		if tally.Protected != want || len(list) > 0 {
			t.Errorf("%s: protected %t, want %t; %v", name, tally.Protected, want, list)
		}
	}
	file := mp4Sample(t, "flacfrag.mp4")
	if _, _, tally, _ := surveyOf(t, file[:bytes.Index(file, []byte("moof"))-4]); tally.Protected {
		t.Error("no packets at all are protected")
	}
}

// TestZerosOfOpus: a byte of 0 is a packet of Opus, 10 ms of silence; RFC 6716, 3.1.
func TestZerosOfOpus(t *testing.T) {
	s := plain()
	s.entry = soundEntryOf("Opus", 2, 16, 48000, bx("dOps", []byte{0, 2}, u16(0), u32(48000), []byte{0, 0, 0}))
	s.delta = 441
	file := s.file()
	clear(file[len(file)-s.packets*s.size:])
	if _, _, tally, list := surveyOf(t, file); len(list) > 0 || tally.Coded != int64(s.packets)*480 {
		t.Errorf("%+v, %v", tally, list)
	}
}

// TestFLACCountsItsPackets: each says how long it is, whatever the tables do.
func TestFLACCountsItsPackets(t *testing.T) {
	for _, least := range []uint16{256, 16} { // of any size, and of 256 frames each
		file := mp4Sample(t, "flac24.mp4")
		binary.BigEndian.PutUint16(file[bytes.Index(file, []byte("dfLa"))+4+4+4:], least)
		_, _, tally, list := surveyOf(t, file)
		if tally.Coded != 800 || tally.Frames != 800 || len(list) > 0 {
			t.Errorf("%d frames at least: %+v, %v", least, tally, list)
		}
		stts := bytes.Index(file, []byte("stts")) + 4 + 8
		if runs := binary.BigEndian.Uint32(file[stts-4:]); runs != 2 {
			t.Fatal(runs)
		}
		binary.BigEndian.PutUint32(file[stts+4:], 2*16000) // two seconds a packet
		if _, _, tally, list := surveyOf(t, file); tally.Coded != 800 || !slices.ContainsFunc(list, aboutTiming) {
			t.Errorf("%d frames at least, a timing table that lies: %+v, %v", least, tally, list)
		}
	}
}

func aboutTiming(d damage.Damage) bool {
	return d.Kind == damage.LyingTotal && strings.HasPrefix(d.Detail, "the timing table")
}

// TestFLACWithoutAHeader: how long a packet is whose header is broken, the timing
// table tells where packets differ, else STREAMINFO.
func TestFLACWithoutAHeader(t *testing.T) {
	for least, want := range map[uint16]int64{16: 800, 4096: 800 - 256 + 4096} {
		file := mp4Sample(t, "flac24.mp4")
		info := file[bytes.Index(file, []byte("dfLa"))+4+4+4:]
		binary.BigEndian.PutUint16(info, least)
		binary.BigEndian.PutUint16(info[2:], 4096)
		packets, _ := packetsOf(t, file)
		file[packets[1].Offset+2] ^= 1 // CRC-8
		if _, _, tally, _ := surveyOf(t, file); tally.Coded != want {
			t.Errorf("%d to 4096 frames a packet: %d frames, want %d", least, tally.Coded, want)
		}
	}
}

// TestFlippedBitsOfPackets: a checksum finds each that it covers. That of FLAC
// covers all, that of MPEG audio the third and fourth byte of the header, itself,
// and the side information.
func TestFlippedBitsOfPackets(t *testing.T) {
	for name, covered := range map[string][2]int{"flac24.mp4": {0, 1 << 20}, "flacfrag.mp4": {0, 1 << 20}, "mp3crc.mp4": {2, 6 + 32}} {
		file := mp4Sample(t, name)
		packets, _ := packetsOf(t, file)
		for _, k := range packets {
			for i := k.Offset + int64(covered[0]); i < k.Offset+min(k.Size, int64(covered[1])); i++ {
				b := bytes.Clone(file)
				b[i] ^= 1 << (i % 8)
				_, _, tally, list := surveyOf(t, b)
				if tally.Protected || !slices.ContainsFunc(list, func(d damage.Damage) bool { return d.Kind.Severity() == damage.Lost }) {
					t.Fatalf("%s: byte %d of packet %d: %v", name, i-k.Offset, k.Index, list)
				}
				if list[0].Offset != k.Offset {
					t.Fatalf("%s: byte %d of packet %d, which is at %d: %v", name, i-k.Offset, k.Index, k.Offset, list)
				}
			}
		}
	}
}

// TestSTREAMINFO: what the sample description of FLAC may say wrong; Encapsulation
// of FLAC in ISO Base Media File Format, 3.3.2 and 3.3.3; RFC 9639, 8.2.
func TestSTREAMINFO(t *testing.T) {
	file := mp4Sample(t, "flac24.mp4")
	at := bytes.Index(file, []byte("dfLa")) + 4 + 4 + 4
	total := binary.BigEndian.Uint64(file[at+10:])
	if total&(1<<36-1) != 800 {
		t.Fatalf("%x", total)
	}
	for _, tt := range []struct {
		name   string
		change func(b []byte)
		want   []damage.Kind
	}{
		{"nothing", func([]byte) {}, nil},
		{"no STREAMINFO", func(b []byte) { b[at-4] = 0x81 }, []damage.Kind{damage.BadStructure}},
		{"a rate of 0", func(b []byte) { b[at+10], b[at+11], b[at+12] = 0, 0, b[at+12]&15 }, []damage.Kind{damage.BadStructure}},
		{"mono", func(b []byte) { b[at+12] &^= 0x0e }, []damage.Kind{damage.FormatChange}},
		{"8 bits", func(b []byte) { b[at+12] &^= 1 }, []damage.Kind{damage.FormatChange}},
		{"a total that is off", func(b []byte) { b[at+17]++ }, []damage.Kind{damage.CountOff}},
		{"a total that is off, and a broken packet", func(b []byte) { b[at+17]++; b[100] ^= 1 }, []damage.Kind{damage.BadCRC}},
		{"no total", func(b []byte) { clear(b[at+14 : at+18]) }, nil},
	} {
		b := bytes.Clone(file)
		tt.change(b)
		_, _, _, list := surveyOf(t, b)
		var got []damage.Kind
		for _, d := range list {
			if !slices.Contains(got, d.Kind) {
				got = append(got, d.Kind)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, list, tt.want)
		}
	}
}
