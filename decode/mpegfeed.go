package decode

import (
	"encoding/binary"
	"io"

	"github.com/audiocheck/audiocheck/internal/mpa"
)

// mpegFeed is what go-mp3 reads: one packet at a time, changed where go-mp3
// would go wrong.
type mpegFeed struct {
	data    []byte // of the packet, not read yet
	have    int    // bytes of main data that go-mp3 holds
	scratch []byte
	history []byte // the last bytes of main data; kept where packets are repacked
}

// Read implements io.Reader.
func (f *mpegFeed) Read(b []byte) (int, error) {
	if len(f.data) == 0 {
		return 0, io.EOF
	}
	n := copy(b, f.data)
	f.data = f.data[n:]
	return n, nil
}

// load gives the packet p, or silence where p lacks bits. It returns false when
// go-mp3 cannot be given p.
func (f *mpegFeed) load(p mpa.Packet) bool {
	_, to, _ := p.Header.SideInfo()
	if p.Header.Rate() == repackedRate {
		return f.repack(p)
	}
	if !p.Whole || p.Begin > f.have {
		f.silence(p)
		return true
	}
	f.data = p.Data
	f.have = p.Begin + len(p.Data) - to
	return true
}

// silence gives a packet like p without any sound, which keeps as many bytes of
// main data as it can for those that follow.
func (f *mpegFeed) silence(p mpa.Packet) {
	from, to, bits := p.Header.SideInfo()
	n := p.Header.Length()
	if p.Header.Rate() == repackedRate {
		p.Header, n = repacked(p.Header, 0)
		from, to, bits = p.Header.SideInfo()
	}
	f.room(n)
	copy(f.scratch, p.Data)
	binary.BigEndian.PutUint32(f.scratch, uint32(p.Header))
	clear(f.scratch[from:to])
	begin := min(f.have, 1<<bits-1)
	binary.BigEndian.PutUint16(f.scratch[from:], uint16(begin<<(16-bits)))
	f.data = f.scratch
	f.have = begin + n - to
}

func (f *mpegFeed) room(n int) {
	if cap(f.scratch) < n {
		f.scratch = make([]byte, n)
	}
	f.scratch = f.scratch[:n]
}

// repackedRate is the one rate of MPEG-2 whose packets are padded. go-mp3 takes
// a padded packet for one byte shorter than it is, at half of the bit rates, and
// with that byte it loses its place in the main data.
const repackedRate = 22050

// repack gives p with all of its main data in itself, in a packet without
// padding of the lowest bit rate that has room for them.
func (f *mpegFeed) repack(p mpa.Packet) bool {
	from, to, bits := p.Header.SideInfo()
	own := p.Data[to:]
	defer f.remember(own)
	if !p.Whole || p.Begin > len(f.history) {
		f.silence(p)
		return true
	}
	h, n := repacked(p.Header, p.Main)
	if n == 0 {
		return false
	}
	f.room(n)
	clear(f.scratch)
	binary.BigEndian.PutUint32(f.scratch, uint32(h))
	side := f.scratch[mpa.HeaderSize:]
	copy(side, p.Data[from:to])
	binary.BigEndian.PutUint16(side, binary.BigEndian.Uint16(side)&(1<<(16-bits)-1))
	main := side[to-from:]
	main = main[:min(len(main), p.Main)]
	copy(main[copy(main, f.history[len(f.history)-p.Begin:]):], own)
	f.data, f.have = f.scratch, 0
	return true
}

// repacked returns the header of the smallest packet without padding and CRC
// that is like h and has room for main bytes of main data, and its length in
// bytes; a length of 0 when there is none.
func repacked(h mpa.Header, main int) (mpa.Header, int) {
	const noCRC, padding, bitRate, lowest, highest = 1 << 16, 1 << 9, 0xf << 12, 1 << 12, 0xe << 12
	h = h&^(padding|bitRate) | noCRC
	_, to, _ := h.SideInfo()
	for index := mpa.Header(lowest); index <= highest; index += lowest {
		if n := (h | index).Length(); n >= to+main {
			return h | index, n
		}
	}
	return h, 0
}

// remember keeps the last bytes of the main data own for the packets behind.
func (f *mpegFeed) remember(own []byte) {
	const reach = 1<<9 - 1 // of main_data_begin
	f.history = append(f.history, own...)
	if extra := len(f.history) - reach; extra > 0 {
		f.history = f.history[:copy(f.history, f.history[extra:])]
	}
}
