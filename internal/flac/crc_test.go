package flac

import "testing"

// The check value of CRC-8/SMBUS, which is FLAC's, over the digits 1 to 9.
// Source: Catalogue of parametrised CRC algorithms (Greg Cook).
func TestCRC8CheckValue(t *testing.T) {
	if got := sum8([]byte("123456789")); got != 0xf4 {
		t.Errorf("CRC-8 is %#x, want 0xf4", got)
	}
}
