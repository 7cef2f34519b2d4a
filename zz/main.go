package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/probe"
)

func main() {
	for _, p := range os.Args[1:] {
		f, _ := os.Open(p)
		st, _ := f.Stat()
		i, err := probe.Read(context.Background(), f, st.Size(), &probe.Options{Depth: probe.Samples})
		fmt.Printf("%s: %s %s/%s fr=%d/%s coded=%d %dHz %dch %dbit br=%d depth=%v %s err=%v prob=%s\n", filepath.Base(p), i.Container.Value, i.Codec.Value, i.Profile.Value, i.Frames.Value, i.Frames.Basis, i.CodedFrames.Value, i.Rate.Value, i.Channels.Value, i.Bits.Value, i.BitRate.Value, i.DepthReached, i.Integrity, err, i.Problem)
		for _, d := range i.Damage {
			fmt.Printf("    %s %s @%d %s\n", d.Severity, d.Kind, d.Offset, d.Detail)
		}
		s, err := decode.Open(f, st.Size(), nil)
		if err != nil {
			fmt.Println("    decode:", err)
			continue
		}
		n := 0
		buf := make([]float32, 4096*s.Format().Channels)
		for {
			k, err := s.ReadFrames(buf)
			n += k
			if err != nil {
				if err != io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
					fmt.Println("    decode:", n, err)
				}
				break
			}
		}
		if int64(n) != i.Frames.Value {
			fmt.Println("    MISMATCH", n)
		}
	}
}
