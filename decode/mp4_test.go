package decode

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/mpa"
	"github.com/audiocheck/audiocheck/pcm"
	"github.com/audiocheck/audiocheck/pcm/pcmtest"
)

// mp4Goldens are digests of ffmpeg's samples; testdata/SOURCES.md has the
// command.
var mp4Goldens = []struct {
	file   string
	codec  string
	bits   int
	format pcm.Format
	frames int64
	md5    string
}{
	{"alac16.m4a", "alac", 16, pcm.Format{Rate: 16000, Channels: 1}, 4800, "d3b5072aa882861268295b29e830fc88"},
	{"alac24.m4a", "alac", 24, pcm.Format{Rate: 16000, Channels: 2}, 800, "7ff423e15b02a0a1e5de4498e2e8c705"},
	{"flac24.mp4", "flac", 24, pcm.Format{Rate: 16000, Channels: 2}, 800, "7ff423e15b02a0a1e5de4498e2e8c705"},
	{"flacfrag.mp4", "flac", 16, pcm.Format{Rate: 16000, Channels: 2}, 800, "9410fe394309af49a5f23792ce5f621e"},
	{"twos.mov", "pcm_s16be", 16, pcm.Format{Rate: 16000, Channels: 2}, 320, "8a37c460e51478c9de50ad24ac10fe04"},
	{"in24.mov", "pcm_s24le", 24, pcm.Format{Rate: 16000, Channels: 2}, 320, "fa5a2e47fbb0c110d79736c0ac44223e"},
}

func TestMP4Samples(t *testing.T) {
	for _, c := range mp4Goldens {
		b := testFile(t, "mp4", c.file)
		s, err := openBytes(b)
		if err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		if s.Codec() != c.codec || s.Bits() != c.bits || s.Format() != c.format || s.Frames() != c.frames {
			t.Errorf("%s: %s, %d bits, %v, %d frames", c.file, s.Codec(), s.Bits(), s.Format(), s.Frames())
		}
		sum, err := digest(s)
		if err != nil || sum != c.md5 {
			t.Errorf("%s: samples have digest %s, %v, ffmpeg's %s", c.file, sum, err, c.md5)
		}
		clip, end, err := pcmtest.TestSource(func() (pcm.Source, error) { return openBytes(b) })
		if err != nil || !errors.Is(end, io.EOF) || int64(clip.Frames()) != c.frames {
			t.Errorf("%s: %d frames, end %v, %v", c.file, clip.Frames(), end, err)
		}
	}
}

// digest is the MD5 of the integer samples in little-endian bytes.
func digest(s *Stream) (string, error) {
	h := md5.New()
	buf := make([]int32, 1024*s.Format().Channels)
	for {
		n, err := s.ReadInts(buf)
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return hex.EncodeToString(h.Sum(nil)), nil
		}
		if err != nil {
			return "", err
		}
		for _, v := range buf[:n*s.Format().Channels] {
			h.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}[:(s.Bits()+7)/8])
		}
	}
}

// TestMP4VerifiesFLAC: the MD5 that STREAMINFO has proves the samples where the
// packets are all that it was reckoned of.
func TestMP4VerifiesFLAC(t *testing.T) {
	file := testFile(t, "mp4", "flac24.mp4")
	info := bytes.Index(file, []byte("dfLa")) + 4 + 4 + 4
	for _, c := range []struct {
		name     string
		change   func(b []byte)
		end      error
		verified string
	}{
		{"nothing", func([]byte) {}, io.EOF, "md5"},
		{"another MD5", func(b []byte) { b[info+20] ^= 1 }, ErrChecksum, ""},
		{"no MD5", func(b []byte) { clear(b[info+18 : info+34]) }, io.EOF, ""},
		{"the MD5 of a longer stream", func(b []byte) { b[info+17]++; b[info+20] ^= 1 }, io.EOF, ""},
		{"a broken packet", func(b []byte) { b[len(b)/2] ^= 1 }, ErrChecksum, ""},
		{"mono", func(b []byte) { b[info+12] &^= 0x0e }, ErrMalformed, ""},
	} {
		b := bytes.Clone(file)
		c.change(b)
		s, err := openBytes(b)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if _, err := digest(s); c.end == io.EOF && err != nil || c.end != io.EOF && !errors.Is(err, c.end) {
			t.Errorf("%s: ends with %v, want %v", c.name, err, c.end)
		}
		if s.Verified() != c.verified {
			t.Errorf("%s: verified by %q, want %q", c.name, s.Verified(), c.verified)
		}
	}
}

