package aiff

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"

	"github.com/audiocheck/audiocheck/internal/adpcm"
	"github.com/audiocheck/audiocheck/internal/damage"
)

// compression says what a compression type stores. bytes is 0 where the COMM
// chunk's sample size decides.
type compression struct {
	codec string // without bits and order for integers whose size COMM decides
	bytes int64
}

// types are the compression types, in lower case; "" stands for AIFF.
var types = map[string]compression{
	"":     {"be", 0},
	"none": {"be", 0},
	"twos": {"be", 0},
	"sowt": {"le", 0},
	"raw ": {"pcm_u8", 1},
	"in24": {"pcm_s24be", 3},
	"in32": {"pcm_s32be", 4},
	"fl32": {"pcm_f32be", 4},
	"fl64": {"pcm_f64be", 8},
	"ulaw": {"pcm_mulaw", 1},
	"alaw": {"pcm_alaw", 1},
	"ima4": {"adpcm_ima", 0},
}

// common reads the COMM chunk of size bytes at off.
func (p *parser) common(off, size int64) error {
	need := 18
	if p.compressed {
		need = 22
	}
	b, err := p.r.Peek(off, int(min(size, int64(need))))
	if err != nil {
		return err
	}
	if len(b) < need {
		p.log.Add(damage.BadStructure, off, "COMM chunk is %d bytes, need %d", len(b), need)
		return nil
	}
	f := p.file
	if f.hasCommon {
		p.log.Add(damage.BadStructure, off, "a second COMM chunk; the first one is taken")
		return nil
	}
	f.hasCommon, p.commonAt = true, off
	f.Channels = int(binary.BigEndian.Uint16(b))
	f.Declared = int64(binary.BigEndian.Uint32(b[2:]))
	f.Bits = int(binary.BigEndian.Uint16(b[6:]))
	f.Rate = extended(b[8:18])
	kind := ""
	if p.compressed {
		kind = string(b[18:22])
	}
	f.derive(kind)
	p.checkCommon(off)
	return nil
}

// derive fills in what follows from the compression type.
func (f *File) derive(kind string) {
	c, ok := types[strings.ToLower(kind)]
	f.BlockFrames = 1
	ch := int64(f.Channels)
	switch {
	case !ok:
		f.Codec, f.Bits = fmt.Sprintf("aifc_%s", printable(kind)), 0
	case c.codec == "adpcm_ima":
		f.Codec, f.Bits = c.codec, 0
		f.Block, f.BlockFrames = ch*adpcm.QuickTimeBytes, adpcm.QuickTimeFrames
		f.Declared *= adpcm.QuickTimeFrames // COMM counts packets
	case c.bytes > 0:
		f.Codec, f.Block = c.codec, ch*c.bytes
		if strings.HasSuffix(c.codec, "law") {
			f.Bits = 0
		} else if f.Bits == 0 || int64(f.Bits) > 8*c.bytes {
			f.Bits = int(8 * c.bytes)
		}
	case f.Bits < 1 || f.Bits > 64:
	case f.Bits <= 8:
		f.Codec, f.Block = "pcm_s8", ch
	default:
		bytes := (f.Bits + 7) / 8
		f.Codec, f.Block = fmt.Sprintf("pcm_s%d%s", 8*bytes, c.codec), ch*int64(bytes)
	}
}

func (p *parser) checkCommon(off int64) {
	f := p.file
	switch {
	case f.Channels == 0:
		p.log.Add(damage.BadStructure, off, "COMM chunk says 0 channels")
	case f.Rate == 0:
		p.log.Add(damage.BadStructure, off, "COMM chunk says a rate of 0 Hz or one that does not fit 31 bits")
	case f.Codec == "":
		p.log.Add(damage.BadStructure, off, "COMM chunk says %d bits a sample, 1 to 64 are possible", f.Bits)
	}
}

func printable(kind string) string {
	clean := func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r
		}
		return '_'
	}
	return strings.Map(clean, kind)
}

// extended returns the 80-bit floating-point number b, rounded to an integer;
// 0 where it is none that fits 31 bits.
//
// Source: Apple Numerics Manual, second edition, "Extended format".
func extended(b []byte) int {
	const bias, fraction = 16383, 63
	exponent := int(binary.BigEndian.Uint16(b))
	mantissa := binary.BigEndian.Uint64(b[2:])
	shift := fraction - (exponent - bias)
	if shift <= fraction-31 || shift > fraction || bits.LeadingZeros64(mantissa) != 0 {
		return 0
	}
	return int(min(mantissa>>shift+mantissa>>(shift-1)&1, 1<<31-1))
}
