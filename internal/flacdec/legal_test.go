package flacdec

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/flac"
)

func numbers(t testing.TB, s string) (n []int32) {
	t.Helper()
	for _, f := range strings.Fields(s) {
		v, err := strconv.ParseInt(f, 10, 32)
		if err != nil {
			t.Fatal(err)
		}
		n = append(n, int32(v))
	}
	return n
}

// A coded residual of one partition: all zeros, by an escape with 0 bits.
const noResidual = "00 0000 1111 00000"

type legalPacket struct {
	name   string
	h      flac.Header
	depth  int
	packet []byte
	want   string
}

// legalPackets are written by the clause that each names; the samples follow
// from the clause's own words.
func legalPackets() []legalPacket {
	mono := func(block int) flac.Header { return header(block, 1, flac.Independent) }
	return []legalPacket{
		{"9.2.3 constant", mono(3), 8, packet("0 000000 0 11111110"), "-2 -2 -2"},
		{"9.2.3 constant of 4 bits", mono(2), 4, packet("0 000000 0 1000"), "-8 -8"},
		{"9.2.4 verbatim", mono(2), 12, packet("0 000001 0 100000000000 011111111111"), "-2048 2047"},
		{"9.2.2 one bit is left", mono(1), 8, packet("0 000000 1 0000001 1"), "-128"},
		{"9.2.2 31 bits are wasted", mono(1), 32, packet("0 000000 1 ", strings.Repeat("0", 30), "1 1"), "-2147483648"},
		{"9.2.2 in a predicted subframe", mono(3), 8, packet("0 001001 1 01 000011", noResidual), "12 12 12"},
		{"9.2.5 order 0", mono(2), 8, packet("0 001000 0 00 0000 0000 001 01"), "1 -1"},
		{"9.2.5 order 1", mono(4), 8, packet("0 001001 0 00000101", noResidual), "5 5 5 5"},
		{"9.2.5 order 2", mono(5), 8, packet("0 001010 0 00000001 00000011", noResidual), "1 3 5 7 9"},
		{"9.2.5 order 3", mono(6), 8, packet("0 001011 0 00000000 00000001 00000100", noResidual), "0 1 4 9 16 25"},
		{"9.2.5 order 4", mono(6), 8, packet("0 001100 0 00000000 00000001 00001000 00011011", noResidual), "0 1 8 27 64 125"},
		{"9.2.6 the shift rounds down", mono(2), 8, packet("0 100000 0 11111111 0010 00001 011", noResidual), "-1 -2"},
		{"9.2.6 no coefficient but 0", mono(2), 8, packet("0 100000 0 11111111 0000 01111 0", noResidual), "-1 0"},
		{"9.2.7 the code of 38", mono(1), 8, packet("0 001000 0 00 0000 0011 00001110"), "19"},
		{"9.2.7 parameter of 5 bits", mono(1), 24, packet("0 001000 0 01 0000 10000 01 0000000000000001"), "-32769"},
		{"9.2.7 two partitions", mono(4), 8, packet("0 001000 0 00 0001 0000 1 1 1111 00011 111 010"), "0 0 -1 2"},
		{"9.2.7 an empty partition", mono(2), 8, packet("0 001001 0 00000101 00 0001 0000 0001 01 0"), "5 6"},
		{"9.2.7.1 escape among 5 bits", mono(2), 16, packet("0 001000 0 01 0000 11111 01001 100000000 011111111"), "-256 255"},
		{"9.2.7.1 escape with 31 bits", mono(1), 32, packet("0 001000 0 01 0000 11111 11111 1", strings.Repeat("0", 30)), "-1073741824"},
		{"9.2.7.3 the largest", mono(1), 32, packet("0 001000 0 01 0000 11110 0001 ", strings.Repeat("1", 29), "0"), "2147483647"},
		{"9.2.7.3 the smallest", mono(1), 32, packet("0 001000 0 01 0000 11110 0001 ", strings.Repeat("1", 28), "01"), "-2147483647"},
		{"9.2.7.2 unary of 200", mono(1), 8, packet("0 001000 0 00 0000 0000", strings.Repeat("0", 200), "1"), "100"},
		{"9.1.3 left and side", header(2, 2, flac.LeftSide), 8, packet("0 000001 0 01111111 10000000 0 000001 0 011111111 100000001"), "127 -128 -128 127"},
		{"9.1.3 side and right", header(2, 2, flac.SideRight), 8, packet("0 000001 0 011111111 100000001 0 000001 0 10000000 01111111"), "127 -128 -128 127"},
		{"9.1.3 mid and side", header(3, 2, flac.MidSide), 8, packet("0 000001 0 11111111 00000101 00000101 0 000001 0 011111111 000000000 000000011"), "127 -128 5 5 7 4"},
		{"9.1.3 a side of 33 bits", header(1, 2, flac.LeftSide), 32, packet("0 000000 0", inBits(-1<<31, 32), "0 000000 0", inBits(-1<<32+1, 33)), "-2147483648 2147483647"},
		{"9.1.3 mid and side of 32 bits", header(1, 2, flac.MidSide), 32, packet("0 000000 0", inBits(-1, 32), "0 000000 0", inBits(-1<<32+1, 33)), "-2147483648 2147483647"},
		{"9.1.3 a side of 33 bits, predicted", header(2, 2, flac.SideRight), 32,
			packet("0 001001 0", inBits(1<<32-1, 33), noResidual, "0 000000 0", inBits(-1<<31, 32)), "2147483647 -2147483648 2147483647 -2147483648"},
		{"9.2.2 before the difference is undone", header(1, 2, flac.LeftSide), 8, packet("0 000000 0 00000101 0 000000 1 1 00000011"), "5 -1"},
		{"9.1.3 three channels", header(2, 3, flac.Independent), 8, packet("0 000001 0 00000001 00000010 0 000000 0 00000011 0 000001 0 00000100 00000101"), "1 3 4 2 3 5"},
	}
}

func TestLegalPackets(t *testing.T) {
	var d Decoder
	for _, tt := range legalPackets() {
		got, err := d.Decode(tt.packet, tt.h, tt.depth)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		} else if want := numbers(t, tt.want); !slices.Equal(got, want) {
			t.Errorf("%s: %d, want %d", tt.name, got, want)
		}
	}
}

// A predictor whose only coefficient that is not 0 is a 1 repeats what stands so
// many samples back: it shows that each coefficient of each order meets its sample.
func TestEachOrder(t *testing.T) {
	const depth, more = 16, 50
	var d Decoder
	for order := 1; order <= maxOrder; order++ {
		for back := 1; back <= order; back++ {
			bits := []string{"0 ", inBits(int64(flac.LinearType+order-1), 6), " 0 "}
			var want []int32
			for i := range order {
				want = append(want, int32(i*i-100))
				bits = append(bits, inBits(int64(i*i-100), depth))
			}
			bits = append(bits, "0001 00000", strings.Repeat("00", back-1), "01", strings.Repeat("00", order-back), noResidual)
			for i := order; i < order+more; i++ {
				want = append(want, want[i-back])
			}
			got, err := d.Decode(packet(bits...), header(order+more, 1, flac.Independent), depth)
			if err != nil || !slices.Equal(got, want) {
				t.Fatalf("order %d, %d back: %d, want %d: %v", order, back, got, want, err)
			}
		}
	}
}
