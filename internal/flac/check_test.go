package flac

import (
	"bytes"
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/crc16"
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// coded writes a number as RFC 9639, 9.1.5, codes it.
func coded(n uint64) []byte {
	if n < 0x80 {
		return []byte{byte(n)}
	}
	var tail []byte
	for room := uint64(0x20); ; room >>= 1 {
		tail = append(tail, byte(0x80|n&0x3f))
		if n >>= 6; n < room {
			tail = append(tail, ^byte(2*room-1)|byte(n))
			slices.Reverse(tail)
			return tail
		}
	}
}

// constantPacket writes a packet of mono, 16 bits, whose samples are all the same.
// Its header spells out the block size and a rate of 44100 Hz.
func constantPacket(variable bool, number uint64, block int) []byte {
	const rate = 44100
	p := []byte{0xff, 0xf8, 0x7d, 0x08}
	if variable {
		p[1] |= 1
	}
	p = append(p, coded(number)...)
	p = binary.BigEndian.AppendUint16(p, uint16(block-1))
	p = binary.BigEndian.AppendUint16(p, rate)
	p = append(p, sum8(p))
	p = append(p, 0, 0x12, 0x34)
	return binary.BigEndian.AppendUint16(p, crc16.MSB(0, p))
}

// streamOf writes a stream of packets whose block sizes lie between least and most.
func streamOf(least, most int, total int64, packets ...[]byte) []byte {
	b := binary.BigEndian.AppendUint16([]byte("fLaC\x80\x00\x00\x22"), uint16(least))
	b = binary.BigEndian.AppendUint16(b, uint16(most))
	b = append(b, make([]byte, 6)...)
	b = binary.BigEndian.AppendUint64(b, 44100<<44|15<<36|uint64(total))
	b = append(b, make([]byte, 16)...)
	return append(b, slices.Concat(packets...)...)
}

func walk(t *testing.T, name string, b []byte, frames int64, want ...damage.Kind) {
	t.Helper()
	sum, list := check(t, b)
	if sum.Frames != frames || !slices.Equal(kinds(list), want) {
		t.Errorf("%s: %d frames, %v; want %d, %v", name, sum.Frames, list, frames, want)
	}
}

// Before the blocking strategy had its bit, packets of any size were numbered like
// those of one size.
func TestBlockSizesThatVary(t *testing.T) {
	sizes := []int{16, 500, 65535, 100, 4096, 7}
	var old, variable [][]byte
	total := int64(0)
	for i, n := range sizes {
		old = append(old, constantPacket(false, uint64(i), n))
		variable = append(variable, constantPacket(true, uint64(total), n))
		total += int64(n)
	}
	walk(t, "numbered by frames", streamOf(16, 65535, total, variable...), total)
	walk(t, "numbered by packets", streamOf(16, 65535, total, old...), total)
	for i, n := range sizes[:len(sizes)-1] {
		if i == 0 {
			continue
		}
		left := total - int64(n)
		walk(t, "by frames, without one", streamOf(16, 65535, total, slices.Delete(slices.Clone(variable), i, i+1)...), left, damage.BadNumbering)
		walk(t, "by packets, without one", streamOf(16, 65535, total, slices.Delete(slices.Clone(old), i, i+1)...), left, damage.BadNumbering)
	}
}

// What numbers count may not change, RFC 9639, 9.1; that it does is told once.
func TestBlockingStrategyChanges(t *testing.T) {
	var packets [][]byte
	for i := range 6 {
		number := uint64(i)
		if i >= 3 {
			number *= 256
		}
		packets = append(packets, constantPacket(i >= 3, number, 256))
	}
	walk(t, "from the fourth packet on", streamOf(256, 256, 6*256, packets...), 6*256, damage.BadNumbering)
}

// Where a read ends does not matter: headers of 15 bytes stand across it, with
// packets of many sizes.
func TestHeadersAcrossTheEndOfARead(t *testing.T) {
	for more := 60; more < 90; more += 6 {
		var packets [][]byte
		for i := range 8000 {
			// A constant and zeros, which its CRC-16 takes for a longer packet.
			p := constantPacket(true, 1<<30+uint64(i)*16, 16)
			p = append(p[:len(p)-2], make([]byte, more)...)
			packets = append(packets, binary.BigEndian.AppendUint16(p, crc16.MSB(0, p)))
		}
		b := streamOf(16, 16, 0, packets...)
		n := int64(len(packets[0]))
		off := int64(len(b)) - n*int64(len(packets))
		w := NewWalker(readat.New(context.Background(), bytes.NewReader(b), int64(len(b))), off, int64(len(b)), 16)
		for i := range packets {
			if p, ok := w.Next(); !ok || p.State != Whole || p.Off != off || p.Len != n {
				t.Fatalf("packet %d of %d bytes at %d: %+v", i, n, off, p)
			}
			off += n
		}
	}
}

// noisePacket writes a packet of mono, 16 bits, 256 samples as they are, among which
// stand right headers of numbers.
func noisePacket(number uint64, within ...uint64) []byte {
	rnd := rand.New(rand.NewPCG(13, number))
	p := []byte{0xff, 0xf8, 0x89, 0x08}
	p = append(p, coded(number)...)
	p = append(p, sum8(p), 2)
	at := len(p)
	for range 512 {
		p = append(p, byte(rnd.Uint32())&0x7f)
	}
	for i, n := range within {
		copy(p[at+20+60*i:], noisePacket(n)[:5+len(coded(n))])
	}
	return binary.BigEndian.AppendUint16(p, crc16.MSB(0, p))
}

// Headers inside of packets are none: of a whole packet its CRC-16 tells that, of a
// broken one that their numbers are not the next.
func TestHeadersWithinPackets(t *testing.T) {
	packets := [][]byte{noisePacket(0), noisePacket(1, 2, 7, 1, 0, 300), noisePacket(2), noisePacket(3)}
	stream := func() []byte { return streamOf(256, 256, 4*256, packets...) }
	walk(t, "whole", stream(), 4*256)
	packets[1] = noisePacket(1, 77)
	packets[1][10] ^= 1
	walk(t, "broken", stream(), 4*256, damage.BadCRC, damage.JunkBetween)
}
