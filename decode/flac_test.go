package decode

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/binary"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/flac"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

// flacInts reads a stream to its end.
func flacInts(s *Stream) (all []int32, end error) {
	buf := make([]int32, 333*s.Format().Channels)
	for {
		n, err := s.ReadInts(buf)
		if err != nil {
			return all, err
		}
		all = append(all, buf[:n*s.Format().Channels]...)
	}
}

// The MD5 in these files is the encoder's, of the samples it was given.
var flacGood = []struct {
	name                 string
	frames               int64
	rate, channels, bits int
	verified             bool
}{
	{"s16.flac", 1200, 44100, 2, 16, true},
	{"m8.flac", 900, 8000, 1, 8, true},
	{"m12.flac", 900, 24000, 1, 12, true},
	{"s20.flac", 600, 48000, 2, 20, true},
	{"s24.flac", 600, 176400, 2, 24, true}, // with wasted bits
	{"m32.flac", 400, 44100, 1, 32, true},
	{"c6.flac", 300, 48000, 6, 16, true},
	{"nomd5.flac", 1200, 44100, 2, 16, false},
	{"total0.flac", 1200, 44100, 2, 16, false},
	{"s32.flac", 400, 44100, 2, 32, true}, // a difference of 33 bits
	{"m4.flac", 100, 8000, 1, 4, true},
	{"f16.flac", 960, 16000, 1, 16, true},
	{"l32.flac", 1200, 48000, 2, 24, true},
	{"c8.flac", 130, 12345, 8, 24, true},
}

func TestFLACGood(t *testing.T) {
	for _, g := range flacGood {
		s, err := openBytes(testFile(t, "flac", g.name))
		if err != nil {
			t.Errorf("%s: %v", g.name, err)
			continue
		}
		if s.Format() != (pcm.Format{Rate: g.rate, Channels: g.channels}) || s.Bits() != g.bits || s.Codec() != "flac" {
			t.Errorf("%s: %v, %d bits, %s", g.name, s.Format(), s.Bits(), s.Codec())
		}
		ints, end := flacInts(s)
		if end != io.EOF || int64(len(ints)) != g.frames*int64(g.channels) {
			t.Errorf("%s: %d samples, %v", g.name, len(ints), end)
		}
		if got := s.Verified() == "md5"; got != g.verified {
			t.Errorf("%s: verified by %q", g.name, s.Verified())
		}
	}
}

// Each sample is held against what the reference decoder gives.
func TestFLACAgainstReferenceDecoder(t *testing.T) {
	reference, err := exec.LookPath("flac")
	if err != nil {
		t.Skip("flac is not on PATH")
	}
	for _, g := range flacGood {
		if g.bits%8 != 0 { // flac writes raw samples of whole bytes alone
			continue
		}
		path := filepath.Join("..", "testdata", "flac", g.name)
		want, err := exec.Command(reference, "-d", "-s", "--force-raw-format", "--endian=little", "--sign=signed", "-c", path).Output()
		if err != nil {
			t.Fatalf("flac -d %s: %v", g.name, err)
		}
		s, err := openBytes(testFile(t, "flac", g.name))
		if err != nil {
			t.Fatal(err)
		}
		ints, _ := flacInts(s)
		if got := packLE(nil, ints, g.bits/8); !bytes.Equal(got, want) {
			t.Errorf("%s: the samples are not those of flac", g.name)
		}
	}
}

func TestFLACKeepsSourcePromises(t *testing.T) {
	for _, name := range []string{"s16.flac", "c6.flac", "m12.flac"} {
		b := testFile(t, "flac", name)
		open := func() (pcm.Source, error) { return openBytes(b) }
		if _, end, err := pcmtest.TestSource(open); err != nil || end != io.EOF {
			t.Errorf("%s: %v, %v", name, end, err)
		}
		cut := b[:len(b)*2/3]
		open = func() (pcm.Source, error) { return openBytes(cut) }
		if _, end, err := pcmtest.TestSource(open); err != nil || !errors.Is(end, ErrTruncated) {
			t.Errorf("%s cut: %v, %v", name, end, err)
		}
	}
}

