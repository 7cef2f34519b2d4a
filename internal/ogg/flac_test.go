package ogg

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// changed returns flac.oga with page i changed and its CRC-32 right again.
func changed(t *testing.T, i int, change func(page []byte)) []byte {
	t.Helper()
	b := slices.Clone(fixture(t, "flac.oga"))
	offs := pages(t, b)
	change(b[offs[i]:offs[i+1]])
	seal(b[offs[i]:offs[i+1]])
	return b
}

// audioPage is the first of flac.oga that holds packets of audio.
func audioPage(t *testing.T) int {
	t.Helper()
	b := fixture(t, "flac.oga")
	for i, off := range pages(t, b) {
		if int64(binary.LittleEndian.Uint64(b[off+6:])) > 0 {
			return i
		}
	}
	t.Fatal("no page of audio")
	return 0
}

// body returns the body of a page.
func body(page []byte) []byte { return page[headSize+int(page[26]):] }

// TestPacketsOfFLAC: what pages whose checksums are right can still hold.
func TestPacketsOfFLAC(t *testing.T) {
	at := audioPage(t)
	const info = 9 + 4 + 4 // of the first page: RFC 9639, 10.1
	for _, tt := range []struct {
		name   string
		page   int
		change func(page []byte)
		frames int64
		want   damage.Kind // empty for none
	}{
		{"nothing", at, func([]byte) {}, 8000, ""},
		{"a flipped bit in a packet", at, func(p []byte) { body(p)[100] ^= 1 }, 8000, damage.BadCRC},
		{"a flipped bit in a header", at, func(p []byte) { body(p)[3] ^= 0x10 }, 8000 - 4096, damage.BadPacket},
		{"stereo in STREAMINFO", 0, func(p []byte) { body(p)[info+12] |= 2 }, 8000, damage.FormatChange},
		{"a rate of 0 in STREAMINFO", 0, func(p []byte) { b := body(p)[info:]; b[10], b[11], b[12] = 0, 0, b[12]&15 }, 0, damage.BadStructure},
		{"another total in STREAMINFO", 0, func(p []byte) { body(p)[info+17]++ }, 8000, damage.LyingTotal},
		{"no total in STREAMINFO", 0, func(p []byte) { clear(body(p)[info+14 : info+18]) }, 8000, ""},
	} {
		s, list := walk(t, changed(t, tt.page, tt.change))
		if s.Frames != tt.frames || tt.want == "" && len(list) > 0 || tt.want != "" && (len(list) == 0 || list[0].Kind != tt.want) {
			t.Errorf("%s: %d frames, %v; want %d, %s", tt.name, s.Frames, list, tt.frames, tt.want)
		}
		if s.Intact != (tt.want == "") {
			t.Errorf("%s: intact is %t", tt.name, s.Intact)
		}
	}
}

// TestGranulesOfFLAC: packets say how many frames they hold. Granule positions may
// begin anywhere, and may not contradict that.
func TestGranulesOfFLAC(t *testing.T) {
	move := func(by func(g uint64, last bool) uint64) []byte {
		b := slices.Clone(fixture(t, "flac.oga"))
		offs := pages(t, b)
		for i, off := range offs[:len(offs)-1] {
			if g := binary.LittleEndian.Uint64(b[off+6:]); g > 0 && g < 1<<62 {
				binary.LittleEndian.PutUint64(b[off+6:], by(g, i+2 == len(offs)))
				seal(b[off:offs[i+1]])
			}
		}
		return b
	}
	for _, tt := range []struct {
		name string
		by   func(g uint64, last bool) uint64
		want []damage.Kind
	}{
		{"as they are", func(g uint64, _ bool) uint64 { return g }, nil},
		{"from a million on", func(g uint64, _ bool) uint64 { return g + 1_000_000 }, nil},
		{"1000 too few at the end", func(g uint64, last bool) uint64 {
			if last {
				g -= 1000
			}
			return g
		}, []damage.Kind{damage.LyingTotal}},
	} {
		if s, list := walk(t, move(tt.by)); s.Frames != 8000 || s.Coded != 8000 || !slices.Equal(kinds(list), tt.want) {
			t.Errorf("%s: %+v, %v; want %v", tt.name, s, list, tt.want)
		}
	}
}

