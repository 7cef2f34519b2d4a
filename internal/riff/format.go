package riff

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// Format tags; RFC 2361 and mmreg.h.
const (
	TagPCM        = 0x0001
	TagMSADPCM    = 0x0002
	TagFloat      = 0x0003
	TagALaw       = 0x0006
	TagMuLaw      = 0x0007
	TagIMAADPCM   = 0x0011
	TagGSM        = 0x0031
	TagMPEG       = 0x0050
	TagMP3        = 0x0055
	tagExtensible = 0xfffe
)

// codecs names the tags that the frame arithmetic does not depend on.
var codecs = map[uint16]string{
	TagMSADPCM: "adpcm_ms", TagIMAADPCM: "adpcm_ima", TagGSM: "gsm", TagMPEG: "mp2", TagMP3: "mp3",
	0x0022: "truespeech", 0x0040: "g721", 0x0045: "g726", 0x0064: "g726", 0x00ff: "aac",
	0x0160: "wmav1", 0x0161: "wmav2", 0x0162: "wmapro", 0x0163: "wmalossless",
	0x1600: "aac", 0x1610: "aac", 0x2000: "ac3", 0x2001: "dts", 0x674f: "vorbis", 0x704f: "opus", 0xf1ac: "flac",
}

// Format is the content of the fmt chunk, with what follows from it.
type Format struct {
	Tag        uint16 // of the sub-format where the format is extensible
	Codec      string // as package probe names it; empty where the chunk is too broken to say
	Channels   int    // 0 where the chunk says 0
	Rate       int    // Hz; 0 where the chunk says 0 or more than an int32 holds
	ByteRate   int64  // as declared
	BlockAlign int    // bytes, as declared
	Bits       int    // valid bits a sample, as declared

	SampleBytes int   // bytes of one sample that is stored by itself; 0 for packed codecs
	Frame       int64 // bytes of a frame of such samples; 0 for packed codecs
	BlockBytes  int64 // bytes of a packed block, 0 where blocks are not of one size
	BlockFrames int64 // frames that such a block holds

	Coefs [][2]int // of MS ADPCM
}

const (
	minFormat        = 14 // bytes of a fmt chunk up to the block align
	extensibleFormat = 40
	extensionAt      = 18 // the format's own fields, behind the size of the extension
)

// parseFormat reads the fmt chunk b, which stands at byte off. It reports false
// when there is too little of it to tell anything.
func parseFormat(b []byte, l layout, off int64, log *damage.Log) (Format, bool) {
	if len(b) < minFormat {
		log.Add(damage.BadStructure, off, "fmt chunk is %d bytes, need 16", len(b))
		return Format{}, false
	}
	f := Format{
		Tag:        l.order.Uint16(b[0:]),
		Channels:   int(l.order.Uint16(b[2:])),
		ByteRate:   int64(l.order.Uint32(b[8:])),
		BlockAlign: int(l.order.Uint16(b[12:])),
	}
	if rate := l.order.Uint32(b[4:]); rate <= math.MaxInt32 {
		f.Rate = int(rate)
	}
	if len(b) >= 16 {
		f.Bits = int(l.order.Uint16(b[14:]))
	} else if f.Channels > 0 {
		f.Bits = 8 * (f.BlockAlign / f.Channels)
	}
	if f.Tag == tagExtensible {
		f.extend(b, l, off, log)
	}
	f.derive(b, l)
	f.check(off, log)
	return f, true
}

// extend reads the extension of an extensible format. The size of the
// extension is not looked at: writers get it wrong, and the chunk's own size
// says more.
func (f *Format) extend(b []byte, l layout, off int64, log *damage.Log) {
	if len(b) < extensibleFormat {
		log.Add(damage.BadStructure, off, "fmt chunk of an extensible format is %d bytes, need %d", len(b), extensibleFormat)
		return
	}
	container := f.Bits
	switch valid := int(l.order.Uint16(b[18:])); {
	case valid > container:
		log.Add(damage.WrongRate, off, "fmt chunk says that %d bits are valid of samples of %d bits", valid, container)
	case valid > 0:
		f.Bits = valid
	}
	f.SampleBytes = (container + 7) / 8
	if tag, ok := subFormat(b[24:40], l); ok {
		f.Tag = tag
	}
}

// subFormat returns the format tag in the GUID b. In RIFX, SoX writes the tag
// big-endian in front of the rest of a little-endian GUID.
func subFormat(b []byte, l layout) (uint16, bool) {
	if sub := l.order.Uint32(b); sub <= math.MaxUint16 && isWaveGUID(b[4:], l.order) {
		return uint16(sub), true
	}
	if b[2] != 0 || b[3] != 0 || !isWaveGUID(b[4:], binary.LittleEndian) {
		return 0, false
	}
	if b[0] == 0 {
		return binary.BigEndian.Uint16(b), true
	}
	return binary.LittleEndian.Uint16(b), true
}

