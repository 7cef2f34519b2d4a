package aac

import (
	"math/big"
	"slices"
	"testing"
)

// books are all codebooks with the number of values that ISO/IEC 14496-3 gives
// each, and the longest code.
func books() []struct {
	codebook
	size, longest int
} {
	sizes := [11]int{81, 81, 81, 81, 81, 81, 64, 64, 169, 169, 289}
	longest := [11]int{11, 9, 16, 12, 13, 11, 12, 10, 15, 12, 12}
	out := []struct {
		codebook
		size, longest int
	}{{scaleFactorBook, 121, 19}}
	for i, c := range spectrumBooks {
		out = append(out, struct {
			codebook
			size, longest int
		}{c, sizes[i], longest[i]})
	}
	return out
}

// TestCodebooks: every codebook is a complete prefix code of all its values.
func TestCodebooks(t *testing.T) {
	for n, b := range books() {
		kraft := new(big.Rat)
		for length, count := range b.counts {
			kraft.Add(kraft, big.NewRat(int64(count), 1<<length))
		}
		if kraft.Cmp(big.NewRat(1, 1)) != 0 {
			t.Errorf("book %d: the Kraft sum is %v, want 1", n, kraft)
		}
		sorted := slices.Sorted(slices.Values(b.symbols))
		for i, s := range sorted {
			if int(s) != i {
				t.Errorf("book %d: value %d is missing or there twice", n, i)
				break
			}
		}
		if len(sorted) != b.size || len(b.counts)-1 != b.longest {
			t.Errorf("book %d: %d values, %d bits at most, want %d and %d", n, len(sorted), len(b.counts)-1, b.size, b.longest)
		}
	}
}

// codes returns the code of each symbol, counted up as binary numbers.
func (c codebook) codes() (bits []uint64, lengths []int) {
	bits, lengths = make([]uint64, len(c.symbols)), make([]int, len(c.symbols))
	code, at := uint64(0), 0
	for length, count := range c.counts {
		code <<= 1
		for range count {
			bits[c.symbols[at]], lengths[c.symbols[at]] = code, length
			code++
			at++
		}
	}
	return bits, lengths
}

// TestKnownCodes: codes that are easily looked up in the standard's tables.
func TestKnownCodes(t *testing.T) {
	for _, c := range []struct {
		book         codebook
		symbol, bits int
		code         uint64
	}{
		{scaleFactorBook, 60, 1, 0},
		{scaleFactorBook, 59, 3, 4},
		{scaleFactorBook, 0, 18, 0x3ffe8},
		{spectrumBooks[0], 40, 1, 0},
		{spectrumBooks[0], 0, 11, 0x7f8},
		{spectrumBooks[10], 0, 4, 0},
		{spectrumBooks[10], 288, 5, 4},
	} {
		codes, lengths := c.book.codes()
		if codes[c.symbol] != c.code || lengths[c.symbol] != c.bits {
			t.Errorf("symbol %d is %#x of %d bits, want %#x of %d", c.symbol, codes[c.symbol], lengths[c.symbol], c.code, c.bits)
		}
	}
}

// TestLookup finds every value of every codebook by its code, whatever follows.
func TestLookup(t *testing.T) {
	for n, b := range books() {
		h := b.build(func(symbol int) uint32 { return uint32(symbol) << valueShift })
		codes, lengths := b.codes()
		for symbol, code := range codes {
			for _, rest := range []uint64{0, 1<<63 - 1 + 1<<63} {
				e := h.find(code<<(64-lengths[symbol]) | rest>>lengths[symbol])
				if int(e&lengthMask) != lengths[symbol] || int(e>>valueShift) != symbol {
					t.Fatalf("book %d: the code of %d is read as %d of %d bits", n, symbol, e>>valueShift, e&lengthMask)
				}
			}
		}
	}
}
