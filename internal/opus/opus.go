// Package opus reads how long packets of Opus are.
package opus

// Rate is the rate in Hz at which Opus counts frames, whatever went in.
//
// Source: RFC 7845, 4.
const Rate = 48000

const (
	ms      = Rate / 1000
	longest = 120 * ms // of a packet; RFC 6716, 3.2.5
)

// Frames returns how many frames at 48 kHz the packet b holds, of which the
// first two bytes are enough: 120 to 5760, and 0 where b is no packet of Opus.
//
// Source: RFC 6716, 3.1 and 3.2.
func Frames(b []byte) int64 {
	if len(b) == 0 {
		return 0
	}
	n := int64(1)
	switch b[0] & 3 {
	case 1, 2:
		n = 2
	case 3:
		if len(b) < 2 {
			return 0
		}
		n = int64(b[1] & 0x3f)
	}
	var frame int64
	switch config := b[0] >> 3; {
	case config < 12: // SILK: 10, 20, 40, 60 ms
		frame = [4]int64{10 * ms, 20 * ms, 40 * ms, 60 * ms}[config&3]
	case config < 16: // hybrid: 10, 20 ms
		frame = 10 * ms << (config & 1)
	default: // CELT: 2.5, 5, 10, 20 ms
		frame = 5 * ms / 2 << (config & 3)
	}
	if n*frame > longest {
		return 0
	}
	return n * frame
}