// isWaveGUID reports whether b, the GUID behind its first number, is that of
// the classic tags or of Ambisonic B-format, whose tags are the same.
func isWaveGUID(b []byte, order binary.ByteOrder) bool {
	const classic, ambisonic = "\x80\x00\x00\xaa\x00\x38\x9b\x71", "\x86\x44\xc8\xc1\xca\x00\x00\x00"
	data2, data3 := order.Uint16(b[0:]), order.Uint16(b[2:])
	return data2 == 0 && data3 == 0x0010 && string(b[4:]) == classic ||
		data2 == 0x0721 && data3 == 0x11d3 && string(b[4:]) == ambisonic
}

// derive fills in what follows from the fields.
func (f *Format) derive(b []byte, l layout) {
	switch f.Tag {
	case TagPCM, TagFloat:
		f.deriveLinear(l)
	case TagALaw:
		f.Codec, f.SampleBytes = "pcm_alaw", 1
	case TagMuLaw:
		f.Codec, f.SampleBytes = "pcm_mulaw", 1
	default:
		f.derivePacked(b, l)
	}
	f.Frame = int64(f.SampleBytes) * int64(f.Channels)
}

// deriveLinear finds the bytes of a sample. It is the bits rounded up to bytes,
// unless block align and byte rate agree on a wider slot.
func (f *Format) deriveLinear(l layout) {
	if f.SampleBytes == 0 {
		f.SampleBytes = (f.Bits + 7) / 8
	}
	slot := 0
	if f.Channels > 0 && f.BlockAlign%f.Channels == 0 {
		slot = f.BlockAlign / f.Channels
	}
	if f.Bits > 0 && slot > f.SampleBytes && slot <= 8 && f.ByteRate == int64(f.Rate)*int64(f.BlockAlign) {
		f.SampleBytes = slot
	}
	order, kind := "le", "s"
	if l.order == bigEndian.order {
		order = "be"
	}
	if f.Tag == TagFloat {
		kind = "f"
	}
	switch {
	case f.SampleBytes == 0:
	case f.SampleBytes == 1 && f.Tag == TagPCM:
		f.Codec = "pcm_u8"
	default:
		f.Codec = fmt.Sprintf("pcm_%s%d%s", kind, 8*f.SampleBytes, order)
	}
}

// derivePacked finds the size of the blocks of a packed codec.
func (f *Format) derivePacked(b []byte, l layout) {
	f.SampleBytes = 0
	f.Codec = codecs[f.Tag]
	if f.Codec == "" {
		f.Codec = fmt.Sprintf("wav_0x%04x", f.Tag)
	}
	switch f.Tag {
	case TagGSM:
		f.BlockBytes, f.BlockFrames = gsmBytes, gsmFrames
	case TagMSADPCM, TagIMAADPCM:
		f.BlockBytes = int64(f.BlockAlign)
		f.BlockFrames = f.adpcmFrames(f.BlockBytes)
		if len(b) >= extensionAt+2 {
			if n := int64(l.order.Uint16(b[extensionAt:])); n > 0 && n < f.BlockFrames {
				f.BlockFrames = n
			}
		}
		f.readCoefs(b, l)
	}
}

// readCoefs reads the predictors of MS ADPCM.
func (f *Format) readCoefs(b []byte, l layout) {
	if f.Tag != TagMSADPCM || len(b) < extensionAt+4 {
		return
	}
	n := int(l.order.Uint16(b[extensionAt+2:]))
	for b = b[extensionAt+4:]; len(b) >= 4 && len(f.Coefs) < n; b = b[4:] {
		f.Coefs = append(f.Coefs, [2]int{int(int16(l.order.Uint16(b))), int(int16(l.order.Uint16(b[2:])))})
	}
}

// check logs fields that contradict each other.
func (f *Format) check(off int64, log *damage.Log) {
	switch {
	case f.SampleBytes > 8:
		log.Add(damage.BadStructure, off, "fmt chunk says %d bits a sample, at most 64 are possible", f.Bits)
		f.Codec, f.Frame, f.SampleBytes, f.Bits = "", 0, 0, 0
	case f.Channels == 0:
		log.Add(damage.BadStructure, off, "fmt chunk says 0 channels")
	case f.Rate == 0:
		log.Add(damage.BadStructure, off, "fmt chunk says a rate of 0 Hz or one that does not fit 31 bits")
	case (f.Tag == TagPCM || f.Tag == TagFloat) && f.Bits == 0:
		log.Add(damage.BadStructure, off, "fmt chunk says 0 bits a sample")
	case f.Frame > 0 && int64(f.BlockAlign) != f.Frame:
		log.Add(damage.WrongRate, off, "block align is %d bytes, a frame of %s and %d channels has %d", f.BlockAlign, f.Codec, f.Channels, f.Frame)
	case f.Frame > 0 && f.ByteRate != f.Frame*int64(f.Rate):
		log.Add(damage.WrongRate, off, "byte rate is %d bytes a second, the format makes it %d", f.ByteRate, f.Frame*int64(f.Rate))
	case (f.Tag == TagMSADPCM || f.Tag == TagIMAADPCM) && f.BlockFrames == 0:
		log.Add(damage.BadStructure, off, "block align of %d bytes is too small for %s with %d channels", f.BlockAlign, f.Codec, f.Channels)
	}
}
