package mpa

import (
	"io"
	"slices"
	"testing"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// packetsOf returns the packets of audio of a file, as a walk gives them.
func packetsOf(t *testing.T, name string) (out []Packet) {
	t.Helper()
	b := sample(t, name)
	r := open(b)
	start, _, err := Sync(r, 0, syncLimit)
	if err != nil {
		t.Fatal(err)
	}
	w := NewWalker(r, start, int64(len(b)), false, new(damage.Log))
	for {
		p, err := w.Next()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		q := *p
		q.Data = slices.Clone(p.Data)
		out = append(out, q)
	}
}

// TestCheckerSaysWhatAWalkSays gives a Checker the packets of whole streams, one
// by one: nothing is wrong with them, and the same ones have their bits.
func TestCheckerSaysWhatAWalkSays(t *testing.T) {
	for _, tt := range truth {
		log := new(damage.Log)
		c := NewChecker(log)
		packets := packetsOf(t, tt.name)
		for i, want := range packets {
			got := c.Check(want.Data, want.Offset, int64(i))
			if got == nil || got.Header != want.Header || got.Whole != want.Whole || len(got.Data) != len(want.Data) {
				t.Fatalf("%s, packet %d: %+v, want %+v", tt.name, i, got, want)
			}
		}
		if all := c.Protected() == int64(len(packets)); log.Lost() || all != tt.protected {
			t.Errorf("%s: %d of %d packets have a CRC, %v", tt.name, c.Protected(), len(packets), log.List())
		}
	}
}

// TestCheckerFindsWhatIsWrong changes one packet of a stream.
func TestCheckerFindsWhatIsWrong(t *testing.T) {
	const changed = 3
	stereo := packetsOf(t, "vbr-crc.mp3")
	for _, tt := range []struct {
		name   string
		change func(b []byte) []byte
		want   []damage.Kind
	}{
		{"nothing", func(b []byte) []byte { return b }, nil},
		{"a byte more", func(b []byte) []byte { return append(b, 0) }, []damage.Kind{damage.JunkBetween}},
		{"a byte less", func(b []byte) []byte { return b[:len(b)-1] }, []damage.Kind{damage.BadPacket}},
		{"a header and no more", func(b []byte) []byte { return b[:HeaderSize] }, []damage.Kind{damage.BadPacket}},
		{"less than a header", func(b []byte) []byte { return b[:HeaderSize-1] }, []damage.Kind{damage.BadPacket}},
		{"nothing at all", func([]byte) []byte { return nil }, []damage.Kind{damage.BadPacket}},
		{"a reserved rate", func(b []byte) []byte { b[2] |= 0x0c; return b }, []damage.Kind{damage.BadPacket}},
		{"the CRC", func(b []byte) []byte { b[HeaderSize] ^= 1; return b }, []damage.Kind{damage.BadCRC}},
		{"main data that are not there", func(b []byte) []byte { b[HeaderSize+crcSize] = 0xff; return b }, []damage.Kind{damage.BadCRC, damage.BrokenRefs}},
		{"another stream", func([]byte) []byte { return packetsOf(t, "layer2-crc.mp2")[0].Data }, []damage.Kind{damage.FormatChange}},
	} {
		log := new(damage.Log)
		c := NewChecker(log)
		for i, p := range stereo[:changed+1] {
			b := slices.Clone(p.Data)
			if i == changed {
				b = tt.change(b)
			}
			if q := c.Check(b, p.Offset, int64(i)); q != nil && len(q.Data) > q.Header.Length() {
				t.Errorf("%s: %d bytes of %d", tt.name, len(q.Data), q.Header.Length())
			}
		}
		if got := kinds(log); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, log.List(), tt.want)
		}
		for _, d := range log.List() {
			want := stereo[changed].Offset
			if d.Kind == damage.JunkBetween {
				want += int64(len(stereo[changed].Data))
			}
			if d.Offset != want {
				t.Errorf("%s: %v, want it at %d", tt.name, d, want)
			}
		}
	}
}

// TestCheckerTellsALossOnce breaks a packet out of which the next ones need bits.
func TestCheckerTellsALossOnce(t *testing.T) {
	packets := packetsOf(t, "vbr.mp3")
	for broken := range packets {
		for name, change := range map[string]func(b []byte) []byte{
			"cut":                func(b []byte) []byte { return b[:40] },
			"without its header": func(b []byte) []byte { return make([]byte, len(b)) },
		} {
			log := new(damage.Log)
			c := NewChecker(log)
			for i, p := range packets {
				b := slices.Clone(p.Data)
				if i == broken {
					b = change(b)
				}
				c.Check(b, p.Offset, int64(i))
			}
			list := slices.DeleteFunc(log.List(), func(d damage.Damage) bool { return d.Kind == damage.MissingRefs })
			if len(list) != 1 || list[0].Kind != damage.BadPacket || list[0].Offset != packets[broken].Offset {
				t.Errorf("packet %d is %s: %v", broken, name, log.List())
			}
		}
	}
}

// TestCheckerOfStreamsThatWereJoined: a stream that begins in the middle needs bits
// that were another's.
func TestCheckerOfStreamsThatWereJoined(t *testing.T) {
	log := new(damage.Log)
	c := NewChecker(log)
	for _, p := range append(packetsOf(t, "notag.mp3"), packetsOf(t, "vbr.mp3")[5:]...) {
		c.Check(p.Data, p.Offset, 0)
	}
	if got := kinds(log); !slices.Equal(got, []damage.Kind{damage.FormatChange}) {
		t.Errorf("%v", log.List())
	}
}

// TestCheckerOfFreeFormat: all packets are as long as the first, but for padding.
func TestCheckerOfFreeFormat(t *testing.T) {
	const changed = 2
	packets := packetsOf(t, "free.mp3")
	padded := func(b []byte) []byte {
		b = append(slices.Clone(b), 0)
		b[2] |= 2 // padding_bit
		return b
	}
	for _, first := range []func([]byte) []byte{slices.Clone[[]byte], padded} {
		for _, tt := range []struct {
			name   string
			change func(b []byte) []byte
			want   []damage.Kind
		}{
			{"nothing", slices.Clone[[]byte], nil},
			{"padding", padded, nil},
			{"a byte more", func(b []byte) []byte { return append(slices.Clone(b), 0) }, []damage.Kind{damage.JunkBetween}},
			{"a byte less", func(b []byte) []byte { return b[:len(b)-1] }, []damage.Kind{damage.BadPacket}},
		} {
			log := new(damage.Log)
			c := NewChecker(log)
			for i, p := range packets[:changed+1] {
				switch i {
				case 0:
					p.Data = first(p.Data)
				case changed:
					p.Data = tt.change(p.Data)
				}
				c.Check(p.Data, p.Offset, int64(i))
			}
			if got := kinds(log); !slices.Equal(got, tt.want) {
				t.Errorf("%s: %v, want %v", tt.name, log.List(), tt.want)
			}
		}
	}
}
