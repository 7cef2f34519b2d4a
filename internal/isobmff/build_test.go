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

// bx is a box of the parts, put together by ISO/IEC 14496-12, 4.2.
func bx(kind string, parts ...[]byte) []byte {
	body := slices.Concat(parts...)
	return slices.Concat(u32(8+len(body)), []byte(kind), body)
}

// u32 is the values as big-endian 32-bit words.
func u32(values ...int) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint32(out, uint32(v))
	}
	return out
}

func u16(values ...int) []byte {
	var out []byte
	for _, v := range values {
		out = binary.BigEndian.AppendUint16(out, uint16(v))
	}
	return out
}

// spec describes a file of one AAC-LC track at 44.1 kHz.
type spec struct {
	packets  int
	size     int
	delta    int // of every packet, in 1/44100 s
	mdhd     int // -1: what the packets last
	mvhd     int // milliseconds; -1: the same
	edits    []byte
	entry    []byte
	smpb     string
	chunkAt  int // added to the chunk offset
	stts     []byte
	stsc     []byte
	fragment []byte // behind mdat
	extends  []byte
	cut      int // bytes taken off the end
}

func plain() spec { return spec{packets: 44, size: 20, delta: 1024, mdhd: -1, mvhd: -1} }

// asc is AAC-LC, 44.1 kHz, stereo, in an esds as ISO/IEC 14496-14 has it.
func esdsOf(object byte, config ...byte) []byte {
	info := append([]byte{5, byte(len(config))}, config...)
	dec := slices.Concat([]byte{4, byte(13 + len(info)), object, 0x15}, make([]byte, 11), info)
	return bx("esds", u32(0), []byte{3, byte(3 + len(dec))}, u16(1), []byte{0}, dec)
}

// soundEntryOf is an audio sample entry of ISO/IEC 14496-12, 12.2.3.
func soundEntryOf(kind string, channels, bits, rate int, children ...[]byte) []byte {
	head := slices.Concat(make([]byte, 6), u16(1), make([]byte, 8), u16(channels, bits, 0, 0, rate, 0))
	return bx(kind, append([][]byte{head}, children...)...)
}

func (s spec) file() []byte {
	ftyp := bx("ftyp", []byte("M4A \x00\x00\x00\x00isom"))
	moov := s.moov(0)
	moov = s.moov(len(ftyp) + len(moov) + 8 + s.chunkAt)
	data := bytes.Repeat([]byte{0x21}, s.packets*s.size)
	file := slices.Concat(ftyp, moov, bx("mdat", data), s.fragment)
	return file[:len(file)-s.cut]
}

func (s spec) moov(chunk int) []byte {
	length := s.packets * s.delta
	mdhd, mvhd := s.mdhd, s.mvhd
	if mdhd < 0 {
		mdhd = length
	}
	if mvhd < 0 {
		mvhd = length * 1000 / 44100
	}
	entry, stts, stsc := s.entry, s.stts, s.stsc
	if entry == nil {
		entry = soundEntryOf("mp4a", 2, 16, 44100, esdsOf(0x40, 0x12, 0x10))
	}
	if stts == nil {
		stts = u32(1, s.packets, s.delta)
	}
	if stsc == nil {
		stsc = u32(1, 1, s.packets, 1)
	}
	sizes := u32(0, 0, s.packets)
	for range s.packets {
		sizes = append(sizes, u32(s.size)...)
	}
	chunks := u32(0, 1, chunk)
	if s.packets == 0 {
		chunks = u32(0, 0)
	}
	stbl := bx("stbl", bx("stsd", u32(0, 1), entry), bx("stts", u32(0), stts), bx("stsc", u32(0), stsc),
		bx("stsz", sizes), bx("stco", chunks))
	mdia := bx("mdia", bx("mdhd", u32(0, 0, 0, 44100, mdhd, 0)), bx("hdlr", u32(0, 0), []byte("soun"), make([]byte, 13)), bx("minf", stbl))
	parts := [][]byte{bx("mvhd", u32(0, 0, 0, 1000, mvhd), make([]byte, 80))}
	parts = append(parts, bx("trak", bx("tkhd", u32(0, 0, 0, 7, 0), make([]byte, 64)), s.edits, mdia), s.extends)
	if s.smpb != "" {
		parts = append(parts, bx("udta", bx("meta", u32(0), bx("ilst", bx("----", bx("mean", u32(0), []byte("com.apple.iTunes")),
			bx("name", u32(0), []byte("iTunSMPB")), bx("data", u32(1, 0), []byte(s.smpb)))))))
	}
	return bx("moov", parts...)
}

func elst(values ...int) []byte {
	list := u32(0, len(values)/2)
	for i := 0; i+1 < len(values); i += 2 {
		list = append(list, u32(values[i], values[i+1], 0x10000)...)
	}
	return bx("edts", bx("elst", list))
}

// survey reads a file and goes through its sound.
func surveyOf(t testing.TB, file []byte) (*Movie, *Track, Tally, []damage.Damage) {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(file), int64(len(file)))
	var log damage.Log
	m, err := ReadMovie(r, 0, &log)
	if err != nil {
		t.Fatal(err)
	}
	track := m.AudioTrack()
	if track == nil {
		return m, nil, Tally{}, log.List()
	}
	tally, err := track.Survey(r, &log)
	if err != nil {
		t.Fatal(err)
	}
	return m, track, tally, log.List()
}
