package layer3

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// Books beside those of the big values, which have their numbers in the standard.
const (
	bookA = 32
	bookB = 33
	books = 34
)

// An entry of a lookup table is that of a code: its value, its length in bits, and
// whether x and y are there, so that a sign follows. Codes longer than firstBits
// have an entry that links to a second table, by the bits behind: where it begins,
// and how many bits it takes.
const (
	firstBits   = 9
	lengthShift = 8
	lengthMask  = 0x1f
	xShift      = 16
	yShift      = 17
	link        = 1 << 31
	linkMask    = 0xffff
	linkShift   = 16
)

// book is the lookup table of a Huffman code.
type book []uint32

// bookOf returns the book of table_select n, which some share, and the bits of
// its linbits; a book of 0 is none.
func bookOf(n int) (book, linbits int) {
	switch {
	case n >= 24:
		return 24, [...]int{4, 5, 6, 7, 8, 9, 11, 13}[n-24]
	case n >= 16:
		return 16, [...]int{1, 2, 3, 4, 6, 8, 10, 13}[n-16]
	case n == 4 || n == 14:
		return 0, 0
	}
	return n, 0
}

// newBooks returns the lookup tables of all books.
var newBooks = sync.OnceValue(func() *[books]book {
	var t [books]book
	for i, s := range codeBooks {
		if s != "" {
			t[i] = newBook(parseCodes(s))
		}
	}
	return &t
})

// code is one code word, at the high end, and what it stands for.
type code struct {
	word   uint32
	length int
	value  uint8
}

func parseCodes(s string) (codes []code) {
	next := uint64(0)
	for _, w := range strings.Fields(s) {
		v, err := strconv.ParseUint(w[1:], 16, 8)
		n, err2 := strconv.ParseUint(w[:1], 36, 8)
		if err != nil || err2 != nil {
			panic(fmt.Sprintf("layer3: %q is no code", w))
		}
		codes = append(codes, code{uint32(next), int(n), uint8(v)})
		next += 1 << (32 - n)
	}
	return codes
}

func newBook(codes []code) book {
	b := make(book, 1<<firstBits)
	for len(codes) > 0 {
		first := codes[0].word >> (32 - firstBits)
		n, longest := 0, 0
		for n < len(codes) && codes[n].word>>(32-firstBits) == first {
			longest = max(longest, codes[n].length)
			n++
		}
		if longest <= firstBits {
			b.put(int(first), firstBits, codes[0])
		} else {
			at, bits := len(b), longest-firstBits
			b[first] = link | uint32(bits)<<linkShift | uint32(at)
			b = append(b, make(book, 1<<bits)...)
			for _, c := range codes[:n] {
				b.put(at+int(c.word<<firstBits>>(32-bits)), longest, c)
			}
		}
		codes = codes[n:]
	}
	return b
}

// put sets the entries from at on of all that begins with c, in a table that ends
// the first bits of a code.
func (b book) put(at, bits int, c code) {
	e := uint32(c.value) | uint32(c.length)<<lengthShift
	if c.value>>4 != 0 {
		e |= 1 << xShift
	}
	if c.value&0xf != 0 {
		e |= 1 << yShift
	}
	for i := range 1 << (bits - c.length) {
		b[at+i] = e
	}
}
