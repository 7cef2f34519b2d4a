package isobmff

import (
	"encoding/binary"
	"io"

	"github.com/audiocheck/audiocheck/internal/damage"
	"github.com/audiocheck/audiocheck/internal/readat"
)

// tableBytes is how much of a table is held at a time.
const tableBytes = 16 << 10

// tableBox is a table of count entries of width bytes.
type tableBox struct {
	first int64 // byte of the first entry
	count int64
	width int
}

// readTable reads the head of a full box that holds a count and then entries of
// width bytes each. A count that the box has no room for is cut.
func readTable(r *readat.Reader, b box, width int, log *damage.Log) (tableBox, error) {
	h, err := payload(r, b, 8)
	if err != nil {
		return tableBox{}, err
	}
	if len(h) < 8 {
		log.Add(damage.BadStructure, b.start, "table %s is %d bytes, its head needs 8", b.kind, len(h))
		return tableBox{}, nil
	}
	t := tableBox{first: b.data + 8, count: int64(binary.BigEndian.Uint32(h[4:])), width: width}
	t.fit(b, 8*width, log)
	return t, nil
}

// fit cuts the count to the entries of bits bits that b has room for.
func (t *tableBox) fit(b box, bits int, log *damage.Log) {
	room := (b.end - t.first) * 8 / int64(bits)
	if t.count <= room {
		return
	}
	if !b.cut {
		log.Add(damage.BadStructure, b.start, "table %s declares %d entries, its box has room for %d", b.kind, t.count, max(room, 0))
	}
	t.count = max(room, 0)
}

// sizeTable gives the size of each packet: constant, or an entry of bits bits.
type sizeTable struct {
	tableBox
	constant int64
	bits     int
}

// readSTSZ reads the head of a sample size box; ISO/IEC 14496-12:2022, 8.7.3.2.
func readSTSZ(r *readat.Reader, b box, log *damage.Log) (sizeTable, error) {
	h, err := payload(r, b, 12)
	if err != nil {
		return sizeTable{}, err
	}
	if len(h) < 12 {
		log.Add(damage.BadStructure, b.start, "table stsz is %d bytes, its head needs 12", len(h))
		return sizeTable{}, nil
	}
	t := sizeTable{constant: int64(binary.BigEndian.Uint32(h[4:])), bits: 32}
	t.tableBox = tableBox{first: b.data + 12, count: int64(binary.BigEndian.Uint32(h[8:])), width: 4}
	if t.constant == 0 {
		t.fit(b, 32, log)
	}
	return t, nil
}

// readSTZ2 reads the head of a compact sample size box; 8.7.3.3.
func readSTZ2(r *readat.Reader, b box, log *damage.Log) (sizeTable, error) {
	h, err := payload(r, b, 12)
	if err != nil {
		return sizeTable{}, err
	}
	if len(h) < 12 || h[7] != 4 && h[7] != 8 && h[7] != 16 {
		log.Add(damage.BadStructure, b.start, "table stz2 of %d bytes has no field size of 4, 8 or 16 bits", b.end-b.start)
		return sizeTable{}, nil
	}
	t := sizeTable{bits: int(h[7])}
	t.tableBox = tableBox{first: b.data + 12, count: int64(binary.BigEndian.Uint32(h[8:])), width: max(t.bits/8, 1)}
	t.fit(b, t.bits, log)
	return t, nil
}

// stream reads the entries of a table in order.
type stream struct {
	r     *readat.Reader
	off   int64 // of the next byte to load
	left  int64 // bytes that are not loaded yet
	width int
	buf   []byte
	pos   int
	near  bool // the entries lie where r has just read
}

func newStream(r *readat.Reader, t tableBox) *stream {
	return &stream{r: r, off: t.first, left: t.count * int64(t.width), width: t.width}
}

// restart makes s read the entries of t with the buffer that it has.
func (s *stream) restart(t tableBox) {
	s.off, s.left, s.width = t.first, t.count*int64(t.width), t.width
	s.buf, s.pos = s.buf[:0], 0
}

// next returns the next entry, nil behind the last one.
func (s *stream) next() ([]byte, error) {
	if s.pos+s.width > len(s.buf) {
		if err := s.load(); err != nil || len(s.buf) == 0 {
			return nil, err
		}
	}
	e := s.buf[s.pos : s.pos+s.width]
	s.pos += s.width
	return e, nil
}

func (s *stream) load() error {
	n := int(min(s.left, tableBytes/int64(s.width)*int64(s.width)))
	if n < s.width {
		s.buf, s.pos = s.buf[:0], 0
		return nil
	}
	if cap(s.buf) < n {
		s.buf = make([]byte, n)
	}
	s.buf, s.pos = s.buf[:n], 0
	if s.near {
		b, err := s.r.Peek(s.off, n)
		if err != nil {
			return err
		}
		copy(s.buf, b)
	} else if _, err := s.r.ReadAt(s.buf, s.off); err != nil && err != io.EOF {
		return err
	}
	s.off += int64(n)
	s.left -= int64(n)
	return nil
}

// sizes gives the size of packet after packet.
type sizes struct {
	table  sizeTable
	stream *stream
	low    int // the second half of the last byte of a 4-bit table, -1 when it was given
}

func newSizes(r *readat.Reader, t sizeTable) *sizes {
	s := &sizes{table: t, low: -1}
	bytes := t.tableBox
	if t.bits == 4 {
		bytes.count = (t.count + 1) / 2
	}
	s.stream = newStream(r, bytes)
	return s
}

// next returns the size of the next packet in bytes. The caller counts.
func (s *sizes) next() (int64, error) {
	if s.table.constant != 0 {
		return s.table.constant, nil
	}
	if s.low >= 0 {
		n := s.low
		s.low = -1
		return int64(n), nil
	}
	e, err := s.stream.next()
	if err != nil || e == nil {
		return 0, err
	}
	switch s.table.bits {
	case 4:
		s.low = int(e[0] & 15)
		return int64(e[0] >> 4), nil
	case 8:
		return int64(e[0]), nil
	case 16:
		return int64(binary.BigEndian.Uint16(e)), nil
	}
	return int64(binary.BigEndian.Uint32(e)), nil
}
