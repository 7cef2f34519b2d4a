package aac

import "sync"

// firstBits are looked up at once; longer codes need a second look.
const firstBits = 9

// An entry of a lookup table says what the bits at its index begin with:
//
//	bits 0-4    length of the code; 0 where a second look is needed
//	bits 5-7    how many sign bits follow
//	bits 8-27   values of 5 bits, the first one lowest
//
// or, for the second look:
//
//	bits 5-9    bits that it takes
//	bits 10-31  where its entries begin
const (
	lengthMask   = 31
	signShift    = 5
	signMask     = 7
	valueShift   = 8
	valueBits    = 5
	valueMask    = 1<<valueBits - 1
	secondShift  = 5
	secondMask   = 31
	secondOffset = 10
)

// huffman decodes one codebook.
type huffman struct {
	first  [1 << firstBits]uint32
	second []uint32
}

// find returns the entry for the code at the top of bits.
func (h *huffman) find(bits uint64) uint32 {
	e := h.first[bits>>(64-firstBits)]
	if e&lengthMask == 0 {
		e = h.second[e>>secondOffset+uint32(bits<<firstBits>>(64-e>>secondShift&secondMask))]
	}
	return e
}

// value returns value i of an entry.
func value(entry uint32, i int) uint32 { return entry >> (valueShift + valueBits*i) & valueMask }

// build makes the lookup tables of a codebook; payload gives bits 5 and up of
// the entry of a symbol.
func (c codebook) build(payload func(symbol int) uint32) *huffman {
	h := &huffman{}
	longest := len(c.counts) - 1
	position, symbol := 0, 0 // of the next code, in units of the longest one
	for length, n := range c.counts {
		for range n {
			e := uint32(length) | payload(int(c.symbols[symbol]))
			h.set(e, position, length, longest)
			position += 1 << (longest - length)
			symbol++
		}
	}
	return h
}

// set enters e for the code at position.
func (h *huffman) set(e uint32, position, length, longest int) {
	if length <= firstBits {
		from := position << firstBits >> longest
		for i := range 1 << (firstBits - length) {
			h.first[from+i] = e
		}
		return
	}
	// All codes that share their first bits go to one stretch of h.second, as
	// wide as the longest code asks.
	width := longest - firstBits
	prefix := &h.first[position>>width]
	if *prefix == 0 {
		*prefix = uint32(width)<<secondShift | uint32(len(h.second))<<secondOffset
		h.second = append(h.second, make([]uint32, 1<<width)...)
	}
	from := int(*prefix>>secondOffset) + position&(1<<width-1)
	for i := range 1 << (longest - length) {
		h.second[from+i] = e
	}
}

// spectrumLayout says how the index of a spectrum codebook is put together;
// 4.6.3.3.
type spectrumLayout struct {
	dimension int // values of a code
	base      int // of the digits of the index
	signed    bool
}

var spectrumLayouts = [11]spectrumLayout{
	{4, 3, true}, {4, 3, true}, {4, 3, false}, {4, 3, false}, {2, 9, true}, {2, 9, true},
	{2, 8, false}, {2, 8, false}, {2, 13, false}, {2, 13, false}, {2, 17, false},
}

// payload packs the values of an index. Signed ones are stored with half of
// their range added, so that none is negative; 4.6.3.3.
func (l spectrumLayout) payload(index int) (e uint32) {
	for i := l.dimension - 1; i >= 0; i-- {
		v := index % l.base
		index /= l.base
		e |= uint32(v) << (valueShift + valueBits*i)
		if !l.signed && v != 0 {
			e += 1 << signShift
		}
	}
	return e
}

// huffmans are the tables of all codebooks.
type huffmans struct {
	scaleFactor *huffman
	spectrum    [12]*huffman // by the number of the codebook
}

var tables = sync.OnceValue(func() *huffmans {
	t := &huffmans{scaleFactor: scaleFactorBook.build(func(symbol int) uint32 { return uint32(symbol) << valueShift })}
	for i, c := range spectrumBooks {
		t.spectrum[i+1] = c.build(spectrumLayouts[i].payload)
	}
	return t
})
