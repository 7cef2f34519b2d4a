package isobmff

import (
	"bytes"
	"context"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// dataAt is where the media data of withTables begin.
const dataAt = 28

// withTables is a file of one AAC track, whose media data stand in front, with the
// sample tables given; ISO/IEC 14496-12:2022, 8.5 to 8.7.
func withTables(tables ...[]byte) []byte {
	entry := soundEntryOf("mp4a", 2, 16, 44100, esdsOf(0x40, 0x12, 0x10))
	return withEntries([][]byte{entry, entry}, tables...)
}

func withEntries(entries [][]byte, tables ...[]byte) []byte {
	stsd := bx("stsd", slices.Concat(append([][]byte{u32(0, len(entries))}, entries...)...))
	stbl := bx("stbl", append([][]byte{stsd}, tables...)...)
	mdia := bx("mdia", bx("mdhd", u32(0, 0, 0, 44100, 0, 0)), bx("hdlr", u32(0, 0), []byte("soun"), make([]byte, 13)), bx("minf", stbl))
	moov := bx("moov", bx("trak", bx("tkhd", u32(0, 0, 0, 7, 0)), mdia))
	return slices.Concat(bx("ftyp", []byte("M4A \x00\x00\x00\x00isom")), bx("mdat", bytes.Repeat([]byte{0x21}, 1000)), moov)
}

// packetsOf lists the packets of the sound in a file, and the damage to its tables.
func packetsOf(t *testing.T, file []byte) (out []Packet, list []damage.Damage) {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(file), int64(len(file)))
	var log damage.Log
	m, err := ReadMovie(r, 0, &log)
	if err != nil || m.AudioTrack() == nil {
		t.Fatalf("no track of sound, %v", err)
	}
	p := m.AudioTrack().Packets(r, &log)
	for {
		k, ok := p.Next()
		if !ok {
			return out, log.List()
		}
		out = append(out, k)
	}
}

// at is a packet of the table of wanted ones, offset bytes into the media data.
func at(index, offset, size, duration, entry int) Packet {
	return Packet{Index: int64(index), Offset: int64(dataAt + offset), Size: int64(size), Duration: int64(duration), Units: 1, Entry: entry}
}

// TestSampleTables: sizes of all widths, offsets of both, runs of chunks and of
// durations, and the order of the half bytes of stz2; 8.6.1.2, 8.7.3 to 8.7.5.
func TestSampleTables(t *testing.T) {
	three := u32(0, 1, 3, 1024)
	one := u32(0, 1, 1, 3, 1)
	chunk := bx("stco", u32(0, 1, dataAt))
	wide := binary.BigEndian.AppendUint64(u32(0, 1), dataAt+40)
	for name, c := range map[string]struct {
		tables [][]byte
		want   []Packet
	}{
		"stsz":            {[][]byte{bx("stts", three), bx("stsc", one), bx("stsz", u32(0, 0, 3, 10, 300, 30)), chunk}, []Packet{at(0, 0, 10, 1024, 0), at(1, 10, 300, 1024, 0), at(2, 310, 30, 1024, 0)}},
		"stsz, one size":  {[][]byte{bx("stts", three), bx("stsc", one), bx("stsz", u32(0, 12, 3)), chunk}, []Packet{at(0, 0, 12, 1024, 0), at(1, 12, 12, 1024, 0), at(2, 24, 12, 1024, 0)}},
		"stz2 of 4 bits":  {[][]byte{bx("stts", three), bx("stsc", one), bx("stz2", u32(0, 4, 3), []byte{0x9f, 0x30}), chunk}, []Packet{at(0, 0, 9, 1024, 0), at(1, 9, 15, 1024, 0), at(2, 24, 3, 1024, 0)}},
		"stz2 of 8 bits":  {[][]byte{bx("stts", three), bx("stsc", one), bx("stz2", u32(0, 8, 3), []byte{9, 200, 3}), chunk}, []Packet{at(0, 0, 9, 1024, 0), at(1, 9, 200, 1024, 0), at(2, 209, 3, 1024, 0)}},
		"stz2 of 16 bits": {[][]byte{bx("stts", three), bx("stsc", one), bx("stz2", u32(0, 16, 3), u16(9, 300, 3)), chunk}, []Packet{at(0, 0, 9, 1024, 0), at(1, 9, 300, 1024, 0), at(2, 309, 3, 1024, 0)}},
		"co64":            {[][]byte{bx("stts", u32(0, 1, 1, 1024)), bx("stsc", u32(0, 1, 1, 1, 1)), bx("stsz", u32(0, 0, 1, 10)), bx("co64", wide)}, []Packet{at(0, 40, 10, 1024, 0)}},
		"runs": {[][]byte{
			bx("stts", u32(0, 2, 2, 1000, 2, 24)), bx("stsc", u32(0, 2, 1, 1, 1, 3, 2, 2)), bx("stsz", u32(0, 0, 4, 10, 20, 30, 40)), bx("stco", u32(0, 3, dataAt+500, dataAt, dataAt+200)),
		}, []Packet{at(0, 500, 10, 1000, 0), at(1, 0, 20, 1000, 0), at(2, 200, 30, 24, 1), at(3, 230, 40, 24, 1)}},
	} {
		got, list := packetsOf(t, withTables(c.tables...))
		if !slices.Equal(got, c.want) || len(list) > 0 {
			t.Errorf("%s:\ngot  %+v, %v\nwant %+v", name, got, list, c.want)
		}
	}
}

