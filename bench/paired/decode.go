package paired

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/audiocheck/audiocheck/decode"
)

// DecodeFlag in front of a path makes a benchmark program decode that file.
const DecodeFlag = "-decode"

// Decoding decodes the file that the command line names, if DecodeFlag stands
// there, and reports whether it does.
func Decoding() bool {
	if len(os.Args) != 3 || os.Args[1] != DecodeFlag {
		return false
	}
	_, err := Decode(os.Args[2])
	Check(err)
	return true
}

// Decode decodes the file at path to its end and returns which checksum proved
// the samples right, if one did.
func Decode(path string) (verified string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return "", err
	}
	s, err := decode.Open(f, st.Size(), nil)
	if err != nil {
		return "", err
	}
	buf := make([]float32, 8192*s.Format().Channels)
	for err == nil {
		_, err = s.ReadFrames(buf)
	}
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return s.Verified(), nil
	}
	return "", err
}

// AgainstFFmpeg returns the median CPU times of decoding the file at path in
// rounds, with this program and with ffmpeg in turn.
func AgainstFFmpeg(rounds int, path string) (ours, theirs time.Duration) {
	self, err := os.Executable()
	Check(err)
	var a, b []time.Duration
	for range rounds {
		a = append(a, CPU(exec.Command(self, DecodeFlag, path)))
		b = append(b, CPU(exec.Command("ffmpeg", "-nostdin", "-v", "error", "-threads", "1", "-i", path, "-map", "0:a:0", "-f", "null", "-")))
	}
	return Median(a), Median(b)
}
