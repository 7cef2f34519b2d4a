package flac

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

func TestLastFrame(t *testing.T) {
	var fixed, variable [][]byte
	for i := range 300 {
		fixed = append(fixed, constantPacket(false, uint64(i), 400))
		variable = append(variable, constantPacket(true, uint64(i)*400, 400))
	}
	fixed = append(fixed, constantPacket(false, 300, 77))
	variable = append(variable, constantPacket(true, 300*400, 77))
	const want = 300*400 + 77
	// A right header that is not of the stream is chance: more frames than
	// STREAMINFO has, or other channels.
	large, stereo := constantPacket(false, 900, 401), constantPacket(false, 900, 400)
	stereo[3] = 0x18
	at := len(stereo) - 6
	stereo[at] = sum8(stereo[:at])
	if h, ok := parseHeader(stereo); !ok || h.Channels != 2 {
		t.Fatal(h, ok)
	}
	for _, tt := range []struct {
		name string
		b    []byte
		want int64
	}{
		{"numbered by packets", streamOf(400, 400, 0, fixed...), want},
		{"numbered by frames", streamOf(400, 400, 0, variable...), want},
		{"too large a block behind", streamOf(400, 400, 0, append(slices.Clone(fixed), large)...), want},
		{"other channels behind", streamOf(400, 400, 0, append(slices.Clone(fixed), stereo)...), want},
		{"far from the end", append(streamOf(400, 400, 0, fixed...), make([]byte, 60<<10)...), want},
		{"nothing", streamOf(400, 400, 0), 0},
	} {
		r := readat.New(context.Background(), bytes.NewReader(tt.b), int64(len(tt.b)))
		head, err := ReadHead(r, 0, &damage.Log{})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := LastFrame(r, head); got != tt.want || err != nil {
			t.Errorf("%s: %d, %v; want %d", tt.name, got, err, tt.want)
		}
	}
}
