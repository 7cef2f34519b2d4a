package flacdec

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/internal/flac"
)

func reference(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("flac")
	if err != nil {
		t.Skip("flac is not on PATH")
	}
	return path
}

// crc is FLAC's of n bits, bit by bit; RFC 9639, 9.1.8 and 9.3.
func crc(b []byte, n int, poly uint16) (c uint16) {
	for _, x := range b {
		c ^= uint16(x) << (n - 8)
		for range 8 {
			top := c >> (n - 1) & 1
			c = c<<1 ^ poly*top
		}
	}
	return c & (1<<n - 1)
}

// file writes a stream of one packet, with a header of its own in place of the
// empty one; RFC 9639, 8.2 and 9.1.
func file(h flac.Header, depth int, packet []byte) []byte {
	assignment := byte(h.Channels - 1)
	if h.Stereo != flac.Independent {
		assignment = 7 + byte(h.Stereo)
	}
	// Block size of 16 bits behind, rate and depth of STREAMINFO, number 0.
	p := []byte{0xff, 0xf8, 7 << 4, assignment << 4, 0, byte((h.Block - 1) >> 8), byte(h.Block - 1)}
	p = append(p, byte(crc(p, 8, 7)))
	p = append(p, packet[headerLen:len(packet)-footer]...)
	p = binary.BigEndian.AppendUint16(p, crc(p, 16, 0x8005))

	info := binary.BigEndian.AppendUint16([]byte("fLaC\x80\x00\x00\x22"), uint16(max(h.Block, 16)))
	info = binary.BigEndian.AppendUint16(info, uint16(max(h.Block, 16)))
	info = append(info, make([]byte, 6)...)
	const rate = 8000
	info = binary.BigEndian.AppendUint64(info, rate<<44|uint64(h.Channels-1)<<41|uint64(depth-1)<<36|uint64(h.Block))
	return slices.Concat(info, make([]byte, 16), p)
}

// raw asks flac for the samples of a file, little-endian in whole bytes.
func raw(reference string, b []byte) ([]byte, error) {
	cmd := exec.Command(reference, "-d", "-s", "--force-raw-format", "--endian=little", "--sign=signed", "-c", "-")
	cmd.Stdin = bytes.NewReader(b)
	return cmd.Output()
}

// The packets that are written here by the standard are read so by flac too.
func TestReferenceReadsLegalPackets(t *testing.T) {
	flacTool := reference(t)
	for _, tt := range legalPackets() {
		if tt.depth%8 != 0 { // raw samples are of whole bytes
			continue
		}
		var want []byte
		for _, v := range numbers(t, tt.want) {
			want = append(want, binary.LittleEndian.AppendUint32(nil, uint32(v))[:tt.depth/8]...)
		}
		got, err := raw(flacTool, file(tt.h, tt.depth, tt.packet))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: flac gives %x, want %x: %v", tt.name, got, want, err)
		}
	}
}

// What is refused here, flac refuses too, but for what wraps around in 32 bits.
func TestReferenceRefusesIllegalPackets(t *testing.T) {
	flacTool := reference(t)
	wraps := []string{"9.2.7.3 -2^31", "9.2.6 over 32 bits", "9.1.3 right of 32 bits"}
	for _, tt := range illegalPackets() {
		if len(tt.packet) < headerLen+footer || tt.depth%8 != 0 || slices.Contains(wraps, tt.name) {
			continue
		}
		if got, err := raw(flacTool, file(tt.h, tt.depth, tt.packet)); err == nil {
			t.Errorf("%s: flac gives %x", tt.name, got)
		}
	}
}

// signal returns interleaved samples of several characters one after the other:
// silence, a constant, tones, noise of all loudnesses, the extremes.
func signal(frames, channels, bits int) (s []int32) {
	rng := rand.New(rand.NewPCG(uint64(channels), uint64(bits)))
	top := math.Ldexp(1, bits-1) - 1
	for i := range frames {
		part := 8 * i / frames
		tone := math.Sin(float64(i)*0.05) + 0.5*math.Sin(float64(i)*0.31)
		for ch := range channels {
			noise := 2*rng.Float64() - 1
			v := []float64{
				0, top / 3, top * 0.6 * tone, top*0.3*tone + 20*noise, top * noise,
				top * math.Copysign(1, noise), 8 * math.Floor(top/32*tone), top * 0.5 * tone * float64(1-2*(ch%2)),
			}[part]
			s = append(s, int32(max(-top-1, min(top, v))))
		}
	}
	return s
}

// STREAMINFO's MD5 is of what the encoder was given.
func TestReferencesFiles(t *testing.T) {
	flacTool := reference(t)
	var options []string
	for level := range 9 {
		options = append(options, fmt.Sprintf("-%d", level))
	}
	options = append(options, "-8 -e -p -r 0,15 --lax", "-l 32 --lax -b 1000", "-l 32 -q 15 --lax -b 4608", "-0 -b 17 --lax -M",
		"-m -b 8192 --lax", "-l 0 -r 8 -b 4096", "-5 -b 65535 --lax", "-b 16 -l 4", "--disable-constant-subframes --disable-fixed-subframes",
		"--disable-verbatim-subframes -8", "-3 --blocksize=4607 --lax --sample-rate=12345")
	for _, bits := range []int{8, 16, 24, 32} {
		for _, channels := range []int{1, 2, 8} {
			samples := signal(12000/channels, channels, bits)
			for _, o := range options {
				checkReferencesFile(t, flacTool, o, samples, channels, bits)
			}
		}
	}
}

func checkReferencesFile(t *testing.T, flacTool, options string, samples []int32, channels, bits int) {
	t.Helper()
	out := t.TempDir() + "/a.flac"
	args := append([]string{"-s", "--force-raw-format", "--endian=little", "--sign=signed", "--sample-rate=48000",
		fmt.Sprint("--channels=", channels), fmt.Sprint("--bps=", bits), "--channel-map=none", "-o", out}, strings.Fields(options)...)
	var in []byte
	for _, v := range samples {
		in = append(in, binary.LittleEndian.AppendUint32(nil, uint32(v))[:bits/8]...)
	}
	cmd := exec.Command(flacTool, append(args, "-")...)
	cmd.Stdin = bytes.NewReader(in)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("flac %s: %v: %s", strings.Join(args, " "), err, text)
	}
	s := open(t, readFile(t, out))
	if got := s.decode(t); !slices.Equal(got, samples) || sum(got, bits) != s.info.MD5 {
		t.Errorf("%s, %d channels of %d bits: the samples are not those that were encoded", options, channels, bits)
	}
}
