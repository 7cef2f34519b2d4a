package alac

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// ffmpeg runs a command; the test is skipped where there is none.
func ffmpeg(t *testing.T, args ...string) (out []byte, says string) {
	t.Helper()
	path, err := exec.LookPath("ffmpeg")
	if err != nil {
		t.Skip("ffmpeg is not installed")
	}
	var stderr bytes.Buffer
	c := exec.Command(path, append([]string{"-v", "error", "-nostdin", "-y", "-bitexact"}, args...)...)
	c.Stderr = &stderr
	if out, err = c.Output(); err != nil && stderr.Len() == 0 {
		t.Fatal(err)
	}
	return out, stderr.String()
}

// expressions are signals of ffmpeg's aevalsrc.
var expressions = []string{
	"0.6*sin(2*PI*t*300)+0.05*random(%[1]d)",
	"2*random(%[1]d)-1",
	"2*gt(sin(t*2000+%[1]d),0)-1",
	"0",
	"0.0001*random(%[1]d)",
	"0.9*sin(2*PI*t*(100+3000*t))*exp(-t*40)",
	"random(%[1]d)*gt(sin(t*90),0.9)",
}

// encode returns a file of ALAC, whose first pair of channels has the signal of
// that number and the next pair the next; nil where ffmpeg's encoder breaks down,
// which 5.1 does with packets of few frames.
func encode(t *testing.T, layout string, channels, rate, frames, bits, signal int) []byte {
	t.Helper()
	var e []string
	for ch := range channels {
		e = append(e, fmt.Sprintf(expressions[(signal+ch/2)%len(expressions)]+"+0*%[1]d", ch))
	}
	src := fmt.Sprintf("aevalsrc='%s':c=%s:s=%d,atrim=end_sample=%d", strings.Join(e, "|"), layout, rate, frames)
	file := filepath.Join(t.TempDir(), "a.m4a")
	format := map[int]string{16: "s16p", 24: "s32p"}[bits]
	if _, says := ffmpeg(t, "-f", "lavfi", "-i", src, "-c:a", "alac", "-sample_fmt", format, file); says != "" {
		t.Logf("%s, %d frames: %s", layout, frames, says)
		return nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFFmpegsFiles decodes files of all layouts, depths and signals as ffmpeg
// does, without an error.
func TestFFmpegsFiles(t *testing.T) {
	layouts := []string{"mono", "stereo", "3.0", "4.0", "5.0", "5.1", "6.1(back)", "7.1(wide)"}
	rates := []int{8000, 44100, 48000, 96000, 192000}
	frames := []int{1, 2, 4095, 4097, 4101, 8192, 9000}
	files := 0
	for i := range 56 {
		ch, bits := i%8, 16+i/8%2*8
		b := encode(t, layouts[ch], ch+1, rates[i%5], frames[i%7], bits, i/8)
		if b == nil {
			continue
		}
		files++
		want := pcmOf(t, b, bits)
		s := open(t, b)
		var got []byte
		d := NewDecoder(s.config)
		for j, p := range s.packets {
			samples, err := d.Decode(p)
			if err != nil {
				t.Errorf("%s, %d bits, signal %d: packet %d: %v", layouts[ch], bits, i/8, j, err)
			}
			got = append(got, bytesOf(samples, bits)...)
		}
		if !bytes.Equal(got, want) || len(got) != (ch+1)*frames[i%7]*bits/8 {
			t.Errorf("%s, %d bits, signal %d: %d bytes of samples, ffmpeg has %d others", layouts[ch], bits, i/8, len(got), len(want))
		}
	}
	if files < 40 {
		t.Errorf("only %d files", files)
	}
}

func pcmOf(t *testing.T, b []byte, bits int) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "b.m4a")
	if err := os.WriteFile(file, b, 0o666); err != nil {
		t.Fatal(err)
	}
	out, says := ffmpeg(t, "-i", file, "-f", fmt.Sprintf("s%dle", bits), "-")
	if says != "" {
		t.Fatal(says)
	}
	return out
}

// TestFFmpegsVerdict zeroes a stretch, or turns a bit, within packets: all damage
// that ffmpeg sees is an error here.
func TestFFmpegsVerdict(t *testing.T) {
	whole := encode(t, "stereo", 2, 44100, 9000, 16, 0)
	file := filepath.Join(t.TempDir(), "c.m4a")
	here, there := 0, 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 11))
		b := bytes.Clone(whole)
		s := open(t, b)
		p := s.packets[r.IntN(len(s.packets))] // within b
		at := r.IntN(len(p))
		if seed%2 == 0 {
			clear(p[at:min(at+1+r.IntN(2500), len(p))])
		} else {
			p[at] ^= 1 << r.IntN(8)
		}
		if err := os.WriteFile(file, b, 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := digest(s)
		_, says := ffmpeg(t, "-i", file, "-f", "null", "-")
		if says != "" && err == nil {
			t.Errorf("seed %d: ffmpeg says %q, no error here", seed, says)
		}
		if err != nil {
			here++
		}
		if says != "" {
			there++
		}
	}
	t.Logf("errors in %d damaged files, ffmpeg sees %d", here, there)
	if here < there || here < 20 {
		t.Errorf("errors in %d damaged files, ffmpeg sees %d", here, there)
	}
}
