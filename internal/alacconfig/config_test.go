package alacconfig

import "testing"

func TestParse(t *testing.T) {
	good := []byte{0, 0, 16, 0, 0, 20, 40, 10, 14, 6, 0, 255, 0, 0, 0, 0, 0, 1, 0xf4, 0, 0, 0, 0xac, 0x44}
	want := Config{Frames: 4096, Bits: 20, Channels: 6, Rate: 44100, BitRate: 128000, PB: 40, MB: 10, KB: 14}
	if c, err := Parse(good); err != nil || c != want {
		t.Errorf("%+v, %v, want %+v", c, err, want)
	}
	for _, c := range []struct {
		at    int
		value byte
		want  string
	}{
		{4, 1, "version 1 of the format, want 0"},
		{2, 0, "packets of 0 frames, want 1 to 16384"},
		{2, 65, "packets of 16640 frames, want 1 to 16384"},
		{0, 0xff, "packets of 4278194176 frames, want 1 to 16384"},
		{5, 17, "17 bits, want 16, 20, 24 or 32"},
		{9, 0, "0 channels, want 1 to 8"},
		{9, 9, "9 channels, want 1 to 8"},
		{20, 0x80, "a rate of 2147527748 Hz, want 1 to 16777216"},
	} {
		b := append([]byte(nil), good...)
		b[c.at] = c.value
		if _, err := Parse(b); err == nil || err.Error() != c.want {
			t.Errorf("byte %d is %d: %v, want %q", c.at, c.value, err, c.want)
		}
	}
	if _, err := Parse(good[:23]); err == nil || err.Error() != "23 bytes, want 24" {
		t.Errorf("23 bytes: %v", err)
	}
}
