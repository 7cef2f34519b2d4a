package flac

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
	"github.com/audiocheck/audiocheck/internal/tag"
)

// finish checks what only the end of the stream tells. Each cause is logged
// once: frames that a broken packet or a gap has cost are no lying total too.
func (c *Checker) finish(r *readat.Reader) error {
	if c.sum.Packets == 0 {
		if !c.cut {
			c.noPackets(r)
		}
		return nil
	}
	total, counted := c.info.Total, c.next-c.start
	short := total > 0 && counted < total
	if err := c.trailing(r, short); err != nil {
		return err
	}
	switch {
	case total == 0 || counted == total || short && c.cut:
	case short && c.hurt:
		// What is missing has been told.
	case short && c.next == total:
		c.log.Add(damage.BadNumbering, c.firstOff, "the first packet starts with frame %d, want 0", c.start)
	case short && c.full():
		c.log.Add(damage.Truncated, c.prev.Off+c.prev.Len,
			"the file ends between two packets, %d frames before the %d of STREAMINFO", total-counted, total)
	default:
		c.log.Add(damage.LyingTotal, c.head.At, "STREAMINFO has %d frames, the packets hold %d", total, counted)
	}
	if !c.hurt {
		c.sizes()
	}
	return nil
}

// full reports whether the last packet is as long as the others, so that more
// should follow: an encoder's last packet holds what is left over.
func (c *Checker) full() bool { return c.prev.Block == c.most && c.most == c.least }

func (c *Checker) noPackets(r *readat.Reader) {
	switch {
	case c.gap.Len > 0 && opensPacket(r, c.gap):
		c.log.Add(damage.Truncated, c.gap.Off, "the file ends %d bytes into the first packet", c.gap.Len)
	case c.gap.Len > 0:
		c.log.Add(damage.LostSync, c.gap.Off, "%d bytes hold no packet", c.gap.Len)
	case c.info.Total > 0:
		c.log.Add(damage.Truncated, r.Size(), "there is no packet, STREAMINFO has %d frames", c.info.Total)
	}
}

// trailing says what stands behind the last packet.
func (c *Checker) trailing(r *readat.Reader, short bool) error {
	g := c.gap
	if g.Len == 0 {
		return nil
	}
	tags, err := tag.Fills(r, g.Off)
	switch {
	case err != nil, tags:
		return err
	case opensPacket(r, g):
		c.log.Add(damage.Truncated, g.Off, "the file ends %d bytes into a packet", g.Len)
	case short:
		c.log.Add(damage.LostSync, g.Off, "%d bytes behind the last packet hold none; %d frames are missing",
			g.Len, c.info.Total-(c.next-c.start))
	default:
		c.log.Add(damage.JunkAfter, g.Off, "%d bytes behind the last packet are no packet and no known tag", g.Len)
	}
	return nil
}

// opensPacket reports whether the last bytes of the stream are too few for a
// header, but open like one. A read that fails is left to the next one.
func opensPacket(r *readat.Reader, g Packet) bool {
	b, err := r.Peek(g.Off, 2)
	switch {
	case err != nil || g.Len >= maxHeader || len(b) == 0:
		return false
	case g.Len == 1:
		return b[0] == 0xff
	}
	return isSync(b)
}

// sizes holds the sizes of STREAMINFO against the packets. Decoders make room
// by them, but do not need them.
func (c *Checker) sizes() {
	s := c.info
	outside := func(unit string, low, high, least, most int64) {
		if least < low || high > 0 && most > high {
			c.log.Add(damage.CountOff, c.head.At, "STREAMINFO has packets of %d to %d %s, they are %d to %d", low, high, unit, least, most)
		}
	}
	least := c.least
	if c.sum.Packets == 1 {
		least = s.MinBlock // of the last packet it says nothing
	}
	outside("frames", int64(s.MinBlock), int64(s.MaxBlock), int64(least), int64(c.most))
	outside("bytes", int64(s.MinPacket), int64(s.MaxPacket), c.smallest, c.biggest)
}
