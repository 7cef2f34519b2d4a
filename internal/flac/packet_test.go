package flac

import (
	"bytes"
	"context"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// TestPacketsOfAContainer takes each packet of a file by itself: each is Whole,
// and any flipped bit of it is seen.
func TestPacketsOfAContainer(t *testing.T) {
	for _, name := range []string{"s16.flac", "m8.flac", "m32.flac"} {
		file := fixture(t, name)
		offs := packets(t, file)
		for i, off := range offs[:len(offs)-1] {
			b := bytes.Clone(file[off:offs[i+1]])
			want, _ := parseHeader(b)
			if p := ParsePacket(b, int64(off)); p != (Packet{Whole, int64(off), int64(len(b)), want}) {
				t.Fatalf("%s, packet %d: %+v", name, i, p)
			}
			r := readat.New(context.Background(), bytes.NewReader(file), int64(len(file)))
			if p, err := ReadPacket(r, int64(off), int64(len(b))); err != nil || p != ParsePacket(b, int64(off)) {
				t.Fatalf("%s, packet %d in the file: %+v, %v", name, i, p, err)
			}
			for bit := range 8 * len(b) {
				b[bit/8] ^= 0x80 >> (bit % 8)
				state := ParsePacket(b, 0).State
				if inHeader := bit < 8*want.Len; inHeader != (state == Gap) || !inHeader && state != Broken {
					t.Fatalf("%s, packet %d, bit %d of a header of %d bytes: %d", name, i, bit, want.Len, state)
				}
				b[bit/8] ^= 0x80 >> (bit % 8)
			}
			for n := range b {
				if ParsePacket(b[:n], 0).State == Whole {
					t.Fatalf("%s, packet %d: %d of %d bytes are whole", name, i, n, len(b))
				}
			}
		}
	}
}

func TestPacketBehindTheEnd(t *testing.T) {
	r := readat.New(context.Background(), bytes.NewReader(make([]byte, 100)), 100)
	if _, err := ReadPacket(r, 90, 20); err == nil {
		t.Error("a packet that goes on behind the end has no error")
	}
}

// The layout is that of RFC 9639, 8.1 and 8.2.
func TestFirstBlock(t *testing.T) {
	info := bytes.Repeat([]byte{7}, infoSize)
	block := func(head ...byte) []byte { return append(head, info...) }
	for name, tt := range map[string]struct {
		b    []byte
		want []byte
	}{
		"the last block":      {block(0x80, 0, 0, infoSize), info},
		"one of several":      {append(block(0, 0, 0, infoSize), 0x81, 0, 0, 0), info},
		"another type":        {block(0x81, 0, 0, infoSize), nil},
		"a byte more":         {append(block(0x80, 0, 0, infoSize+1), 0), nil},
		"a byte less than it": {block(0x80, 0, 0, infoSize)[:4+infoSize-1], nil},
		"nothing":             {nil, nil},
	} {
		if got := FirstBlock(tt.b); !bytes.Equal(got, tt.want) {
			t.Errorf("%s: % x", name, got)
		}
	}
}

func TestFits(t *testing.T) {
	s := StreamInfo{Rate: 44100, Channels: 2, Bits: 16}
	for h, want := range map[Header]bool{
		{Channels: 2}:                        true,
		{Channels: 2, Rate: 44100, Bits: 16}: true,
		{Channels: 1}:                        false,
		{Channels: 2, Rate: 48000}:           false,
		{Channels: 2, Bits: 24}:              false,
	} {
		if got := s.Fits(h); got != want {
			t.Errorf("%+v: %t", h, got)
		}
	}
}