// TestFLACPagesThatContradict: of a page that goes on with a packet the one before
// must not have ended it, and the other way round; RFC 3533, 6.
func TestFLACPagesThatContradict(t *testing.T) {
	whole := collect(t, fixture(t, "flac.oga"))
	file := paged(1, whole, 7, 4096)
	offs := pages(t, file)
	for i := audioPage(t); i+1 < len(offs); i++ {
		b := slices.Clone(file)
		b[offs[i]+5] ^= continued
		seal(b[offs[i]:offs[i+1]])
		s, list := walk(t, b)
		if len(list) == 0 || list[0].Kind != damage.BadStructure || list[0].Offset != int64(offs[i]) || s.Frames >= 8000 {
			t.Errorf("page %d: %d frames, %v", i, s.Frames, list)
		}
	}
}

// TestFLACLossesAreToldOnce: a page that is missing or broken is not told a second
// time by the packets that it breaks.
func TestFLACLossesAreToldOnce(t *testing.T) {
	file := paged(1, collect(t, fixture(t, "flac.oga")), 7, 4096)
	offs := pages(t, file)
	for i := audioPage(t); i+2 < len(offs); i++ {
		_, list := walk(t, slices.Delete(slices.Clone(file), offs[i], offs[i+1]))
		if !slices.Equal(kinds(list), []damage.Kind{damage.BadNumbering}) {
			t.Errorf("without page %d: %v", i, list)
		}
		b := slices.Clone(file)
		b[offs[i+1]-1] ^= 1
		if _, list := walk(t, b); !slices.Equal(kinds(list), []damage.Kind{damage.BadCRC}) {
			t.Errorf("page %d broken: %v", i, list)
		}
	}
}

// TestLargePictures: a block of metadata may have 16 MiB, as the pictures of covers
// have, and is none of the packets that are held against anything; RFC 9639, 8.1.
func TestLargePictures(t *testing.T) {
	packets := collect(t, fixture(t, "flac.oga"))
	picture := append([]byte{6, 0xff, 0xff, 0xff}, make([]byte, 1<<24-1)...)
	b := paged(1, slices.Insert(slices.Clone(packets), 1, picture), 255, 4096)
	size := int64(0)
	for _, k := range packets {
		if IsFLACAudio(k) {
			size += int64(len(k))
		}
	}
	if s, list := walk(t, b); len(list) > 0 || s.Frames != 8000 || s.Bytes != size || !s.Intact {
		t.Errorf("%+v, %v, want %d bytes of audio", s, list, size)
	}
	if got := collect(t, b); len(got) != len(packets) {
		t.Errorf("%d packets, want %d", len(got), len(packets))
	}
}

// TestFLACPacketsAreCounted from 0 on.
func TestFLACPacketsAreCounted(t *testing.T) {
	packets := collect(t, fixture(t, "flac.oga"))
	packets[len(packets)-1][100] ^= 1
	_, list := walk(t, paged(1, packets, 255, 4096))
	if len(list) != 1 || !strings.HasPrefix(list[0].Detail, "the CRC-16 of packet 1 ") {
		t.Errorf("%v", list)
	}
}

// TestFLACInPieces: the same packets over pages of any size are the same stream.
func TestFLACInPieces(t *testing.T) {
	whole := collect(t, fixture(t, "flac.oga"))
	want, _ := walk(t, fixture(t, "flac.oga"))
	for _, segments := range []int{1, 2, 3, 7, 100, 255} {
		b := paged(1, whole, segments, 4096)
		s, list := walk(t, b)
		if s.Frames != want.Frames || s.Codec != want.Codec || len(list) > 0 {
			t.Errorf("pages of %d segments: %+v, %v", segments, s, list)
		}
		got := collect(t, b)
		if !slices.EqualFunc(got, whole, func(a, b []byte) bool { return bytes.Equal(a, b) }) {
			t.Errorf("pages of %d segments: %d packets, want %d", segments, len(got), len(whole))
		}
	}
}
