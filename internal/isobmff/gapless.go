package isobmff

import (
	"bytes"
	"strconv"

	"github.com/audiocheck/audiocheck/internal/damage"
)

// gapless is what iTunes notes of an encoder's delay and padding.
type gapless struct {
	delay, padding int64 // frames
	frames         int64 // playable
}

const largestPacket = 4096 // frames; of ALAC, and more than those of AAC

// fits reports whether g can be true of coded frames: delay, playable frames
// and padding fill them, the last packet's rounding aside.
func (g gapless) fits(coded int64) bool {
	sum := g.delay + g.frames + g.padding
	return g.frames > 0 && g.delay+g.frames <= coded && sum <= coded+largestPacket && sum >= coded-largestPacket
}

const (
	maxMetaItem = 1 << 10 // an iTunSMPB is 150 bytes
	// The atoms mean, name and data inside ---- each have 4 bytes of version
	// and flags; data has 4 of locale besides.
	metaFlags, dataFlags = 4, 8
)

// userData looks for iTunSMPB in moov/udta/meta/ilst/----. QuickTime writes some
// of these boxes by other rules, and tags hold no audio: what is wrong with
// them is not recorded.
func (p *movieParser) userData(b box) error {
	quiet := &movieParser{walker: walker{r: p.r, log: &damage.Log{}}, m: p.m}
	return quiet.children(b.data, b.end, 2, quiet.inUserData)
}

func (p *movieParser) inUserData(b box) error {
	switch string(b.kind[:]) {
	case "meta":
		const fullBox = 4
		return p.children(min(b.data+fullBox, b.end), b.end, 3, p.inUserData)
	case "ilst":
		return p.children(b.data, b.end, 4, p.inUserData)
	case "----":
		if b.end-b.data > maxMetaItem {
			return nil
		}
		var name string
		return p.children(b.data, b.end, 5, func(b box) error { return p.freeForm(b, &name) })
	}
	return nil
}

func (p *movieParser) freeForm(b box, name *string) error {
	v, err := payload(p.r, b, maxMetaItem)
	if err != nil {
		return err
	}
	switch string(b.kind[:]) {
	case "name":
		*name = string(v[min(metaFlags, len(v)):])
	case "data":
		if *name == "iTunSMPB" {
			p.m.gapless = parseSMPB(v[min(dataFlags, len(v)):])
		}
	}
	return nil
}

// parseSMPB reads " 00000000 00000840 000001CA 00000000003F31F6 ...": a zero,
// delay, padding and playable frames, in hexadecimal. It gives zeros for what
// it cannot read.
func parseSMPB(v []byte) gapless {
	fields := bytes.Fields(v)
	if len(fields) < 4 {
		return gapless{}
	}
	var n [4]int64
	for i := range n {
		u, err := strconv.ParseUint(string(fields[i]), 16, 64)
		if err != nil || u > maxTime {
			return gapless{}
		}
		n[i] = int64(u)
	}
	return gapless{delay: n[1], padding: n[2], frames: n[3]}
}
