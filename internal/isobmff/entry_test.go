package isobmff

import (
	"bytes"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/abema/go-mp4"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// version1 and version2 add what QuickTime's sound descriptions have beyond
// version 0; QuickTime File Format Specification, sound sample descriptions.
func version1(kind string, channels, bits, framesPerPacket, bytesPerFrame int, children ...[]byte) []byte {
	head := slices.Concat(make([]byte, 6), u16(1, 1, 0, 0, 0, channels, bits, 0, 0, 44100, 0), u32(framesPerPacket, bytesPerFrame/max(channels, 1), bytesPerFrame, 2))
	return bx(kind, append([][]byte{head}, children...)...)
}

func version2(kind string, rate float64, channels, bits, flags int) []byte {
	head := slices.Concat(make([]byte, 6), u16(1, 2, 0, 0, 0, 3, 16, 0xfffe, 0, 1, 0), u32(72), binary.BigEndian.AppendUint64(nil, math.Float64bits(rate)),
		u32(channels, 0x7f000000, bits, flags, bits/8*channels, 1))
	return bx(kind, head)
}

// fullESDS is an elementary stream descriptor with every field that it may have, a
// descriptor of another kind in front, and lengths of up to four bytes; ISO/IEC
// 14496-1:2010, 7.2.6.5 and 8.3.3.
func fullESDS() []byte {
	info := []byte{5, 0x80, 0x80, 0x80, 2, 0x12, 0x10}
	dec := slices.Concat([]byte{4, 0x80, byte(13 + len(info)), 0x40, 0x15}, make([]byte, 11), info)
	other := append([]byte{0x7f, 0x81, 0x00}, bytes.Repeat([]byte{0xff}, 128)...)
	body := slices.Concat([]byte{0, 1, 0xe0, 0, 9, 3, 'u', 'r', 'l', 0, 8}, other, dec)
	return bx("esds", u32(0), []byte{3, 0x81, byte(len(body) - 128)}, body)
}

func TestEntries(t *testing.T) {
	aac := esdsOf(0x40, 0x12, 0x10)
	alac := bx("alac", u32(0), u32(4096), []byte{0, 24, 40, 10, 14, 2, 0, 255}, u32(0, 900000, 96000))
	type facts struct {
		codec, profile      string
		rate, channels      int
		bits                int
		packet, unit        int64
		encrypted, complete bool
	}
	for _, c := range []struct {
		name  string
		entry []byte
		want  facts
	}{
		{"AAC-LC", soundEntryOf("mp4a", 2, 16, 44100, aac), facts{"aac", "AAC-LC", 44100, 2, 0, 1024, 0, false, true}},
		{"AAC-LC behind an entry that says mono, 22050 Hz", soundEntryOf("mp4a", 1, 16, 22050, aac), facts{"aac", "AAC-LC", 44100, 2, 0, 1024, 0, false, true}},
		{"HE-AAC, backward compatible", soundEntryOf("mp4a", 2, 16, 24000, esdsOf(0x40, 0x13, 0x10, 0x56, 0xe5, 0x98)), facts{"aac", "HE-AAC", 48000, 2, 0, 2048, 0, false, true}},
		{"HE-AAC v2, explicit", soundEntryOf("mp4a", 2, 16, 44100, esdsOf(0x40, 0xeb, 0x8a, 8, 0)), facts{"aac", "HE-AAC v2", 44100, 2, 0, 2048, 0, false, true}},
		{"Vorbis", soundEntryOf("mp4a", 2, 16, 44100, esdsOf(0xdd, 1)), facts{"vorbis", "", 44100, 2, 0, 0, 0, false, true}},
		{"AC-3 by object type", soundEntryOf("mp4a", 2, 16, 48000, esdsOf(0xa5)), facts{"ac3", "", 48000, 2, 0, 1536, 0, false, true}},
		{"encrypted AAC", soundEntryOf("enca", 2, 16, 44100, aac, bx("sinf", bx("frma", []byte("mp4a")), bx("schm", u32(0, 0x63656e63, 0x10000)))), facts{"aac", "AAC-LC", 44100, 2, 0, 1024, 0, true, true}},
		{"FairPlay", soundEntryOf("drms", 2, 16, 44100, aac, bx("sinf", bx("frma", []byte("mp4a")))), facts{"aac", "AAC-LC", 44100, 2, 0, 1024, 0, true, true}},
		{"ALAC", soundEntryOf("alac", 2, 16, 0, alac), facts{"alac", "", 96000, 2, 24, 0, 0, false, true}},
		{"ALAC in QuickTime's wave", version1("alac", 2, 16, 4096, 4, bx("wave", bx("frma", []byte("alac")), alac, u32(8, 0))), facts{"alac", "", 96000, 2, 24, 0, 0, false, true}},
		{"AAC in QuickTime's wave", version1("mp4a", 2, 16, 1024, 4, bx("wave", bx("frma", []byte("mp4a")), bx("mp4a", u32(0)), aac, u32(8, 0))), facts{"aac", "AAC-LC", 44100, 2, 0, 1024, 0, false, true}},
		{"Opus", soundEntryOf("Opus", 2, 16, 48000, bx("dOps", []byte{0, 1, 1, 0x38}, u32(44100), []byte{0, 0, 0})), facts{"opus", "", 48000, 1, 0, 0, 0, false, true}},
		// 48 kHz, 3/2 with LFE: fscod 0, bsid 8, bsmod 0, acmod 7, lfeon 1.
		{"AC-3, 5.1", soundEntryOf("ac-3", 2, 16, 48000, bx("dac3", []byte{0x10, 0x3d, 0x40})), facts{"ac3", "", 48000, 6, 0, 1536, 0, false, true}},
		// 44.1 kHz, 3/2 with LFE: data_rate 0, one substream; fscod 1, bsid 16, bsmod 0, acmod 7, lfeon 1.
		{"E-AC-3, 5.1", soundEntryOf("ec-3", 2, 16, 44100, bx("dec3", []byte{0, 0, 0x60, 0x0f, 0})), facts{"eac3", "", 44100, 6, 0, 1536, 0, false, true}},
		// STREAMINFO: packets of 4096 frames, 96 kHz, 6 channels, 24 bits.
		{"FLAC", soundEntryOf("fLaC", 2, 16, 0, bx("dfLa", u32(0, 34), u16(4096, 4096), make([]byte, 6), []byte{0x17, 0x70, 0x0b, 0x70}, make([]byte, 20))), facts{"flac", "", 96000, 6, 24, 0, 0, false, true}},
		{"FLAC with a picture", soundEntryOf("fLaC", 2, 16, 0, bx("dfLa", u32(0, 34), u16(4096, 4096), make([]byte, 6), []byte{0x17, 0x70, 0x0b, 0x70}, make([]byte, 20), []byte{0x86, 3, 0, 0}, make([]byte, 3<<16))), facts{"flac", "", 96000, 6, 24, 0, 0, false, true}},
		{"ipcm, little-endian", soundEntryOf("ipcm", 2, 16, 48000, bx("pcmC", u32(0), []byte{1, 24})), facts{"pcm_s24le", "", 48000, 2, 24, 0, 6, false, true}},
		{"ipcm, big-endian", soundEntryOf("ipcm", 2, 16, 48000, bx("pcmC", u32(0), []byte{0, 24})), facts{"pcm_s24be", "", 48000, 2, 24, 0, 6, false, true}},
		{"AAC with all of a descriptor", soundEntryOf("mp4a", 2, 16, 44100, fullESDS()), facts{"aac", "AAC-LC", 44100, 2, 0, 1024, 0, false, true}},
		{"AMR", soundEntryOf("samr", 2, 16, 8000), facts{"amr_nb", "", 8000, 1, 0, 0, 0, false, true}},
		{"sowt", soundEntryOf("sowt", 2, 16, 44100), facts{"pcm_s16le", "", 44100, 2, 16, 0, 4, false, true}},
		{"twos of 8 bits", soundEntryOf("twos", 1, 8, 22050), facts{"pcm_s8", "", 22050, 1, 8, 0, 1, false, true}},
		{"in24, little-endian", version1("in24", 2, 16, 1, 6, bx("wave", bx("enda", u16(1)))), facts{"pcm_s24le", "", 44100, 2, 24, 0, 6, false, true}},
		{"fl64", version1("fl64", 1, 16, 1, 8), facts{"pcm_f64be", "", 44100, 1, 64, 0, 8, false, true}},
		{"lpcm, float", version2("lpcm", 192000, 6, 32, 1), facts{"pcm_f32le", "", 192000, 6, 32, 0, 24, false, true}},
		{"lpcm, signed, big-endian", version2("lpcm", 96000, 2, 24, 6), facts{"pcm_s24be", "", 96000, 2, 24, 0, 6, false, true}},
		{"mu-law", soundEntryOf("ulaw", 1, 16, 8000), facts{"pcm_mulaw", "", 8000, 1, 0, 0, 1, false, true}},
		{"IMA", version1("ima4", 2, 16, 64, 68), facts{"adpcm_ima", "", 44100, 2, 0, 0, 68, false, true}},
		{"something else", soundEntryOf("XYZ ", 2, 16, 44100), facts{"XYZ", "", 44100, 2, 0, 0, 0, false, true}},
	} {
		s := plain()
		s.entry = c.entry
		_, track, _, _ := surveyOf(t, s.file())
		if track == nil || len(track.Entries) != 1 {
			t.Errorf("%s: no entry", c.name)
			continue
		}
		e := track.Entries[0]
		got := facts{e.Codec, e.Profile, e.Rate, e.Channels, e.Bits, e.PacketFrames, e.UnitBytes, e.Encrypted, true}
		if got != c.want {
			t.Errorf("%s:\ngot  %+v\nwant %+v", c.name, got, c.want)
		}
	}
}

// TestCookies: what no magic cookie can say is damage before a packet is decoded.
func TestCookies(t *testing.T) {
	for name, cookie := range map[string][]byte{
		"none":                nil,
		"20 bytes":            make([]byte, 20),
		"packets of 0 frames": slices.Concat(u32(0), []byte{0, 16, 40, 10, 14, 2, 0, 255}, u32(0, 0, 44100)),
		"17 bits":             slices.Concat(u32(4096), []byte{0, 17, 40, 10, 14, 2, 0, 255}, u32(0, 0, 44100)),
		"version 1":           slices.Concat(u32(4096), []byte{1, 16, 40, 10, 14, 2, 0, 255}, u32(0, 0, 44100)),
		"9 channels":          slices.Concat(u32(4096), []byte{0, 16, 40, 10, 14, 9, 0, 255}, u32(0, 0, 44100)),
		"a rate of 0":         slices.Concat(u32(4096), []byte{0, 16, 40, 10, 14, 2, 0, 255}, u32(0, 0, 0)),
	} {
		s := plain()
		s.entry = soundEntryOf("alac", 2, 16, 44100, bx("alac", u32(0), cookie))
		if _, _, _, list := surveyOf(t, s.file()); !has(list, damage.BadStructure) {
			t.Errorf("%s: damage %v", name, list)
		}
	}
}

// TestAgainstGoMP4 holds offset, size and duration of every packet against
// go-mp4's reading of the same files.
func TestAgainstGoMP4(t *testing.T) {
	files, err := filepath.Glob("../../testdata/mp4/*.m*")
	if err != nil || len(files) < 5 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := mp4.Probe(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		m, track, tally, list := surveyOf(t, b)
		if len(list) > 0 {
			t.Errorf("%s: %v", path, list)
		}
		if len(m.Tracks) != len(want.Tracks) {
			t.Fatalf("%s: %d tracks, go-mp4 has %d", path, len(m.Tracks), len(want.Tracks))
		}
		samePackets(t, path, track, tally, want)
	}
}

func samePackets(t *testing.T, path string, track *Track, tally Tally, want *mp4.ProbeInfo) {
	for _, w := range want.Tracks {
		if w.TrackID != track.ID {
			continue
		}
		var size int64
		for _, s := range w.Samples {
			size += int64(s.Size)
		}
		packets := int64(len(w.Samples))
		for _, s := range want.Segments {
			if s.TrackID == track.ID {
				packets += int64(s.SampleCount)
				size = tally.Bytes // go-mp4 does not give those of fragments
			}
		}
		if size == 0 || track.Entries[0].UnitBytes > 0 {
			size = tally.Bytes // go-mp4 does not give a size that is the same for all
		}
		if tally.Packets != packets || tally.Bytes != size {
			t.Errorf("%s: %d packets of %d bytes, go-mp4 has %d of %d", path, tally.Packets, tally.Bytes, packets, size)
		}
		if int64(w.Timescale) != track.Timescale || int64(w.Duration) != track.Duration {
			t.Errorf("%s: %d of %d units a second, go-mp4 has %d of %d", path, track.Duration, track.Timescale, w.Duration, w.Timescale)
		}
	}
}

func FuzzBoxes(f *testing.F) {
	f.Add(plain().file())
	s := plain()
	s.edits, s.smpb, s.packets = elst(250, -1, 500, 1024), " 0 840 180 A640", 5
	f.Add(s.file())
	f.Add(fragmented(fragmentOf(3, 20, 0), fragmentOf(3, 20, 3072)).file())
	s.entry = version1("sowt", 2, 16, 1, 4)
	f.Add(s.file())
	s.entry = version2("lpcm", 96000, 2, 24, 6)
	f.Add(s.file())
	f.Add(mp4Sample(f, "flacfrag.mp4"))
	f.Add(mp4Sample(f, "mp3.mp4"))
	f.Fuzz(func(t *testing.T, b []byte) {
		_, track, tally, list := surveyOf(t, b)
		_, _, again, list2 := surveyOf(t, b)
		if tally.Frames != again.Frames || tally.Coded != again.Coded || len(list) != len(list2) {
			t.Fatalf("%+v and then %+v", tally, again)
		}
		if tally.Frames < 0 || tally.Coded < 0 || tally.Bytes < 0 || tally.Packets < 0 {
			t.Fatalf("%+v", tally)
		}
		if len(tally.Windows) > maxEdits {
			t.Fatalf("%d windows", len(tally.Windows))
		}
		at := int64(0)
		if len(track.entriesOrNone()) == 1 && track.Edits == nil {
			for _, w := range tally.Windows {
				if w.Start < at || w.End < w.Start || w.End > tally.Coded {
					t.Fatalf("window %+v of %d frames", w, tally.Coded)
				}
				at = w.End
			}
		}
	})
}

func (t *Track) entriesOrNone() []Entry {
	if t == nil {
		return nil
	}
	return t.Entries
}
