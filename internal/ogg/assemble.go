package ogg

// assembler joins the packets of one stream over its pages.
type assembler struct {
	buf   []byte // of a packet that goes on in the next page
	given []byte // of the last one that was given
	off   int64  // where that in buf begins
	open  bool   // there is one
	long  bool   // it has more bytes than are kept
}

// maxAssembled bounds what is kept of a packet, in bytes: twice what 8 channels of
// 65535 samples of 32 bits are, the most that FLAC has. Pictures may be larger.
const maxAssembled = 4 << 20

// packet is one packet that ends in a page.
type packet struct {
	data []byte // valid until the next page is read
	off  int64  // of its first byte in the file
	long bool   // data are its beginning alone
}

// take appends to list the packets that end in p, which follows the page that was
// taken before. What p goes on with is dropped where its beginning is not known;
// broken reports that, and that the packet before was not ended.
func (a *assembler) take(p *page, list []packet) (out []packet, broken bool) {
	goesOn := p.flags&continued != 0
	broken = goesOn != a.open
	dropped := goesOn && !a.open
	if !goesOn {
		a.open = false
	}
	from, n := 0, 0
	for _, l := range p.lacing {
		n += int(l)
		if l == 255 {
			continue
		}
		if !dropped {
			list = append(list, a.end(p, from, n))
		}
		from, n, dropped = from+n, 0, false
	}
	if len(p.lacing) > 0 && p.lacing[len(p.lacing)-1] == 255 && !dropped {
		a.begin(p, from, n)
	}
	return list, broken
}

// begin keeps the n bytes at from, with which a packet begins or goes on.
func (a *assembler) begin(p *page, from, n int) {
	if !a.open {
		a.open, a.long = true, false
		a.buf, a.off = a.buf[:0], p.place(from)
	}
	if a.long = a.long || len(a.buf)+n > maxAssembled; !a.long {
		a.buf = append(a.buf, p.body[from:from+n]...)
	}
}

// end returns the packet that ends with the n bytes at from.
func (a *assembler) end(p *page, from, n int) packet {
	if !a.open {
		return packet{data: p.body[from : from+n], off: p.place(from)}
	}
	a.begin(p, from, n)
	a.open = false
	a.buf, a.given = a.given, a.buf // another may begin in the same page
	return packet{a.given, a.off, a.long}
}

// place returns where byte i of the body lies in the file.
func (p *page) place(i int) int64 { return p.off + int64(p.size-len(p.body)+i) }
