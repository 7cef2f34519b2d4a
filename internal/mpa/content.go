package mpa

import "github.com/audiocheck/audiocheck/internal/damage"

// MaxPacket is more than any packet has, in bytes.
const MaxPacket = maxFree

// content follows what packets hold behind their headers.
type content struct {
	bits reservoir
	crcs int64 // packets with a right CRC
}

// check logs what is wrong in the packet p and sets its Whole. Of the stream's
// packets of audio it is number index.
func (c *content) check(p *Packet, index int64, log *damage.Log) {
	p.Whole = true
	if h := p.Header; h.HasCRC() {
		if crcRight(p.Data, h) {
			c.crcs++
		} else {
			log.Add(damage.BadCRC, p.Offset, "packet %d: the CRC-16 is not that of its bytes", index)
		}
	}
	if p.Gap {
		c.bits.begin(atLoss)
	}
	if p.shape.main > 0 {
		c.bits.add(p, log)
	}
}

// Checker checks packets that a container delimits, in their order.
type Checker struct {
	log     *damage.Log
	first   Header // of the stream; 0 in front of the first packet
	free    int    // bytes of a packet without padding, where the format is free
	content content
	shape   shape // of the last header
	packet  Packet
	gap     bool // audio was lost since the last packet
}

// NewChecker returns a Checker at the start of a stream, which logs what is wrong.
func NewChecker(log *damage.Log) *Checker { return &Checker{log: log} }

// Protected returns how many packets carried a right CRC-16 so far.
func (c *Checker) Protected() int64 { return c.content.crcs }

// Check checks b, which is packet number index and lies at off; of a longer one
// its first MaxPacket bytes will do. It returns the packet, valid until the next
// call, or nil where b begins with no header.
func (c *Checker) Check(b []byte, off, index int64) *Packet {
	h, ok := Parse(b)
	if !ok {
		c.log.Add(damage.BadPacket, off, "the header of packet %d has a reserved value", index)
		c.gap = true
		return nil
	}
	if !h.sameStream(c.first) {
		if c.first != 0 {
			c.log.Add(damage.FormatChange, off, "packet %d: %s changes to %s", index, c.first, h)
			c.gap = true
		}
		c.first, c.free = h, len(b)-h.padding()
	}
	p := &c.packet
	if h != p.Header {
		c.shape = shapeOf(h, c.free)
	}
	*p = Packet{Header: h, Offset: off, Data: b, Gap: c.gap, shape: &c.shape}
	n := c.shape.size
	c.gap = len(b) < n
	switch {
	case len(b) > n:
		c.log.Add(damage.JunkBetween, off+int64(n), "packet %d is %d bytes by its header, and %d more follow", index, n, len(b)-n)
		p.Data = b[:n]
	case len(b) < n:
		c.log.Add(damage.BadPacket, off, "packet %d is %d bytes, its header says %d", index, len(b), n)
		return p
	}
	c.content.check(p, index, c.log)
	return p
}
