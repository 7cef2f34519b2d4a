package adpcm

import (
	"slices"
	"strings"
	"testing"
)

// FuzzBlocks decodes a block of each kind into a slice that has room for what
// the documentation says, and not for a sample more. It asks for the frames
// that follow from the block's length, samples of 16 bits, and the same
// samples twice.
func FuzzBlocks(f *testing.F) {
	for _, block := range []string{
		"\x00\x00\x58\x00" + strings.Repeat("\x77", 8),
		"\x00\x80\x00\x00\xff\x7f\x58\x00" + strings.Repeat("\x9c", 16),
		"\x00\xff\x7f\x00\x00\x00\x00" + strings.Repeat("\x88", 8),
		"\x06\x01\x10\x00\x20\x00\xff\x7f\x00\x80\x01\x00\xff\xff" + strings.Repeat("\x78", 8),
		"\x7f\x80" + strings.Repeat("\x1f", 32),
		"\x7f\x80" + strings.Repeat("\x77", 32) + "\x80\x58" + strings.Repeat("\xf8", 32),
	} {
		f.Add([]byte(block), uint8(0))
		f.Add([]byte(block), uint8(1))
	}
	f.Fuzz(func(t *testing.T, block []byte, more uint8) {
		ima, ms := 1+int(more)%8, 1+int(more)%2 // channels
		twice(t, ima, 1+8*max(0, len(block)/(4*ima)-1), func(dst []int32) (int, error) { return IMAWave(dst, block, ima) })
		twice(t, ms, 2+max(0, len(block)-7*ms)*2/ms, func(dst []int32) (int, error) { return Microsoft(dst, block, ms, nil) })
		packets := len(block) / (ima * QuickTimeBytes)
		twice(t, ima, packets*QuickTimeFrames, func(dst []int32) (int, error) { return quickTime(dst, block, ima, packets) })
	})
}

// quickTime decodes so many packets of each channel one after the other.
func quickTime(dst []int32, block []byte, channels, packets int) (int, error) {
	q := NewQuickTime(channels)
	for k := range packets {
		const frames = QuickTimeFrames
		if err := q.Decode(dst[k*frames*channels:][:frames*channels], block[k*QuickTimeBytes*channels:]); err != nil {
			return 0, err
		}
	}
	return packets * QuickTimeFrames, nil
}

func twice(t *testing.T, channels, want int, decode func(dst []int32) (int, error)) {
	t.Helper()
	dst, again := make([]int32, want*channels), make([]int32, want*channels)
	n, err := decode(dst)
	m, errAgain := decode(again)
	if n != m || (err == nil) != (errAgain == nil) || !slices.Equal(dst, again) {
		t.Fatalf("%d frames, %v, and then %d, %v", n, err, m, errAgain)
	}
	if err == nil && n != want {
		t.Fatalf("%d frames, want %d", n, want)
	}
	for i, v := range dst {
		if v < -1<<15 || v > 1<<15-1 {
			t.Fatalf("sample %d is %d", i, v)
		}
	}
}
