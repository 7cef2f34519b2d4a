package flac

import (
	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// Summary is what the packets tell of a stream.
type Summary struct {
	Frames  int64 // in packets whose header is right
	Packets int64 // likewise
	Bytes   int64 // of those packets
	Rate    int   // Hz, of the first packet; 0 when it refers to STREAMINFO
	Bits    int   // likewise
	// Channels are those of the first packet, 0 without one.
	Channels int
	Intact   bool // every CRC-8 and CRC-16 is right, and nothing is missing
}

// Check walks the packets in [head.Audio, end) and logs what is wrong with
// them and what contradicts STREAMINFO. The bytes behind end are tags.
func Check(r *readat.Reader, head Head, end int64, log *damage.Log) (Summary, error) {
	c := NewChecker(head, log)
	w := NewWalker(r, head.Audio, end, head.Info.Bits)
	for {
		p, ok := w.Next()
		if !ok {
			break
		}
		c.Take(p)
	}
	if err := w.Err(); err != nil {
		return c.sum, err
	}
	return c.Finish(r)
}

// Checker holds the packets of a stream against each other and STREAMINFO.
type Checker struct {
	head Head
	info StreamInfo
	log  *damage.Log
	sum  Summary

	firstOff int64 // of the first packet

	first Header
	prev  Packet // the last one with a right header
	next  int64  // the frame that should come next
	start int64  // the frame that the first packet starts with

	gap  Packet // the last Gap, while what is missing there is not known
	hurt bool   // there was a Broken, Cut or Gap
	cut  bool

	least, most       int // frames a packet; least without the last one
	smallest, biggest int64
}

// NewChecker returns a Checker of the packets behind head, which logs what is
// wrong.
func NewChecker(head Head, log *damage.Log) *Checker {
	return &Checker{head: head, info: head.Info, log: log}
}

// Finish checks what only the end of the stream tells, behind the last stretch.
// Its error is about reading the file.
func (c *Checker) Finish(r *readat.Reader) (Summary, error) {
	switch {
	case c.head.Open && c.sum.Packets == 0:
		c.log.Add(damage.Truncated, c.head.Audio, "the file ends within its metadata blocks")
		return c.sum, nil
	case c.head.Open:
		c.log.Add(damage.BadStructure, c.head.Audio, "a metadata block is larger than what is left of the file")
	}
	err := c.finish(r)
	c.sum.Intact = c.sum.Packets > 0 && !c.log.Lost()
	return c.sum, err
}

// Take takes the next stretch of a Walker.
func (c *Checker) Take(p Packet) {
	if p.State == Gap {
		c.skip(p)
		return
	}
	if c.sum.Packets == 0 {
		c.begin(p)
	} else if p.State == Broken && c.begins(p.Header) != c.next {
		// Chance makes such headers out of broken bytes.
		c.skip(p)
		return
	} else {
		c.follow(p)
	}
	c.flushGap(p)
	switch p.State {
	case Broken:
		c.hurt = true
		c.log.Add(damage.BadCRC, p.Off, "the CRC-16 of packet %d is not that of its %d bytes; it holds the frames from %d on",
			c.sum.Packets, p.Len, c.begins(p.Header))
	case Cut:
		c.hurt, c.cut = true, true
		c.log.Add(damage.Truncated, p.Off, "the file ends %d bytes into packet %d, which holds the frames from %d on",
			p.Len, c.sum.Packets, c.begins(p.Header))
		return
	}
	c.count(p)
}

// skip takes a stretch that is no packet.
func (c *Checker) skip(p Packet) {
	c.hurt = true
	if c.gap.Len == 0 {
		c.gap = p
		return
	}
	c.gap.Len = p.Off + p.Len - c.gap.Off
}

// begin takes the first packet.
func (c *Checker) begin(p Packet) {
	c.first, c.firstOff = p.Header, p.Off
	c.start = c.begins(p.Header)
	c.sum.Rate, c.sum.Bits, c.sum.Channels = p.Rate, p.Bits, p.Channels
	c.compare(p, c.info.Rate, c.info.Channels, c.info.Bits, "STREAMINFO has")
}

// follow takes a packet behind another one.
func (c *Checker) follow(p Packet) {
	if p.Variable != c.first.Variable {
		c.log.Add(damage.BadNumbering, p.Off, "the blocking strategy changes in packet %d", c.sum.Packets)
		c.first.Variable = p.Variable
		return
	}
	q := c.prev.Header
	c.compare(p, q.Rate, q.Channels, q.Bits, "the packets before have")
	if at := c.begins(p.Header); at != c.next && c.gap.Len == 0 && c.prev.State == Whole {
		c.hurt = true
		c.log.Add(damage.BadNumbering, p.Off, "packet %d starts with frame %d, want %d", c.sum.Packets, at, c.next)
	}
}

// compare logs a format that is not the one wanted. A 0 refers to STREAMINFO.
func (c *Checker) compare(p Packet, rate, channels, bits int, who string) {
	or := func(v, instead int) int {
		if v == 0 {
			return instead
		}
		return v
	}
	rate, bits = or(rate, c.info.Rate), or(bits, c.info.Bits)
	if r, b := or(p.Rate, c.info.Rate), or(p.Bits, c.info.Bits); r != rate || p.Channels != channels || b != bits {
		c.log.Add(damage.FormatChange, p.Off, "packet %d has %d channels, %d bits at %d Hz, %s %d channels, %d bits at %d Hz",
			c.sum.Packets, p.Channels, b, r, who, channels, bits, rate)
	}
}

// begins returns the frame that a packet starts with.
func (c *Checker) begins(h Header) int64 {
	if h.Variable {
		return int64(h.Number)
	}
	if c.info.MinBlock != c.info.MaxBlock && c.sum.Packets > 0 {
		// Before the blocking strategy had its bit, packets of any size were
		// numbered like those of one size.
		return c.next + (int64(h.Number)-int64(c.prev.Number)-1)*int64(c.first.Block)
	}
	return int64(h.Number) * int64(c.first.Block)
}

// count adds a packet that is there.
func (c *Checker) count(p Packet) {
	if c.sum.Packets > 0 {
		c.least = min(c.least, c.prev.Block)
	} else {
		c.least, c.smallest = p.Block, p.Len
	}
	c.most = max(c.most, p.Block)
	if p.State == Whole {
		c.smallest, c.biggest = min(c.smallest, p.Len), max(c.biggest, p.Len)
	}
	c.next = c.begins(p.Header) + int64(p.Block)
	c.prev = p
	c.sum.Packets++
	c.sum.Frames += int64(p.Block)
	c.sum.Bytes += p.Len
}

// flushGap logs a gap once the packet behind it tells what is missing.
func (c *Checker) flushGap(p Packet) {
	if c.gap.Len == 0 {
		return
	}
	switch missing := c.begins(p.Header) - c.next; {
	case missing == 0:
		c.log.Add(damage.JunkBetween, c.gap.Off, "%d bytes between the packets are none", c.gap.Len)
	case missing > 0:
		c.log.Add(damage.LostSync, c.gap.Off, "%d bytes hold no packet; %d frames are missing", c.gap.Len, missing)
	default:
		c.log.Add(damage.LostSync, c.gap.Off, "%d bytes hold no packet; the next one starts with frame %d, want %d",
			c.gap.Len, c.begins(p.Header), c.next)
	}
	c.gap = Packet{}
}
