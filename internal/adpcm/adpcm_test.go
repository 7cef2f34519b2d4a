package adpcm

import (
	"strings"
	"testing"
)

// The samples of whole files are held against ffmpeg and SoX in package decode;
// here is what no good file holds.
func TestBrokenBlocks(t *testing.T) {
	dst := make([]int32, 4096)
	for name, run := range map[string]func() error{
		"IMA header cut": func() error { _, err := IMAWave(dst, make([]byte, 7), 2); return err },
		"IMA index 89":   func() error { _, err := IMAWave(dst, []byte{0, 0, 89, 0}, 1); return err },
		"MS header cut":  func() error { _, err := Microsoft(dst, make([]byte, 13), 2, nil); return err },
		"MS predictor 7": func() error { _, err := Microsoft(dst, []byte{7, 0, 0, 0, 0, 0, 0}, 1, nil); return err },
		"MS file's one":  func() error { _, err := Microsoft(dst, []byte{1, 0, 0, 0, 0, 0, 0}, 1, [][2]int{{256, 0}}); return err },
		"QuickTime index 127": func() error {
			return NewQuickTime(1).Decode(dst, append([]byte{0, 127}, make([]byte, 32)...))
		},
	} {
		if err := run(); err == nil || strings.Contains(err.Error(), "%!") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestClips: the largest code for ever ends at full scale, not beyond.
func TestClips(t *testing.T) {
	up := append([]byte{0, 0, 88, 0}, strings.Repeat("\x77", 64)...)
	dst := make([]int32, 129)
	n, err := IMAWave(dst, up, 1)
	if err != nil || n != 129 || dst[128] != 32767 {
		t.Errorf("IMA: %d frames, last %d, %v", n, dst[128], err)
	}
	down := append([]byte{0, 0xff, 0x7f, 0, 0, 0, 0}, strings.Repeat("\x88", 60)...)
	dst = make([]int32, 122)
	n, err = Microsoft(dst, down, 1, nil)
	if err != nil || n != 122 || dst[121] != -32768 {
		t.Errorf("Microsoft: %d frames, last %d, %v", n, dst[121], err)
	}
}

// TestLargestPrediction: twice the largest coefficient of the largest sample is
// 1<<31, which int does not hold everywhere.
func TestLargestPrediction(t *testing.T) {
	dst := make([]int32, 4)
	n, err := Microsoft(dst, []byte{0, 0, 0, 0x00, 0x80, 0x00, 0x80, 0}, 1, [][2]int{{-32768, -32768}})
	if err != nil || n != 4 || dst[1] != -32768 || dst[2] != 32767 {
		t.Errorf("%d frames, %v, %v; want full scale behind the first two", n, dst, err)
	}
}
