package decode

import (
	"crypto/md5"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/flac"
)

// flacOnePacket writes a stream of one packet around subframes of any bytes;
// RFC 9639, 8.2 and 9.1. sum is all zeros for none.
func flacOnePacket(block, channels, bits int, sum [16]byte, body []byte) []byte {
	const rate = 48000
	b := []byte("fLaC\x80\x00\x00\x22")
	for range 2 {
		b = binary.BigEndian.AppendUint16(b, uint16(max(block, 16)))
	}
	b = append(b, make([]byte, 6)...)
	b = binary.BigEndian.AppendUint64(b, rate<<44|uint64(channels-1)<<41|uint64(bits-1)<<36|uint64(block))
	b = append(b, sum[:]...)
	// The block size in 16 bits behind the number 0; rate and bits of STREAMINFO.
	h := []byte{0xff, 0xf8, 7 << 4, byte(channels-1) << 4, 0, byte((block - 1) >> 8), byte(block - 1)}
	return flacPacketStream(slices.Concat(b, h, []byte{flacCRC8(h)}), body)
}

// flacCRC8 is FLAC's CRC-8 bit by bit; RFC 9639, 9.1.8.
func flacCRC8(p []byte) (c uint8) {
	for _, b := range p {
		c ^= b
		for range 8 {
			c = c<<1 ^ 7*(c>>7)
		}
	}
	return c
}

// The packet of most samples that there is: verbatim, of 2.1 MB.
func TestFLACLargestBlock(t *testing.T) {
	const block, channels = 65535, 8
	rng := rand.New(rand.NewPCG(1, 2))
	var want []int32
	for range block * channels {
		want = append(want, int32(rng.Uint32()))
	}
	var body []byte
	for ch := range channels {
		body = append(body, 0b0_000001_0)
		for i := range block {
			body = binary.BigEndian.AppendUint32(body, uint32(want[i*channels+ch]))
		}
	}
	s, err := openBytes(flacOnePacket(block, channels, 32, md5.Sum(packLE(nil, want, 4)), body))
	if err != nil {
		t.Fatal(err)
	}
	if got, end := flacInts(s); end != io.EOF || !slices.Equal(got, want) || s.Verified() != "md5" {
		t.Errorf("%d samples, %v, verified by %q", len(got), end, s.Verified())
	}
}

// A residual in unary makes a packet of one frame as large as one likes.
func TestFLACLargePackets(t *testing.T) {
	// Fixed order 0, Rice code of 0 bits of binary: 18 bits in front of n zeros.
	unary := func(n int) []byte {
		body := make([]byte, 3, 3+n)
		body[0] = 0b0_001000_0
		for 8*len(body) < 18+n+1 {
			body = append(body, 0)
		}
		body[(18+n)/8] |= 0x80 >> ((18 + n) % 8)
		return flacOnePacket(1, 1, 32, [16]byte{}, body)
	}
	for _, n := range []int{8 << 10, 8 << 20, 8 * (flac.MaxPacket - 14)} {
		s, err := openBytes(unary(n))
		if err != nil {
			t.Fatal(err)
		}
		if got, end := flacInts(s); end != io.EOF || !slices.Equal(got, []int32{int32(n / 2)}) {
			t.Errorf("%d zeros: %d, %v", n, got, end)
		}
	}
	s, err := openBytes(unary(8 * flac.MaxPacket))
	if err == nil {
		_, err = flacInts(s)
	}
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("%v, want ErrTooLarge", err)
	}
}

// An error in a packet is told with its place in the file.
func TestFLACPlaceOfAnError(t *testing.T) {
	b := flacOnePacket(16, 1, 8, [16]byte{}, []byte{0b0_001000_0, 0b10_000000})
	s, err := openBytes(b)
	if err == nil {
		_, err = flacInts(s)
	}
	var e *Error
	const head, header = 42, 8 // bytes
	if !errors.As(err, &e) || e.Kind != ErrMalformed || e.Offset != head+header+1 {
		t.Errorf("%v, want malformed at byte %d", err, head+header+1)
	}
}