func TestFLACEachCutIsTruncated(t *testing.T) {
	b := testFile(t, "flac", "s16.flac")
	for n := 8; n < len(b); n++ {
		s, err := openBytes(b[:n])
		if err == nil {
			_, err = flacInts(s)
		}
		if !errors.Is(err, ErrTruncated) {
			t.Errorf("cut at %d: %v, want ErrTruncated", n, err)
		}
	}
}

func TestFLACDamage(t *testing.T) {
	b := testFile(t, "flac", "s16.flac")
	edit := func(f func(c []byte)) []byte {
		c := slices.Clone(b)
		f(c)
		return c
	}
	setTotal := func(total uint64) func([]byte) {
		return func(c []byte) {
			packed := binary.BigEndian.Uint64(c[18:])
			binary.BigEndian.PutUint64(c[18:], packed&^(1<<36-1)|total)
		}
	}
	noHeader := slices.Clone(testFile(t, "flac", "total0.flac"))
	p := flacFirstPacket(t, noHeader)
	clear(noHeader[p.Off+p.Len : p.Off+p.Len+4])
	id3v2 := slices.Concat([]byte("ID3\x03\x00\x00\x00\x00\x00\x0a0123456789"), b)
	id3v1 := slices.Concat(b, []byte("TAG"), make([]byte, 125))
	tests := []struct {
		name string
		b    []byte
		want error
	}{
		{"good", b, io.EOF},
		{"ID3v2 in front", id3v2, io.EOF},
		{"ID3v1 behind", id3v1, io.EOF},
		{"junk behind", append(slices.Clone(b), "what is this"...), io.EOF},
		{"MD5 inverted", edit(func(c []byte) {
			for i := 26; i < 42; i++ {
				c[i] ^= 0xff
			}
		}), ErrChecksum},
		{"a byte in a packet", edit(func(c []byte) { c[len(c)/2] ^= 1 }), ErrChecksum},
		{"total too large", edit(setTotal(1<<36 - 1)), ErrTruncated},
		{"total too small", edit(setTotal(1100)), ErrMalformed},
		{"rate of 0", edit(func(c []byte) { c[18], c[19], c[20] = 0, 0, c[20]&0xf }), ErrMalformed},
		{"another rate", edit(func(c []byte) { c[19]++ }), ErrMalformed},
		{"no STREAMINFO", edit(func(c []byte) { c[4] = 1 }), ErrMalformed},
		{"magic alone", b[:4], ErrTruncated},
		{"a packet's header gone, no total, no MD5", noHeader, ErrMalformed},
	}
	for _, tt := range tests {
		s, err := openBytes(tt.b)
		if err == nil {
			_, err = flacInts(s)
		}
		if !errors.Is(err, tt.want) || tt.want == io.EOF && err != io.EOF {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// A packet of another format ends the stream in front of it.
func TestFLACFormatChanges(t *testing.T) {
	b := testFile(t, "flac", "total0.flac")
	for _, name := range []string{"c6.flac", "m8.flac", "s20.flac", "s24.flac", "m12.flac"} {
		other := testFile(t, "flac", name)
		s, err := openBytes(slices.Concat(b, other[flacFirstPacket(t, other).Off:]))
		if err != nil {
			t.Fatal(err)
		}
		if got, end := flacInts(s); len(got) != 2*1200 || !errors.Is(end, ErrMalformed) {
			t.Errorf("%s behind: %d samples, %v; want %d, and malformed", name, len(got), end, 2*1200)
		}
	}
}

// Nothing is promised of a stream whose STREAMINFO has no format.
func TestFLACOpenRefuses(t *testing.T) {
	for name, edit := range map[string]func(c []byte){
		"rate of 0 Hz":    func(c []byte) { c[18], c[19], c[20] = 0, 0, c[20]&0xf },
		"2 bits a sample": func(c []byte) { c[20], c[21] = c[20]&^1, c[21]&0xf|1<<4 }, // RFC 9639, 8.2: bits less 1
	} {
		b := slices.Clone(testFile(t, "flac", "s16.flac"))
		edit(b)
		if _, err := openBytes(b); !errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFLACMemoryIsBounded(t *testing.T) {
	b := slices.Clone(testFile(t, "flac", "s16.flac"))
	b[10], b[11] = 0xff, 0xff                                            // the largest block
	b[12], b[13], b[14], b[15], b[16], b[17] = 0, 0, 0, 0xff, 0xff, 0xff // the largest packet
	packed := binary.BigEndian.Uint64(b[18:])
	binary.BigEndian.PutUint64(b[18:], packed|1<<36-1)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := openBytes(b)
	if err == nil {
		flacInts(s)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 16<<20 {
		t.Errorf("allocated %d bytes for a file of %d", got, len(b))
	}
}

// FuzzDecodeFLAC holds that decoding ends, gives the same twice and, where the
// MD5 is said to be right, that it is.
func FuzzDecodeFLAC(f *testing.F) {
	for _, name := range []string{"s16.flac", "m8.flac", "m32.flac", "s20.flac", "c6.flac"} {
		f.Add(testFile(f, "flac", name))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if !bytes.HasPrefix(b, []byte("fLaC")) {
			t.Skip()
		}
		s, err := openBytes(b)
		if err != nil {
			return
		}
		one, end := flacInts(s)
		if end == nil {
			t.Fatal("no end")
		}
		s2, err := openBytes(b)
		if err != nil {
			t.Fatal(err)
		}
		if two, end2 := flacInts(s2); !slices.Equal(one, two) || end.Error() != end2.Error() {
			t.Fatalf("%d samples and %v, then %d and %v", len(one), end, len(two), end2)
		}
		if s.Verified() == "md5" {
			want := [16]byte(b[26:])
			if md5.Sum(packLE(nil, one, (s.Bits()+7)/8)) != want {
				t.Fatal("the MD5 is not right")
			}
		}
	})
}

// flacCRC16 is FLAC's CRC-16 bit by bit; RFC 9639, 9.3.
func flacCRC16(p []byte) (c uint16) {
	for _, b := range p {
		c ^= uint16(b) << 8
		for range 8 {
			c = c<<1 ^ 0x8005*(c>>15)
		}
	}
	return c
}

// flacPacketStream returns a stream of one packet with right checksums around any
// bytes: head is all of a fixture before its first subframe.
func flacPacketStream(head, body []byte) []byte {
	b := slices.Concat(head, body)
	first := bytes.LastIndex(head, []byte("\xff\xf8"))
	return binary.BigEndian.AppendUint16(b, flacCRC16(b[first:]))
}

func flacFirstPacket(t testing.TB, b []byte) flac.Packet {
	r := readat.New(context.Background(), bytes.NewReader(b), int64(len(b)))
	head, err := flac.ReadHead(r, 0, &damage.Log{})
	if err != nil {
		t.Fatal(err)
	}
	p, ok := flac.NewWalker(r, head.Audio, r.Size(), head.Info.Bits).Next()
	if !ok {
		t.Fatal("no packet")
	}
	return p
}

// FuzzDecodeFLACPacket reaches the subframes, which checksums keep from
// FuzzDecodeFLAC.
func FuzzDecodeFLACPacket(f *testing.F) {
	var heads [][]byte
	for i, name := range []string{"s16.flac", "m8.flac", "m32.flac", "s20.flac"} {
		b := testFile(f, "flac", name)
		p := flacFirstPacket(f, b)
		body := p.Off + int64(p.Header.Len)
		heads = append(heads, b[:body])
		f.Add(byte(i), b[body:p.Off+p.Len-2])
	}
	f.Fuzz(func(t *testing.T, which byte, body []byte) {
		b := flacPacketStream(heads[int(which)%len(heads)], body)
		s, err := openBytes(b)
		if err != nil {
			t.Fatal(err)
		}
		ints, end := flacInts(s)
		if end == nil || len(ints) > 65535*s.Format().Channels {
			t.Fatalf("%d samples, %v", len(ints), end)
		}
	})
}

func TestFLACPacketStreamDecodes(t *testing.T) {
	b := testFile(t, "flac", "m8.flac")
	p := flacFirstPacket(t, b)
	// A constant subframe of 8 bits: type 0, value 5; RFC 9639, 9.2.3.
	s, err := openBytes(flacPacketStream(b[:int(p.Off)+p.Header.Len], []byte{0, 5}))
	if err != nil {
		t.Fatal(err)
	}
	ints, _ := flacInts(s)
	if len(ints) != 192 || slices.Max(ints) != 5 || slices.Min(ints) != 5 {
		t.Errorf("%d samples: %v", len(ints), ints)
	}
}
