// Package mp4 measures MP4 probing and decoding against ffmpeg and ffprobe; see
// README.md.
package mp4

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/probe"
)

// open opens the file that the environment variable key names.
func open(b *testing.B, key string) (*os.File, int64) {
	b.Helper()
	path := os.Getenv(key)
	if path == "" {
		b.Skipf("%s names no file; see README.md", key)
	}
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	st, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return f, st.Size()
}

func BenchmarkDecode(b *testing.B) {
	for _, key := range []string{"BENCH_AAC", "BENCH_ALAC"} {
		b.Run(key, func(b *testing.B) {
			f, size := open(b, key)
			for b.Loop() {
				decodeAll(b, f, size)
			}
		})
	}
}

func decodeAll(b *testing.B, f *os.File, size int64) {
	s, err := decode.Open(f, size, nil)
	if err != nil {
		b.Fatal(err)
	}
	buf := make([]float32, 8192*s.Format().Channels)
	for {
		_, err := s.ReadFrames(buf)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkProbe(b *testing.B) {
	for _, key := range []string{"BENCH_AAC", "BENCH_ALAC", "BENCH_FRAGMENTED"} {
		for _, depth := range []probe.Depth{probe.Header, probe.Packets} {
			b.Run(key+"/"+depth.String(), func(b *testing.B) {
				f, size := open(b, key)
				b.ReportAllocs()
				for b.Loop() {
					if _, err := probe.Read(context.Background(), f, size, &probe.Options{Depth: depth}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
