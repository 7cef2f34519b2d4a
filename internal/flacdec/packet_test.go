package flacdec

import (
	"bytes"
	"context"
	"crypto/md5"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/flac"
	"github.com/audiocheck/audiocheck/internal/readat"
)

const headerLen = 6 // bytes of the header of packets that tests write

// packet writes a packet whose subframes are the given bits, filled up with
// zeros. Its header and CRC-16 are empty, since Decode looks at neither.
func packet(bits ...string) []byte {
	b, n := make([]byte, headerLen), 0
	for _, c := range strings.Join(bits, "") {
		if c == ' ' {
			continue
		}
		if n%8 == 0 {
			b = append(b, 0)
		}
		b[len(b)-1] |= byte(c-'0') << (7 - n%8)
		n++
	}
	return append(b, 0, 0)
}

// inBits returns v in n bits of two's complement.
func inBits(v int64, n int) string {
	var s strings.Builder
	for i := n - 1; i >= 0; i-- {
		s.WriteByte('0' + byte(v>>i&1))
	}
	return s.String()
}

// header returns that of a packet of block frames.
func header(block, channels int, stereo flac.Stereo) flac.Header {
	return flac.Header{Block: block, Channels: channels, Stereo: stereo, Len: headerLen}
}

// stream is a file's packets.
type stream struct {
	info    flac.StreamInfo
	packets []flac.Packet
	b       []byte
}

func (s *stream) bytes(p flac.Packet) []byte { return s.b[p.Off : p.Off+p.Len] }

func open(t testing.TB, b []byte) *stream {
	t.Helper()
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	head, err := flac.ReadHead(r, 0, &damage.Log{})
	if err != nil || !head.Found {
		t.Fatalf("no STREAMINFO: %v", err)
	}
	s := &stream{info: head.Info, b: b}
	w := flac.NewWalker(r, head.Audio, r.Size(), s.info.Bits)
	for p, ok := w.Next(); ok; p, ok = w.Next() {
		if p.State != flac.Whole {
			t.Fatalf("the packet at %d is not whole", p.Off)
		}
		s.packets = append(s.packets, p)
	}
	return s
}

// decode returns all samples of a stream.
func (s *stream) decode(t testing.TB) (all []int32) {
	t.Helper()
	var d Decoder
	for i, p := range s.packets {
		ints, err := d.Decode(s.bytes(p), p.Header, s.info.Bits)
		if err != nil {
			t.Fatalf("packet %d at %d: %v", i, p.Off, err)
		}
		all = append(all, ints...)
	}
	return all
}

// sum returns the MD5 that STREAMINFO should have; RFC 9639, 8.2.
func sum(samples []int32, bits int) [16]byte {
	var b []byte
	for _, v := range samples {
		for i := 0; i < bits; i += 8 {
			b = append(b, byte(v>>i))
		}
	}
	return md5.Sum(b)
}
