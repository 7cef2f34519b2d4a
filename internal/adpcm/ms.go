package adpcm

import (
	"encoding/binary"
	"fmt"
)

type msState struct {
	coef         [2]int
	delta        int32
	last, before int32
}

// next decodes one code of four bits.
func (s *msState) next(code byte) int32 {
	guess := (int64(s.last)*int64(s.coef[0]) + int64(s.before)*int64(s.coef[1])) / 256
	signed := int32(int8(code<<4)) >> 4
	v := clip(int32(guess) + signed*s.delta)
	s.before, s.last = s.last, v
	const minDelta, maxDelta = 16, 1 << 20 // the upper bound keeps a broken block from overflowing
	s.delta = min(max(adaptation[code&15]*s.delta>>8, minDelta), maxDelta)
	return v
}

// Microsoft decodes one block of Microsoft ADPCM of one or two channels into
// dst, interleaved, and returns the frames. coefs are the predictors that the
// file defines; the standard ones serve where it defines none. dst has room for
// 2 + (len(block)-7*channels)*2/channels frames.
func Microsoft(dst []int32, block []byte, channels int, coefs [][2]int) (frames int, err error) {
	head := 7 * channels
	if len(block) < head {
		return 0, fmt.Errorf("block is %d bytes, its header needs %d", len(block), head)
	}
	if len(coefs) == 0 {
		coefs = predictors
	}
	var states [2]msState
	for ch := range channels {
		if int(block[ch]) >= len(coefs) {
			return 0, fmt.Errorf("predictor of channel %d is %d, the file defines %d", ch, block[ch], len(coefs))
		}
		number := func(i int) int32 {
			return int32(int16(binary.LittleEndian.Uint16(block[channels+2*(i*channels+ch):])))
		}
		states[ch] = msState{coef: coefs[block[ch]], delta: number(0), last: number(1), before: number(2)}
		dst[ch], dst[channels+ch] = states[ch].before, states[ch].last
	}
	at := 2 * channels
	for _, b := range block[head:] {
		dst[at] = states[0].next(b >> 4)
		dst[at+1] = states[channels-1].next(b & 15)
		at += 2
	}
	return at / channels, nil
}