// TestMP4MPEG: packets of layer III sound in MP4 as they do bare, where mpg123 has
// proved them; the edit list leaves out the delay of encoder and decoder.
func TestMP4MPEG(t *testing.T) {
	bare, err := openBytes(testFile(t, "mpeg", "vbr-crc.mp3"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := pcm.ReadAll(bare, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	s, err := openBytes(testFile(t, "mp4", "mp3crc.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := pcm.ReadAll(s, 1<<20)
	// ffmpeg gives 8111 frames too: it knows the delay and not the padding.
	if err != nil || s.Codec() != "mp3" || s.Bits() != 0 || got.Format != want.Format || got.Frames() != 8111 {
		t.Fatalf("%s of %v, %d frames, %v", s.Codec(), got.Format, got.Frames(), err)
	}
	if !slices.Equal(got.Samples[:len(want.Samples)], want.Samples) {
		t.Error("the samples are not those of the bare stream")
	}
}

// TestMP4MPEGChanges: a packet of another format than the first is none of the
// stream.
func TestMP4MPEGChanges(t *testing.T) {
	d := newMPEGPackets(pcm.Format{Rate: 32000, Channels: 2})
	packet := func(name string) []byte {
		b := testFile(t, "mpeg", name)
		h, ok := mpa.Parse(b)
		if !ok {
			t.Fatal(name)
		}
		return b[:h.Length()]
	}
	for _, c := range []struct{ name, want string }{
		{"vbr-crc.mp3", ""},
		{"vbr.mp3", "it is MPEG-1 Layer III, 44100 Hz, stereo"},
		{"mono-crc.mp3", "it is MPEG-2 Layer III, 24000 Hz, mono"},
		{"layer2-joint-crc.mp2", "it is MPEG-1 Layer II, 44100 Hz, stereo"},
		{"vbr-crc.mp3", ""},
	} {
		block, err := d.Decode(packet(c.name))
		if c.want == "" && (err != nil || len(block.Floats) != 2*1152) || c.want != "" && (err == nil || err.Error() != c.want) {
			t.Errorf("%s: %d samples, %v, want %q", c.name, len(block.Floats), err, c.want)
		}
	}
	if _, err := d.Decode(make([]byte, 100)); err == nil {
		t.Error("100 zeros are a packet")
	}
}

func TestMP4Unsupported(t *testing.T) {
	const want = "mp4: not supported: mp2 (MPEG-1 Layer II) in MP4 is not decoded here"
	_, err := openBytes(testFile(t, "mp4", "mp2crc.mp4"))
	if !errors.Is(err, ErrUnsupported) || err.Error() != want {
		t.Errorf("%v, want %q", err, want)
	}
}

// sizes is a codec of the caller: each sample is the size of its packet.
type sizes struct{}

func (sizes) Format() pcm.Format { return pcm.Format{Rate: 16000, Channels: 1} }
func (sizes) Bits() int          { return 0 }
func (sizes) Decode(packet []byte) (Block, error) {
	return Block{Floats: slices.Repeat([]float32{float32(len(packet))}, 1152)}, nil
}

// TestFormats: codecs of the caller are asked first, with the config of the
// track, for those that this package decodes and for others.
func TestFormats(t *testing.T) {
	for file, want := range map[string]struct {
		codec  string
		config []byte
	}{
		"frag.m4a": {"aac", []byte{0x14, 0x10, 0x56, 0xe5, 0x00}},
		"mp3.mp4":  {"mp3", nil},
	} {
		var config []byte
		own := Format{Codec: want.codec, Open: func(b []byte) (PacketDecoder, error) {
			config = b
			return sizes{}, nil
		}}
		other := Format{Codec: "opus", Open: func([]byte) (PacketDecoder, error) { return nil, io.ErrClosedPipe }}
		b := testFile(t, "mp4", file)
		s, err := Open(bytes.NewReader(b), int64(len(b)), &Options{Formats: []Format{other, own}})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		buf := make([]float32, 2)
		n, err := s.ReadFrames(buf)
		if err != nil || n != 2 || buf[0] < 2 || s.Codec() != want.codec || s.Format().Channels != 1 {
			t.Errorf("%s: %d frames, %v, %v", file, n, buf, err)
		}
		if !bytes.Equal(config, want.config) {
			t.Errorf("%s: the config is % x, want % x", file, config, want.config)
		}
	}
}

// TestMP4Truncated cuts a file whose movie box stands in front at every 7th
// byte: no cut may end in io.EOF.
func TestMP4Truncated(t *testing.T) {
	whole := movedToFront(t, testFile(t, "mp4", "alac24.m4a"))
	s, err := openBytes(whole)
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := digest(s); err != nil || sum != mp4Goldens[1].md5 {
		t.Fatalf("movie box in front: digest %s, %v", sum, err)
	}
	for n := 0; n < len(whole); n += 7 {
		s, err := openBytes(whole[:n])
		if err == nil {
			_, err = pcm.ReadAll(s, 1<<20)
		}
		if err == nil {
			t.Errorf("cut after %d of %d bytes: no error", n, len(whole))
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("cut after %d of %d bytes: %v is no *Error", n, len(whole), err)
		}
	}
}

// movedToFront puts moov in front of mdat and shifts its one chunk offset.
func movedToFront(t *testing.T, b []byte) []byte {
	t.Helper()
	at := bytes.Index(b, []byte("moov")) - 4
	moov := bytes.Clone(b[at:])
	const ftyp = 28
	i := bytes.Index(moov, []byte("stco")) + 12
	off := int(moov[i])<<24 | int(moov[i+1])<<16 | int(moov[i+2])<<8 | int(moov[i+3])
	off += len(moov)
	copy(moov[i:], []byte{byte(off >> 24), byte(off >> 16), byte(off >> 8), byte(off)})
	if string(b[4:8]) != "ftyp" || b[3] != ftyp {
		t.Fatalf("ftyp is %d bytes", b[3])
	}
	return append(append(bytes.Clone(b[:ftyp]), moov...), b[ftyp:at]...)
}

func TestALACCookie(t *testing.T) {
	good := []byte{0, 0, 16, 0, 0, 16, 40, 10, 14, 2, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xac, 0x44}
	if _, err := openALAC(good); err != nil {
		t.Fatalf("a good cookie: %v", err)
	}
	for name, change := range map[string]func(c []byte){
		"no channel":              func(c []byte) { c[9] = 0 },
		"9 channels":              func(c []byte) { c[9] = 9 },
		"17 bits":                 func(c []byte) { c[5] = 17 },
		"packets of 2^28 frames":  func(c []byte) { c[0] = 16 },
		"packets of 0 frames":     func(c []byte) { c[2] = 0 },
		"a rate of 0":             func(c []byte) { c[22], c[23] = 0, 0 },
		"a version of the future": func(c []byte) { c[4] = 1 },
	} {
		c := bytes.Clone(good)
		change(c)
		if _, err := openALAC(c); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: %v, want ErrMalformed", name, err)
		}
	}
	if _, err := openALAC(good[:23]); !errors.Is(err, ErrMalformed) {
		t.Errorf("23 bytes: %v, want ErrMalformed", err)
	}
}

// TestALACFrameCount gives a packet that declares more frames than its decoder
// has room for.
func TestALACFrameCount(t *testing.T) {
	d, err := openALAC([]byte{0, 0, 16, 0, 0, 16, 40, 10, 14, 1, 0, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xac, 0x44})
	if err != nil {
		t.Fatal(err)
	}
	// A single channel element, tag 0, 12 zero bits, partial and escaped; then 2^31-1 frames.
	packet := append([]byte{0x00, 0x00, 0x12, 0xff, 0xff, 0xff, 0xff}, make([]byte, 64)...)
	if _, err := d.Decode(packet); err == nil {
		t.Error("no error")
	}
}

func FuzzDecodeMP4(f *testing.F) {
	for _, name := range []string{"twos.mov", "in24.mov", "mp3.mp4", "aac.m4a", "flacfrag.mp4"} {
		f.Add(testFile(f, "mp4", name))
	}
	f.Add(testFile(f, "mp4", "alac24.m4a"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var sums [2]string
		for i := range sums {
			s, err := openBytes(b)
			if err != nil {
				return
			}
			clip, err := pcm.ReadAll(s, 1<<22)
			if err == nil && s.Frames() >= 0 && int64(clip.Frames()) != s.Frames() {
				t.Fatalf("%d frames, promised %d", clip.Frames(), s.Frames())
			}
			sums[i] = hex.EncodeToString([]byte{byte(clip.Frames()), byte(clip.Frames() >> 8)})
			if err != nil {
				sums[i] += err.Error()
			}
		}
		if sums[0] != sums[1] {
			t.Fatalf("%s and then %s", sums[0], sums[1])
		}
	})
}