// TestContradictingTables: what the tables cannot mean.
func TestContradictingTables(t *testing.T) {
	for name, c := range map[string]struct{ stsc, stco []byte }{
		"chunks begin with 2":        {u32(0, 1, 2, 1, 1), u32(0, 2, dataAt, dataAt+10)},
		"a chunk twice":              {u32(0, 2, 1, 1, 1, 1, 1, 1), u32(0, 2, dataAt, dataAt+10)},
		"a chunk too many":           {u32(0, 1, 1, 1, 1), u32(0, 3, dataAt, dataAt+10, dataAt+20)},
		"a chunk too few":            {u32(0, 1, 1, 1, 1), u32(0, 1, dataAt)},
		"a packet too many":          {u32(0, 1, 1, 3, 1), u32(0, 1, dataAt)},
		"an entry that is not there": {u32(0, 1, 1, 1, 3), u32(0, 2, dataAt, dataAt+10)},
	} {
		file := withTables(bx("stts", u32(0, 1, 2, 1024)), bx("stsc", c.stsc), bx("stsz", u32(0, 10, 2)), bx("stco", c.stco))
		if _, list := packetsOf(t, file); !has(list, damage.BadStructure) {
			t.Errorf("%s: damage %v", name, list)
		}
	}
}

// TestPacketsOfADPCM: tables that count frames give whole units of 64 frames in 34
// bytes a channel; QuickTime File Format Specification.
func TestPacketsOfADPCM(t *testing.T) {
	for frames, size := range map[int]int64{64: 34, 65: 68, 128: 68, 200: 136} {
		file := withEntries([][]byte{version1("ima4", 1, 16, 64, 34)},
			bx("stts", u32(0, 1, frames, 1)), bx("stsc", u32(0, 1, 1, frames, 1)), bx("stsz", u32(0, 1, frames)), bx("stco", u32(0, 1, dataAt)))
		got, list := packetsOf(t, file)
		if len(got) != 1 || got[0].Size != size || got[0].Units != int64(frames) || len(list) > 0 {
			t.Errorf("%d frames: %+v, %v, want %d bytes", frames, got, list, size)
		}
	}
}

// large is a box whose size stands in 64 bits; 4.2.2.
func large(size uint64, kind string, body []byte) []byte {
	head := append(u32(1), kind...)
	return append(binary.BigEndian.AppendUint64(head, size), body...)
}

// TestLargeSizes: sizes of 64 bits, of which the header of 16 bytes is a part.
func TestLargeSizes(t *testing.T) {
	file := plain().file()
	moovAt := bytes.Index(file, []byte("moov")) - 4
	moovEnd := moovAt + int(binary.BigEndian.Uint32(file[moovAt:]))
	body := file[moovAt+8 : moovEnd]
	for size, want := range map[uint64]bool{
		uint64(len(body) + 16): true, 15: false, 8: false, 1<<63 + 100: false, 1<<62 + 1: false,
	} {
		m, _, _, _ := surveyOf(t, slices.Concat(file[:moovAt], large(size, "moov", body), file[moovEnd:]))
		if found := m.Found && len(m.Tracks) == 1 && m.Duration > 0; found != want {
			t.Errorf("a movie box of %d bytes: a track %v, want %v", size, found, want)
		}
	}
}

