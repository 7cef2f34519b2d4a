package mpa

import "testing"

func header(v uint32) (Header, bool) {
	return Parse([]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)})
}

// Lengths by the formula of ISO/IEC 11172-3, 2.4.3.1, reckoned by hand; those
// of layer III stand in any table of MP3 frame sizes.
func TestHeaderFields(t *testing.T) {
	tests := []struct {
		bits                   uint32
		profile                string
		bitRate, rate          int
		channels, frames, size int
		crc                    bool
	}{
		{0xfffb9064, "MPEG-1 Layer III", 128000, 44100, 2, 1152, 417, false},
		{0xfffb9264, "MPEG-1 Layer III", 128000, 44100, 2, 1152, 418, false},
		{0xfffae004, "MPEG-1 Layer III", 320000, 44100, 2, 1152, 1044, true},
		{0xfffbe804, "MPEG-1 Layer III", 320000, 32000, 2, 1152, 1440, false},
		{0xfffb14c4, "MPEG-1 Layer III", 32000, 48000, 1, 1152, 96, false},
		{0xfff340c4, "MPEG-2 Layer III", 32000, 22050, 1, 576, 104, false},
		{0xfff342c4, "MPEG-2 Layer III", 32000, 22050, 1, 576, 105, false},
		{0xfff314c4, "MPEG-2 Layer III", 8000, 24000, 1, 576, 24, false},
		{0xffe318c4, "MPEG-2.5 Layer III", 8000, 8000, 1, 576, 72, false},
		{0xfffd8004, "MPEG-1 Layer II", 128000, 44100, 2, 1152, 417, false},
		{0xfffde804, "MPEG-1 Layer II", 384000, 32000, 2, 1152, 1728, false},
		{0xfff584c4, "MPEG-2 Layer II", 64000, 24000, 1, 1152, 384, false},
		{0xffffc004, "MPEG-1 Layer I", 384000, 44100, 2, 384, 416, false},
		{0xffffc204, "MPEG-1 Layer I", 384000, 44100, 2, 384, 420, false},
		{0xfff71404, "MPEG-2 Layer I", 32000, 24000, 2, 384, 64, false},
		{0xfffb0064, "MPEG-1 Layer III", 0, 44100, 2, 1152, 0, false},
	}
	for _, tt := range tests {
		h, ok := header(tt.bits)
		if !ok {
			t.Errorf("%08x: no header", tt.bits)
			continue
		}
		if h.Profile() != tt.profile || h.BitRate() != tt.bitRate || h.Rate() != tt.rate || h.Channels() != tt.channels ||
			h.Frames() != tt.frames || h.Length() != tt.size || h.HasCRC() != tt.crc {
			t.Errorf("%08x: %s, %d bit/s, %d frames, %d bytes, CRC %v", tt.bits, h, h.BitRate(), h.Frames(), h.Length(), h.HasCRC())
		}
	}
}

func TestReservedValuesAreNoHeader(t *testing.T) {
	for name, bits := range map[string]uint32{
		"no sync": 0xffdb9064, "version": 0xffeb9064, "layer": 0xfff99064, "bit rate": 0xfffbf064,
		"sampling rate": 0xfffb9c64, "emphasis": 0xfffb9066, "run of ones": 0xffffffff,
	} {
		if _, ok := header(bits); ok {
			t.Errorf("%s: %08x is taken for a header", name, bits)
		}
	}
}

func TestEachHeaderHasALength(t *testing.T) {
	for bits := uint32(0xffe00000); bits != 0; bits += 4 {
		h, ok := header(bits)
		if n := h.size(0); ok && n < HeaderSize {
			t.Fatalf("%08x: %d bytes", bits, n)
		}
	}
}
