package opus

import "testing"

// Durations of RFC 6716, table 2 and section 3.2.
func TestFrames(t *testing.T) {
	tests := []struct {
		packet []byte
		want   int64
	}{
		{nil, 0},
		{[]byte{0 << 3}, 480}, {[]byte{3 << 3}, 2880}, {[]byte{12 << 3}, 480}, {[]byte{15 << 3}, 960},
		{[]byte{16 << 3}, 120}, {[]byte{19 << 3}, 960}, {[]byte{31<<3 | 1}, 1920}, {[]byte{31<<3 | 2}, 1920},
		{[]byte{31<<3 | 3, 6}, 5760}, {[]byte{16<<3 | 3, 48}, 5760}, {[]byte{16<<3 | 3, 49}, 0}, {[]byte{16<<3 | 3, 0xc0 | 2}, 240}, {[]byte{31<<3 | 3, 7}, 0}, {[]byte{31<<3 | 3, 0}, 0}, {[]byte{31<<3 | 3}, 0},
	}
	for _, tt := range tests {
		if got := Frames(tt.packet); got != tt.want {
			t.Errorf("%x: %d frames, want %d", tt.packet, got, tt.want)
		}
	}
}
