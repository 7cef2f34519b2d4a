package decode

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

// TestOggFLAC: the digest is that of ffmpeg's samples; testdata/SOURCES.md has the
// command.
func TestOggFLAC(t *testing.T) {
	const frames, sum = 8000, "1c0186b759e107fd96d66a0060a75861"
	b := testFile(t, "ogg", "flac.oga")
	s, err := openBytes(b)
	if err != nil {
		t.Fatal(err)
	}
	if s.Codec() != "flac" || s.Bits() != 16 || s.Format() != (pcm.Format{Rate: 16000, Channels: 1}) || s.Frames() != frames {
		t.Errorf("%s, %d bits, %v, %d frames", s.Codec(), s.Bits(), s.Format(), s.Frames())
	}
	if got, err := digest(s); got != sum || err != nil || s.Verified() != "md5" {
		t.Errorf("%s by %q, %v; want %s", got, s.Verified(), err, sum)
	}
	clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return openBytes(b) })
	if err != nil || !errors.Is(end, io.EOF) || clip.Frames() != frames {
		t.Errorf("%d frames, end %v, %v", clip.Frames(), end, err)
	}
	for n := 4; n < len(b); n++ {
		s, err := openBytes(b[:n])
		if err == nil {
			_, err = pcm.ReadAll(s, 1<<20)
		}
		if err == nil {
			t.Errorf("cut at byte %d of %d: no error", n, len(b))
		}
	}
}

// firstPage changes the first packet of flac.oga.
func firstPage(t *testing.T, change func(packet []byte)) []byte { return pageOf(t, 0, change) }

// lastPage changes what the last page of flac.oga holds.
func lastPage(t *testing.T, change func(body []byte)) []byte {
	return pageOf(t, bytes.LastIndex(testFile(t, "ogg", "flac.oga"), []byte("OggS")), change)
}

// pageOf changes the body of the page at off of flac.oga, and gives it the checksum
// of RFC 3533, 6, by which it is no damaged page.
func pageOf(t *testing.T, off int, change func(body []byte)) []byte {
	t.Helper()
	b := slices.Clone(testFile(t, "ogg", "flac.oga"))
	page := b[off:]
	head := 27 + int(page[26])
	size := head
	for _, l := range page[27:head] {
		size += int(l)
	}
	page = page[:size]
	change(page[head:])
	clear(page[22:26])
	c := oggCRC(page)
	copy(page[22:], []byte{byte(c), byte(c >> 8), byte(c >> 16), byte(c >> 24)})
	return b
}

// oggCRC is the CRC-32 of RFC 3533 bit by bit.
func oggCRC(p []byte) (c uint32) {
	for _, v := range p {
		c ^= uint32(v) << 24
		for range 8 {
			c = c<<1 ^ 0x04c11db7*(c>>31)
		}
	}
	return c
}

// TestOggErrors: what ends a stream that is whole by its pages, and what does not
// begin one.
func TestOggErrors(t *testing.T) {
	const info = 9 + 4 + 4 // RFC 9639, 10.1
	flac := testFile(t, "ogg", "flac.oga")
	for _, tt := range []struct {
		name string
		b    []byte
		want error
		text string
	}{
		{"nothing is wrong", firstPage(t, func([]byte) {}), io.EOF, ""},
		{"another MD5", firstPage(t, func(p []byte) { p[info+20] ^= 1 }), ErrChecksum, "the MD5 of the samples is"},
		{"no MD5", firstPage(t, func(p []byte) { clear(p[info+18:]) }), io.EOF, ""},
		{"stereo", firstPage(t, func(p []byte) { p[info+12] |= 2 }), ErrMalformed, "packet 0 of"},
		{"a rate of 0", firstPage(t, func(p []byte) { p[info+10], p[info+11], p[info+12] = 0, 0, p[info+12]&15 }), ErrMalformed, "the first packet of the stream is broken"},
		{"the last packet", lastPage(t, func(p []byte) { p[len(p)-9] ^= 1 }), ErrChecksum, "packet 1 of"},
		{"a chain", slices.Concat(flac, flac), ErrUnsupported, "a chain of 2 streams is not decoded here"},
		{"Vorbis", testFile(t, "ogg", "vorbis.ogg"), ErrUnsupported, "vorbis in Ogg is not decoded here"},
		{"Opus", testFile(t, "ogg", "opus.opus"), ErrUnsupported, "opus in Ogg is not decoded here"},
		{"no sound", bytes.Replace(flac, []byte("\x7fFLAC"), []byte("\x7fFLAX"), 1), ErrUnsupported, "the file holds no stream of FLAC"},
	} {
		s, err := openBytes(tt.b)
		if err == nil {
			_, err = digest(s)
		}
		if tt.want == io.EOF && err != nil || tt.want != io.EOF && (!errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text)) {
			t.Errorf("%s: %v, want %v, %s", tt.name, err, tt.want, tt.text)
		}
	}
}