func u64(values ...uint64) (out []byte) {
	for _, v := range values {
		out = binary.BigEndian.AppendUint64(out, v)
	}
	return out
}

// TestVersion1: headers whose times have 64 bits; 8.2.2, 8.3.2, 8.4.2, 8.6.6, 8.8.2
// and 8.8.12. The packets are those of a fragment whose size and sample description the
// movie box gives.
func TestVersion1(t *testing.T) {
	entry := soundEntryOf("mp4a", 2, 16, 44100, esdsOf(0x40, 0x12, 0x10))
	mdia := bx("mdia", bx("mdhd", u32(1<<24), u64(0, 0), u32(44100), u64(5000), u32(0)),
		bx("hdlr", u32(0, 0), []byte("soun"), make([]byte, 13)), bx("minf", bx("stbl", bx("stsd", u32(0, 2), entry, entry))))
	edits := bx("edts", bx("elst", u32(1<<24, 2), u64(250, 1<<64-1), u32(0x10000), u64(0, 1024), u32(0x10000)))
	moov := bx("moov", bx("mvhd", u32(1<<24), u64(0, 0), u32(1000), u64(1234)),
		bx("trak", bx("tkhd", u32(1<<24), u64(0, 0), u32(7, 0)), edits, mdia),
		bx("mvex", bx("mehd", u32(1<<24), u64(777)), bx("trex", u32(0, 7, 1, 1024, 20, 0))))
	// Sample description 2; a run with the flags of its first packet, sizes or none, and
	// offsets of composition.
	fragment := func(time uint64, flags int, entries ...int) []byte {
		build := func(offset int) []byte {
			run := bx("trun", u32(flags, 2, offset, 0), u32(entries...))
			traf := bx("traf", bx("tfhd", u32(0x20002, 7, 2)), bx("tfdt", u32(1<<24), u64(time)), run)
			return bx("moof", bx("mfhd", u32(0, 1)), traf)
		}
		return slices.Concat(build(len(build(0))+8), bx("mdat", bytes.Repeat([]byte{0x21}, 40)))
	}
	const start = 1 << 33
	file := slices.Concat(bx("ftyp", []byte("M4A \x00\x00\x00\x00isom")), moov, fragment(start, 0x805, 5, 5), fragment(start+2048, 0xa05, 20, 5, 20, 5))
	m, track, tally, list := surveyOf(t, file)
	if m.Duration != 1234 || m.Timescale != 1000 || m.FragmentDuration != 777 || track.ID != 7 || track.Duration != 5000 || track.Timescale != 44100 {
		t.Errorf("%+v, %+v", m, track)
	}
	if want := []Edit{{250, -1}, {0, 1024}}; !slices.Equal(track.Edits, want) {
		t.Errorf("edits %+v, want %+v", track.Edits, want)
	}
	// The declared lengths are no truth here: they only show what is read.
	if has(list, damage.BadNumbering) || tally.Packets != 4 || tally.Bytes != 80 || tally.Frames != 3*1024 {
		t.Errorf("%+v, %v", tally, list)
	}
	if l, ok := track.HeaderLength(); !ok || l.Frames != 34266 { // 777 ms
		t.Errorf("%+v, %v", l, ok)
	}
	packets, _ := packetsOf(t, file)
	for _, k := range packets {
		if k.Entry != 1 || k.Size != 20 || k.Duration != 1024 {
			t.Errorf("%+v", k)
		}
	}
	// Whole seconds of packets are missing, which only the upper half of the time tells.
	gap := slices.Concat(bx("ftyp", []byte("M4A \x00\x00\x00\x00isom")), moov, fragment(0, 0x805, 5, 5), fragment(1<<32+2048, 0x805, 5, 5))
	if _, _, _, list := surveyOf(t, gap); !has(list, damage.BadNumbering) {
		t.Errorf("a gap of 2^32 units: %v", list)
	}
}
