// Package adpcm decodes blocks of adaptive differential PCM to samples of 16
// bits: IMA as WAV and QuickTime pack it, and Microsoft's.
package adpcm

import (
	"encoding/binary"
	"fmt"
)

type imaState struct {
	sample int32
	index  int32
}

// next decodes one code of four bits.
func (s *imaState) next(code byte) int32 {
	step := steps[s.index]
	diff := step >> 3
	if code&4 != 0 {
		diff += step
	}
	if code&2 != 0 {
		diff += step >> 1
	}
	if code&1 != 0 {
		diff += step >> 2
	}
	if code&8 != 0 {
		diff = -diff
	}
	s.sample = clip(s.sample + diff)
	s.index = min(max(s.index+int32(moves[code&7]), 0), int32(len(steps)-1))
	return s.sample
}

func clip(v int32) int32 { return min(max(v, -1<<15), 1<<15-1) }

// IMAWave decodes one block as WAV stores it into dst, interleaved, and returns
// the frames: a header a channel, then four bytes a channel in turn, the low
// half of a byte first. dst has room for 1 + 8*(len(block)/(4*channels)-1)
// frames.
func IMAWave(dst []int32, block []byte, channels int) (frames int, err error) {
	head := 4 * channels
	if len(block) < head {
		return 0, fmt.Errorf("block is %d bytes, its header needs %d", len(block), head)
	}
	groups := (len(block) - head) / head
	for ch := range channels {
		h := block[4*ch:]
		s := imaState{sample: int32(int16(binary.LittleEndian.Uint16(h))), index: int32(h[2])}
		if s.index >= int32(len(steps)) {
			return 0, fmt.Errorf("step index of channel %d is %d, at most %d is possible", ch, s.index, len(steps)-1)
		}
		out := dst[ch:]
		out[0] = s.sample
		at := channels
		for g := range groups {
			for _, b := range block[head+g*head+4*ch:][:4] {
				out[at] = s.next(b & 15)
				out[at+channels] = s.next(b >> 4)
				at += 2 * channels
			}
		}
	}
	return 1 + 8*groups, nil
}

// Size of a QuickTime packet of one channel.
const (
	QuickTimeBytes  = 34
	QuickTimeFrames = 64
)

// QuickTime decodes packets as AIFF-C stores them. It keeps the state of each
// channel from packet to packet, since a packet's header holds only the upper
// nine bits of the sample.
type QuickTime struct {
	state []imaState
}

// NewQuickTime returns a decoder for so many channels.
func NewQuickTime(channels int) *QuickTime { return &QuickTime{state: make([]imaState, channels)} }

// Decode decodes one packet of each channel into dst, interleaved.
//
// Source: Apple, Inside Macintosh: Sound Manager, "IMA 4:1".
func (q *QuickTime) Decode(dst []int32, packets []byte) error {
	channels := len(q.state)
	for ch := range channels {
		p := packets[ch*QuickTimeBytes:][:QuickTimeBytes]
		head := binary.BigEndian.Uint16(p)
		index := int32(head & 0x7f)
		if index >= int32(len(steps)) {
			return fmt.Errorf("step index of channel %d is %d, at most %d is possible", ch, index, len(steps)-1)
		}
		s := &q.state[ch]
		s.restart(int32(int16(head&0xff80)), index)
		for i, b := range p[2:] {
			dst[2*i*channels+ch] = s.next(b & 15)
			dst[(2*i+1)*channels+ch] = s.next(b >> 4)
		}
	}
	return nil
}

// restart takes over what a packet's header says, unless the running state is
// the same within the precision of the header.
func (s *imaState) restart(sample, index int32) {
	const cut = 0x7f // what the header leaves away
	diff := sample - s.sample
	if diff < 0 {
		diff = -diff - 1
	}
	if s.index != index || diff > cut {
		s.sample, s.index = sample, index
	}
}
