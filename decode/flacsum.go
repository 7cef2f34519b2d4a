package decode

import (
	"crypto/md5"
	"encoding/binary"
	"hash"
	"slices"

	"github.com/audiocheck/audiocheck/internal/flac"
)

// sampleSum reckons the MD5 of a stream's samples.
//
// Source: RFC 9639, 8.2.
type sampleSum struct {
	want  [md5.Size]byte
	width int       // bytes a sample
	sum   hash.Hash // nil where the encoder stored none
	bytes []byte    // the last samples, as the MD5 takes them
	right bool      // it was compared, and is the one that the encoder stored
}

func newSampleSum(s *flac.StreamInfo) sampleSum {
	m := sampleSum{want: s.MD5, width: (s.Bits + 7) / 8}
	if s.HasMD5() {
		m.sum = md5.New()
	}
	return m
}

// none reports that there is nothing to compare with.
func (m *sampleSum) none() bool { return m.sum == nil }

func (m *sampleSum) add(samples []int32) {
	if m.none() {
		return
	}
	m.bytes = packLE(m.bytes, samples, m.width)
	m.sum.Write(m.bytes)
}

// compare returns an error where the samples are not the ones that were encoded.
func (m *sampleSum) compare() error {
	if got := [md5.Size]byte(m.sum.Sum(nil)); got != m.want {
		return failure(ErrChecksum, flacName, NoOffset, "the MD5 of the samples is %x, STREAMINFO has %x", got, m.want)
	}
	m.right = true
	return nil
}

// verified names the checksum that proved the samples right, empty where none did.
func (m *sampleSum) verified() string {
	if m.right {
		return "md5"
	}
	return ""
}

// packLE writes the samples into dst, in width bytes each, least significant
// first. It returns dst, or a larger one in its place.
func packLE(dst []byte, samples []int32, width int) []byte {
	n := len(samples) * width
	dst = slices.Grow(dst[:0], n)[:n]
	switch out := dst; width {
	case 1:
		for i, v := range samples {
			out[i] = byte(v)
		}
	case 2:
		for ; len(samples) >= 4; samples, out = samples[4:], out[8:] {
			v := (*[4]int32)(samples)
			binary.LittleEndian.PutUint64(out, uint64(uint16(v[0]))|uint64(uint16(v[1]))<<16|uint64(uint16(v[2]))<<32|uint64(uint16(v[3]))<<48)
		}
		for i, v := range samples {
			binary.LittleEndian.PutUint16(out[2*i:], uint16(v))
		}
	case 3:
		for _, v := range samples {
			out[0], out[1], out[2] = byte(v), byte(v>>8), byte(v>>16)
			out = out[3:]
		}
	default:
		for i, v := range samples {
			binary.LittleEndian.PutUint32(out[4*i:], uint32(v))
		}
	}
	return dst
}
