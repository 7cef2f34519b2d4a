package flacdec

import (
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/flac"
)

type illegalPacket struct {
	name   string
	h      flac.Header
	depth  int
	packet []byte
	bit    int
	want   string
}

// illegalPackets break the clause that each names, at the bit given.
func illegalPackets() []illegalPacket {
	const at = 8 * headerLen // the first bit behind the header
	mono := func(block int) flac.Header { return header(block, 1, flac.Independent) }
	stereo := func(how flac.Stereo) flac.Header { return header(1, 2, how) }
	ones := strings.Repeat("1", 30)
	return []illegalPacket{
		{"9.2.1 the first bit", mono(4), 8, packet("1 000000 0 00000000"), at, "first bit"},
		{"9.2.2 all bits are wasted", mono(4), 8, packet("0 000000 1 00000001"), at + 8, "8 wasted bits leave nothing of 8"},
		{"9.2.2 more than all", mono(4), 8, packet("0 000001 1", strings.Repeat("0", 99), "1"), at + 8, "100 wasted"},
		{"9.2.5 order over the block", mono(3), 8, packet("0 001100 0", strings.Repeat("0", 99)), at + 8, "order 4 for 3 frames"},
		{"9.2.6 order over the block", mono(4), 8, packet("0 111111 0", strings.Repeat("0", 999)), at + 8, "order 32 for 4 frames"},
		{"9.2.7 as many warm-up samples as frames", mono(2), 8, packet("0 001010 0 00000101 11111010 00 0000 0000"), at + 8, "order 2 for 2 frames"},
		{"9.2.7 the same with a linear predictor", mono(1), 8, packet("0 100000 0 00000101 0000 00000 0 00 0000 0000"), at + 8, "order 1 for 1 frames"},
		{"9.2.6 precision", mono(4), 8, packet("0 100000 0 00000000 1111 00000"), at + 16, "precision 1111"},
		{"9.2.6 shift", mono(4), 8, packet("0 100000 0 00000000 0000 10000"), at + 20, "shift of -16"},
		{"9.2.6 shift of -1", mono(4), 8, packet("0 100000 0 00000000 0000 11111"), at + 20, "shift of -1"},
		{"9.2.7 method 10", mono(4), 8, packet("0 001000 0 10"), at + 8, "method 10"},
		{"9.2.7 method 11", mono(4), 8, packet("0 001000 0 11"), at + 8, "method 11"},
		{"9.2.7 partitions of an odd block", mono(3), 8, packet("0 001000 0 00 0001"), at + 10, "2 partitions of 3 frames"},
		{"9.2.7 more partitions than frames", mono(4), 8, packet("0 001000 0 00 1111"), at + 10, "32768 partitions of 4"},
		{"9.2.7 partitions under the order", mono(4), 8, packet("0 001011 0", strings.Repeat("0", 24), "00 0001"), at + 34, "2 partitions of 4 frames behind a predictor of order 3"},
		{"9.2.7.3 -2^31", mono(1), 32, packet("0 001000 0 01 0000 11110 0001", ones), at + 19, "a residual outside"},
		{"9.2.7.3 2^31", mono(1), 32, packet("0 001000 0 01 0000 11110 00001", strings.Repeat("0", 30)), at + 19, "a residual outside"},
		{"9.2.7.3 far beyond", mono(1), 32, packet("0 001000 0 01 0000 11110", strings.Repeat("0", 999), "1", ones), at + 19, "a residual outside"},
		{"9.2.5 no prediction", mono(1), 8, packet("0 001000 0 00 0000 0111 001 0000000"), at + 8, "do not fit into 8 bits"},
		{"9.2.5 over the depth", mono(2), 8, packet("0 001001 0 01111111 00 0000 0000 001"), at + 16, "do not fit into 8 bits"},
		{"9.2.5 under the depth", mono(2), 8, packet("0 001001 0 10000000 00 0000 0000 01"), at + 16, "do not fit into 8 bits"},
		{"9.2.6 over the depth", mono(2), 8, packet("0 100000 0 01000000 0010 00000 010", noResidual), at + 28, "do not fit into 8 bits"},
		{"9.2.6 over 32 bits", mono(3), 32, packet("0 100000 0", inBits(1<<31-1, 32), "0010 00000 011", noResidual), at + 52, "do not fit into 32 bits"},
		{"9.2.2 over what the wasted bits leave", mono(2), 8, packet("0 001001 1 01 011111 00 0000 0000 001"), at + 16, "do not fit into 6 bits"},
		{"9.1.3 right", stereo(flac.LeftSide), 8, packet("0 000000 0 01111111 0 000000 0 111111111"), at, "fit into 8 bits"},
		{"9.1.3 left", stereo(flac.SideRight), 8, packet("0 000000 0 000000001 0 000000 0 01111111"), at, "fit into 8 bits"},
		{"9.1.3 both", stereo(flac.MidSide), 8, packet("0 000000 0 01111111 0 000000 0 000000010"), at, "fit into 8 bits"},
		{"9.1.3 right of 32 bits", stereo(flac.LeftSide), 32, packet("0 000000 0", inBits(1<<31-1, 32), "0 000000 0", inBits(-1, 33)), at, "fit into 32 bits"},
		{"9.3 padding", mono(4), 12, packet("0 000000 0 000000000000 0001"), at + 20, "4 bits of padding"},
		{"9.3 a byte before the CRC-16", mono(4), 8, packet("0 000000 0 00000000 0"), at + 16, "1 bytes stand between"},
		{"9.3 bytes before the CRC-16", mono(4), 8, packet("0 000000 0 00000000 00000000 0"), at + 16, "2 bytes stand between"},
		{"9.2 cut in a header", mono(4), 8, packet(""), at, "ends within"},
		{"9.2 cut in wasted bits", mono(4), 8, packet("0 000000 1 00000000"), at + 16, "ends within"},
		{"9.2 cut in samples", mono(4), 8, packet("0 000001 0 00000000 00000000"), at + 24, "ends within"},
		{"9.2 cut in a code", mono(4), 8, packet("0 001000 0 00 0000 0000 000000"), at + 24, "ends within"},
		{"9.2 cut in the second channel", header(1, 2, flac.Independent), 8, packet("0 000000 0 00000000 0 000000 0"), at + 24, "channel 2 of 2"},
		{"9 cut in the header", mono(4), 8, make([]byte, headerLen+1), 0, "too few"},
	}
}

func TestIllegalPackets(t *testing.T) {
	var d Decoder
	for _, tt := range illegalPackets() {
		got, err := d.Decode(tt.packet, tt.h, tt.depth)
		if err == nil {
			t.Errorf("%s: %d", tt.name, got)
		} else if err.Bit != tt.bit || !strings.Contains(err.Text, tt.want) {
			t.Errorf("%s: %v; want %q at bit %d", tt.name, err, tt.want, tt.bit)
		}
	}
}

// The reserved types are those that the table of RFC 9639, 9.2.1, calls so.
func TestReservedTypes(t *testing.T) {
	var d Decoder
	for kind := range 64 {
		want := kind >= 0b000010 && kind <= 0b000111 || kind >= 0b001101 && kind <= 0b011111
		b := packet("0", inBits(int64(kind), 6), "0", strings.Repeat("0", 64*8))
		_, err := d.Decode(b, header(64, 1, flac.Independent), 8)
		if got := err != nil && strings.Contains(err.Text, "reserved"); got != want || want && err.Bit != 8*headerLen+1 {
			t.Errorf("type %06b: %v, want reserved: %t", kind, err, want)
		}
	}
}
