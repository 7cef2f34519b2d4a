package aac

import (
	"bytes"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// ffmpegFrames returns the offsets of the packets of a file that FFmpeg gets
// frames from.
func ffmpegFrames(t *testing.T, path string) map[int64]bool {
	t.Helper()
	out, err := exec.Command("ffprobe", "-v", "quiet", "-flags2", "+skip_manual", "-select_streams", "a:0",
		"-show_frames", "-show_entries", "frame=pkt_pos", "-of", "csv=p=0", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := map[int64]bool{}
	for line := range strings.Lines(string(out)) {
		offset, _, _ := strings.Cut(strings.TrimSpace(line), ",")
		if n, err := strconv.ParseInt(offset, 10, 64); err == nil {
			got[n] = true
		}
	}
	return got
}

// tolerated is what FFmpeg passes over and the standard does not.
var tolerated = []string{
	"ics_reserved_bit", "gain_control_data_present", "follow the end element", "which the packet has had already",
	"after 0 of", "after 1 of", "want a channel pair element", "intensity position", "noise energy",
}

// TestDamage flips a bit in every other packet, and compares the packets that are
// refused with those that FFmpeg loses.
func TestDamage(t *testing.T) {
	if _, err := exec.LookPath("ffprobe"); err != nil {
		t.Skip("ffprobe is not installed")
	}
	rng := rand.New(rand.NewPCG(3, 4))
	dir := t.TempDir()
	both, flips := 0, 0
	for round := range 6 {
		f := readFile(t, []string{frag, "testdata/tools.m4a", "testdata/noise.m4a"}[round%3])
		f.bytes = bytes.Clone(f.bytes)
		for i := round & 1; i < len(f.packets); i += 2 {
			k := f.packets[i]
			f.bytes[k.Offset+rng.Int64N(k.Size)] ^= 1 << rng.IntN(8)
			flips++
		}
		path := filepath.Join(dir, "damaged.m4a")
		if err := os.WriteFile(path, f.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		theirs := ffmpegFrames(t, path)
		d := f.decoder(t)
		for i, k := range f.packets {
			_, err := d.Decode(f.packet(i))
			switch lost := !theirs[k.Offset]; {
			case lost && err != nil:
				both++
			case lost:
				t.Errorf("round %d, packet %d: FFmpeg loses it, no error here", round, i)
			case err != nil && !isTolerated(err):
				t.Errorf("round %d, packet %d: FFmpeg decodes it, here %v", round, i, err)
			}
		}
	}
	if both < flips/4 {
		t.Errorf("%d of %d flips were found by both", both, flips)
	}
}

func isTolerated(err error) bool {
	for _, text := range tolerated {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}
