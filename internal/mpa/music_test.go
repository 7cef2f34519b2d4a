package mpa

import (
	"bytes"
	"encoding/binary"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// arc is CRC-16/ARC bit by bit, as LAME's tag has it.
func arc(p []byte) (c uint16) {
	for _, v := range p {
		c ^= uint16(v)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ 0xa001
			} else {
				c >>= 1
			}
		}
	}
	return c
}

// longStream returns vbr.mp3 with its packets many times over, and a tag that
// is right about them.
func longStream(t *testing.T, times int) []byte {
	t.Helper()
	file := sample(t, "vbr.mp3")
	offsets, end := layout(t, file)
	first := offsets[1]
	b := slices.Concat(file[:first], bytes.Repeat(file[first:end], times))
	const frames, size, music, tagCRC = 36 + 8, 36 + 12, 188, 190
	binary.BigEndian.PutUint32(b[frames:], uint32(times*(len(offsets)-1)))
	binary.BigEndian.PutUint32(b[size:], uint32(len(b)))
	binary.BigEndian.PutUint16(b[music:], arc(b[first:]))
	binary.BigEndian.PutUint16(b[tagCRC:], arc(b[:tagCRC]))
	return b
}

// The bytes that are at hand change many times in such a file, at whatever
// place in a packet.
func TestTheMusicCRCOfALongStream(t *testing.T) {
	b := longStream(t, 300)
	if len(b) < 1<<20 {
		t.Fatalf("%d bytes are few", len(b))
	}
	if _, log, _ := walk(t, b); len(log.List()) > 0 {
		t.Fatal(log.List())
	}
	offsets, end := layout(t, b)
	for i := 1; i < len(offsets); i += 1 + i/40 {
		last := end
		if i+1 < len(offsets) {
			last = offsets[i+1]
		}
		bad := slices.Clone(b)
		bad[last-1] ^= 1 // main data, or what fills them up
		if _, log, _ := walk(t, bad); !slices.Equal(kinds(log), []damage.Kind{damage.BadCRC}) {
			t.Fatalf("a bit flipped at byte %d: %v", last-1, log.List())
		}
	}
}

// A tag between two streams may be longer than what is at hand.
func TestTheMusicCRCOfJoinedStreams(t *testing.T) {
	one, two := longStream(t, 3), longStream(t, 300)
	tag := slices.Concat([]byte("ID3\x03\x00\x00\x00\x30\x00\x00"), make([]byte, 0x30<<14)) // 768 KiB
	join := func(one, two []byte) []byte { return slices.Concat(one, tag, two) }
	s, log, _ := walk(t, join(one, two))
	if len(s.Parts) != 2 || !slices.Equal(kinds(log), []damage.Kind{damage.JunkBetween}) {
		t.Fatalf("%d parts, %v", len(s.Parts), log.List())
	}
	for name, tt := range map[string]struct {
		file []byte
		want int64
	}{
		"first":  {join(append(slices.Clone(one[:len(one)-1]), one[len(one)-1]^1), two), 0},
		"second": {join(one, append(slices.Clone(two[:len(two)-1]), two[len(two)-1]^1)), int64(len(one) + len(tag))},
	} {
		_, log, _ := walk(t, tt.file)
		bad := slices.DeleteFunc(log.List(), func(d damage.Damage) bool { return d.Kind != damage.BadCRC })
		if len(bad) != 1 || bad[0].Offset != tt.want {
			t.Errorf("a bit flipped at the end of the %s: %v, want a bad CRC at byte %d", name, log.List(), tt.want)
		}
	}
}
