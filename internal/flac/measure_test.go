package flac

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/readat"
)

// subframes writes bits, filled up with zeros to whole bytes, and an empty CRC-16.
func subframes(bits string) []byte {
	var b []byte
	n := 0
	for _, c := range strings.ReplaceAll(bits, " ", "") {
		if n%8 == 0 {
			b = append(b, 0)
		}
		b[n/8] |= byte(c-'0') << (7 - n%8)
		n++
	}
	return append(b, 0, 0)
}

func measureBits(t *testing.T, h Header, depth int, b []byte) (int64, extent) {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	n, how, err := measure(r, 0, h, depth, int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return n, how
}

// The length of a packet follows from its subframes; the clauses are those of
// RFC 9639. Each legal packet that is cut goes on behind its end.
func TestMeasure(t *testing.T) {
	mono := func(block int) Header { return Header{Block: block, Channels: 1} }
	zeros := func(n int) string { return strings.Repeat("0", n) }
	for _, tt := range []struct {
		name  string
		h     Header
		depth int
		bits  string
		want  extent
	}{
		{"9.2.3 constant", mono(9), 8, "0 000000 0" + zeros(8), ends},
		{"9.2.3 constant of 33 bits", Header{Block: 9, Channels: 2, Stereo: SideRight}, 32, "0 000000 0" + zeros(33) + "0 000000 0" + zeros(32), ends},
		{"9.2.4 verbatim", mono(9), 5, "0 000001 0" + zeros(9*5), ends},
		{"9.2.2 wasted bits", mono(3), 8, "0 000001 1 001" + zeros(3*5), ends},
		{"9.2.2 one bit is left", mono(3), 8, "0 000001 1 0000001" + zeros(3), ends},
		{"9.2.2 all bits are wasted", mono(3), 8, "0 000001 1 00000001" + zeros(30), illegal},
		{"9.2.1 the first bit", mono(3), 8, "1 000000 0" + zeros(8), illegal},
		{"9.2.5 order 0", mono(3), 8, "0 001000 0 00 0000 0001 11 0010 10", ends},
		{"9.2.5 order 4", mono(6), 8, "0 001100 0" + zeros(4*8) + "00 0000 0000 1 0001", ends},
		{"9.2.6 order 2", mono(3), 8, "0 100001 0" + zeros(2*8) + "0100 00011" + zeros(2*5) + "00 0000 0000 1", ends},
		{"9.2.6 order 32", mono(33), 4, "0 111111 0" + zeros(32*4) + "1110 00011" + zeros(32*15) + "00 0000 0000 1", ends},
		{"9.2.6 precision", mono(3), 8, "0 100000 0" + zeros(8) + "1111 00000" + zeros(16) + "00 0000 0000 11", illegal},
		{"9.2.7 parameter of 5 bits", mono(1), 8, "0 001000 0 01 0000 10000 01" + zeros(16), ends},
		{"9.2.7 two partitions", mono(4), 8, "0 001001 0" + zeros(8) + "00 0001 0000 1 0001 10 10", ends},
		{"9.2.7 as large as the order", mono(4), 8, "0 001010 0" + zeros(2*8) + "00 0001 0000 0000 11", ends},
		{"9.2.7 smaller than the order", mono(4), 8, "0 001011 0" + zeros(3*8) + "00 0001 0000 0000 11", illegal},
		{"9.2.7 of an odd block", mono(5), 8, "0 001000 0 00 0001 0000 11 0000 111", illegal},
		{"9.2.7 method 10", mono(1), 8, "0 001000 0 10 0000 0000 1", illegal},
		{"9.2.7.1 escape", mono(5), 8, "0 001000 0 00 0000 1111 00111" + zeros(5*7), ends},
		{"9.2.7.1 escape of no bits", mono(5), 8, "0 001000 0 01 0000 11111 00000", ends},
		{"9.2.7.1 escape of 31 bits", mono(5), 8, "0 001000 0 00 0000 1111 11111" + zeros(5*31), ends},
		{"9.2.7.2 a long code", mono(2), 8, "0 001000 0 00 0000 0000" + zeros(200) + "1 1", ends},
		{"9.1.3 left and side", Header{Block: 3, Channels: 2, Stereo: LeftSide}, 8, "0 000001 0" + zeros(3*8) + "0 000001 0" + zeros(3*9), ends},
		{"9.1.3 independent", Header{Block: 3, Channels: 2}, 8, "0 000001 0" + zeros(3*8) + "0 000001 0" + zeros(3*8), ends},
	} {
		b := subframes(tt.bits)
		n, how := measureBits(t, tt.h, tt.depth, append(b, zeros(40)...))
		if how != tt.want || how == ends && n != int64(len(b)) {
			t.Errorf("%s: %d bytes, %d; want %d, %d", tt.name, n, how, len(b), tt.want)
		}
		if tt.want != ends {
			continue
		}
		if n, how := measureBits(t, tt.h, tt.depth, b); how != ends || n != int64(len(b)) {
			t.Errorf("%s, with nothing behind: %d bytes, %d; want %d", tt.name, n, how, len(b))
		}
		for cut := range b {
			if _, how := measureBits(t, tt.h, tt.depth, b[:cut]); how != runs {
				t.Errorf("%s, cut at %d of %d: %d", tt.name, cut, len(b), how)
			}
		}
	}
}

// The reserved types are those that the table of RFC 9639, 9.2.1, calls so.
func TestMeasureReservedTypes(t *testing.T) {
	for kind := range 64 {
		want := kind >= 0b000010 && kind <= 0b000111 || kind >= 0b001101 && kind <= 0b011111
		b := subframes(fmt.Sprintf("0 %06b 0", kind) + strings.Repeat("0", 32*8+9+32) + "00 0000 0000" + strings.Repeat("1", 64))
		if _, how := measureBits(t, Header{Block: 64, Channels: 1}, 8, b); (how == illegal) != want {
			t.Errorf("type %06b: %d, want illegal: %t", kind, how, want)
		}
	}
}
