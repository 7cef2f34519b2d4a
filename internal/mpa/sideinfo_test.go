package mpa

import (
	"math/rand/v2"
	"testing"
)

// plainSideInfo reads the fields one behind the other, as the syntax of ISO/IEC
// 11172-3, 2.4.1.7, and ISO/IEC 13818-3, 2.4.1.7, lists them.
func plainSideInfo(b []byte, h Header) (s sideInfo) {
	r := bitReader{b: b}
	granules, compress := 2, 4
	if h.Version() == MPEG1 {
		s.begin = r.read(9)
		r.read(map[int]int{1: 5, 2: 3}[h.Channels()]) // private_bits
		r.read(4 * h.Channels())                      // scfsi
	} else {
		s.begin = r.read(8)
		r.read(map[int]int{1: 1, 2: 2}[h.Channels()])
		granules, compress = 1, 9
	}
	for range granules * h.Channels() {
		s.bits += r.read(12)                         // part2_3_length
		s.manyPairs = r.read(9) > 288 || s.manyPairs // big_values
		r.read(8)                                    // global_gain
		r.read(compress)                             // scalefac_compress
		if r.read(1) == 1 {                          // window_switching_flag
			s.noBlock = r.read(2) == 0 || s.noBlock // block_type
			r.read(1 + 2*5 + 3*3)                   // mixed_block_flag, table_select, subblock_gain
		} else {
			r.read(3*5 + 4 + 3) // table_select, region0_count, region1_count
		}
		if h.Version() == MPEG1 {
			r.read(1) // preflag
		}
		r.read(2) // scalefac_scale, count1table_select
	}
	return s
}

func TestSideInfoIsThatOfTheSyntax(t *testing.T) {
	rnd := rand.New(rand.NewPCG(11172, 3))
	headers := map[string]Header{
		"MPEG-1 stereo": 0xfffb9000, "MPEG-1 mono": 0xfffb90c0,
		"MPEG-2 stereo": 0xfff39000, "MPEG-2 mono": 0xfff390c0,
		"MPEG-2.5 stereo": 0xffe39000, "MPEG-2.5 mono": 0xffe390c0,
	}
	for name, h := range headers {
		fields := sideFieldsOf(h)
		for range 20000 {
			b := make([]byte, h.sideInfo()+rnd.IntN(20))
			for i := range b {
				// Few bits, so that fields are right as often as wrong.
				b[i] = byte(rnd.Uint32() & rnd.Uint32() & rnd.Uint32())
			}
			if got, want := fields.parse(b), plainSideInfo(b, h); got != want {
				t.Fatalf("%s: % x: got %+v, want %+v", name, b, got, want)
			}
		}
	}
}
