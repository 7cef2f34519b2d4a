package mpa

// shape is what a header says of its packet's size and of what lies where in
// it.
type shape struct {
	size     int // bytes of the packet
	frames   int // of samples
	bitRate  int // bits a second, 0 for free format
	side     int // byte at which the side information begins; 0 but in layer III
	main     int // and the byte behind it
	sideInfo sideFields
	tags     [3]int // where a Xing, Info or VBRI tag may begin; 0 behind the last such place
}

// shapeOf returns the shape of packets whose header is h. free is the length
// without padding of those whose format is free.
func shapeOf(h Header, free int) shape {
	s := shape{size: h.size(free), frames: h.Frames(), bitRate: h.BitRate()}
	if h.Layer() == 3 {
		s.main = h.overhead()
		s.side = s.main - h.sideInfo()
		s.sideInfo = sideFieldsOf(h)
		s.tags = tagsOf(h)
	}
	return s
}

// shapes keeps the shapes of a stream's headers: they are few, and reckoning one
// takes longer than all else that is done with most packets.
type shapes struct {
	free  int // length of a free-format packet without padding
	known [1 << 5]struct {
		header Header
		shape
	}
}

// shapeless are the bits of a header that no shape depends on: private,
// copyright, original, emphasis, and how stereo is joined.
const shapeless Header = 0x0000013f

// of returns the shape of packets whose header is h.
func (s *shapes) of(h Header) *shape {
	h &^= shapeless
	k := &s.known[h&bitRateMask>>11|h&paddingMask>>9]
	if k.header != h {
		k.header, k.shape = h, shapeOf(h, s.free)
	}
	return &k.shape
}
