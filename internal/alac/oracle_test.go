package alac

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/audiocheck/audiocheck/internal/alacconfig"
	saprobe "github.com/mycophonic/saprobe-alac"
)

// portOfReference decodes a packet as a port of Apple's decoder does. It panics on
// some that are broken, which is an error here.
func portOfReference(c alacconfig.Config, packet []byte) (out []byte, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%v", v)
		}
	}()
	p, err := saprobe.NewPacketDecoder(saprobe.PacketConfig{
		FrameLength: uint32(c.Frames), BitDepth: uint8(c.Bits), NumChannels: uint8(c.Channels),
		PB: uint8(c.PB), MB: uint8(c.MB), KB: uint8(c.KB), MaxRun: 255, SampleRate: uint32(c.Rate),
	})
	if err != nil {
		return nil, err
	}
	return p.DecodePacket(packet)
}

// agree holds samples that Decode gave against the port's, in bytes; 20 bits are
// the upper ones of 3.
func agree(t testing.TB, name string, c alacconfig.Config, packet []byte, samples []int32) {
	t.Helper()
	want, err := portOfReference(c, packet)
	got, bits := append([]int32(nil), samples...), c.Bits
	if bits == 20 {
		for i := range got {
			got[i] <<= 4
		}
		bits = 24
	}
	if err != nil || !bytes.Equal(bytesOf(got, bits), want) {
		t.Errorf("%s: %d, a port of the reference %x, %v", name, samples, want, err)
	}
}

func TestPortOfReference(t *testing.T) {
	for _, s := range made() {
		samples, err := NewDecoder(s.config).Decode(s.packet)
		if err != nil {
			t.Errorf("%s: %v", s.name, err)
			continue
		}
		agree(t, s.name, s.config, s.packet, samples)
	}
}

// Whatever bits stand behind a legal header: where there are samples, they are
// those of the reference. The cookie's parameters are any too.
func TestAnyResidual(t *testing.T) {
	legal := 0
	for seed := range uint64(6000) {
		r := rand.New(rand.NewPCG(seed, 3))
		bits := []int{16, 20, 24, 32}[r.IntN(4)]
		c := alacconfig.Config{Frames: 64, Bits: bits, Channels: 1, Rate: 8000, PB: uint32(r.IntN(128)), MB: uint32(r.IntN(256)), KB: uint32(1 + r.IntN(20))}
		w, frames := encoder{config: c, partial: true}, 1+r.IntN(24)
		w.header(singleTag, frames, false)
		order := r.IntN(32)
		w.put(16, 0)
		w.put(4, uint64(r.IntN(2)*15))
		w.put(4, uint64(1+r.IntN(15)))
		w.put(3, uint64(r.IntN(8)))
		w.put(5, uint64(order))
		for range order {
			w.put(16, r.Uint64()>>(48+r.IntN(16)))
		}
		body := len(w.b)
		for range frames {
			w.b = binary.BigEndian.AppendUint32(w.b, r.Uint32()&r.Uint32())
		}
		d := NewDecoder(c)
		for n := body; n <= len(w.b); n++ {
			packet := append(w.b[:n:n], 0)
			samples, err := d.Decode(packet)
			if err != nil {
				if packet = endedAt(d, packet); packet == nil {
					continue
				}
				if samples, err = d.Decode(packet); err != nil {
					continue
				}
			}
			legal++
			agree(t, fmt.Sprint("seed ", seed), c, packet, samples)
			break
		}
	}
	if legal < 500 {
		t.Errorf("only %d legal packets", legal)
	}
}

// endedAt puts END where d found another element behind the last channel, and
// cuts the packet there; nil when that was not the error.
func endedAt(d *Decoder, packet []byte) []byte {
	at := d.bits.p - 3
	if at < 0 || d.bits.over() {
		return nil
	}
	w := bitWriter{b: bytes.Clone(packet[:at/8+1]), n: at}
	w.b[at/8] &= ^(0xff >> (at % 8))
	w.put(3, endTag)
	return w.b
}
