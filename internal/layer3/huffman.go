package layer3

// Books have the numbers of table_select; those of count1 follow.
const (
	firstEscaped = 16 // and the next seven: 15 is followed by linbits
	lastEscaped  = 24
	bookA        = 32
	bookB        = 33
)

// An entry of a lookup table is that of a code: the values x and y, how many bits
// the code has and how many with the signs that follow, and whether x is there.
// Codes longer than firstBits have an entry that links to a second table, by the
// bits behind: where it begins, and how many bits it takes.
const (
	firstBits   = 9
	codeShift   = 8
	totalShift  = 16
	lengthMask  = 0x1f
	signedShift = 24      // 1 where x is not 0
	escape      = 1 << 25 // linbits follow
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
	case n >= lastEscaped:
		return lastEscaped, [...]int{4, 5, 6, 7, 8, 9, 11, 13}[n-lastEscaped]
	case n >= firstEscaped:
		return firstEscaped, [...]int{1, 2, 3, 4, 6, 8, 10, 13}[n-firstEscaped]
	case n == 4 || n == 14:
		return 0, 0
	}
	return n, 0
}

// newBooks returns the lookup tables of the big values' books.
func newBooks() (t [bookA]book) {
	for i, s := range codeBooks[:bookA] {
		if s != "" {
			t[i] = newBook(parseCodes(s), i == firstEscaped || i == lastEscaped)
		}
	}
	return t
}

// code is one code word, at the high end, and what it stands for.
type code struct {
	word   uint32
	length int
	value  uint8
}

func parseCodes(s string) []code {
	var codes []code
	next := uint32(0)
	for i := 0; i < len(s); i++ {
		if s[i] <= ' ' {
			continue
		}
		length := digit(s[i])
		codes = append(codes, code{next, length, uint8(digit(s[i+1])<<4 | digit(s[i+2]))})
		next += 1 << (32 - length)
		i += 2
	}
	return codes
}

func digit(c byte) int {
	if c >= 'a' {
		return int(c-'a') + 10
	}
	return int(c - '0')
}

func newBook(codes []code, escaped bool) book {
	b := make(book, 1<<firstBits)
	for len(codes) > 0 {
		first := codes[0].word >> (32 - firstBits)
		n, longest := 0, 0
		for n < len(codes) && codes[n].word>>(32-firstBits) == first {
			longest = max(longest, codes[n].length)
			n++
		}
		if longest <= firstBits {
			b.put(int(first), firstBits, codes[0], escaped)
		} else {
			at, bits := len(b), longest-firstBits
			b[first] = link | uint32(bits)<<linkShift | uint32(at)
			b = append(b, make(book, 1<<bits)...)
			for _, c := range codes[:n] {
				b.put(at+int(c.word<<firstBits>>(32-bits)), longest, c, escaped)
			}
		}
		codes = codes[n:]
	}
	return b
}

// put sets the entries from at on of all that begins with c, in a table that ends
// the first bits of a code.
func (b book) put(at, bits int, c code, escaped bool) {
	x, y, total := c.value>>4, c.value&0xf, c.length
	e := uint32(c.value) | uint32(c.length)<<codeShift
	if x != 0 {
		total++
		e |= 1 << signedShift
	}
	if y != 0 {
		total++
	}
	e |= uint32(total) << totalShift
	if escaped && (x == 15 || y == 15) {
		e |= escape
	}
	for i := range 1 << (bits - c.length) {
		b[at+i] = e
	}
}
