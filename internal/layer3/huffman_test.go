package layer3

import (
	"encoding/binary"
	"fmt"
	"testing"
)

// TestBooksAreComplete asserts that the codes of each book fill it: every run of
// bits is a code (Kraft's sum is 1), and every pair of values has one.
func TestBooksAreComplete(t *testing.T) {
	sizes := map[int]int{1: 2, 2: 3, 3: 3, 5: 4, 6: 4, 7: 6, 8: 6, 9: 6, 10: 8, 11: 8, 12: 8, 13: 16, 15: 16, 16: 16, 24: 16}
	for n, s := range codeBooks {
		size, ok := sizes[n]
		rows := size
		if n >= bookA {
			rows, size, ok = 1, 16, true
		}
		codes := parseCodes(s)
		if !ok {
			if len(codes) > 0 {
				t.Errorf("book %d is not in the standard", n)
			}
			continue
		}
		seen := map[uint8]bool{}
		sum := uint64(0)
		for _, c := range codes {
			if uint64(c.word) != sum || c.word<<c.length != 0 {
				t.Errorf("book %d: the code of %02x does not fit the one before it", n, c.value)
			}
			sum += 1 << (32 - c.length)
			seen[c.value] = true
			if int(c.value>>4) >= rows || int(c.value&15) >= size {
				t.Errorf("book %d has the value %02x", n, c.value)
			}
		}
		if sum != 1<<32 || len(seen) != rows*size || len(codes) != len(seen) {
			t.Errorf("book %d: %d codes of %d values fill %x of 2^32", n, len(codes), len(seen), sum)
		}
	}
}

// Code words of ISO/IEC 11172-3, table B.7, among them the longest of each size.
func TestCodeWords(t *testing.T) {
	for _, tt := range []struct {
		book  int
		value uint8
		word  string
	}{
		{1, 0x00, "1"}, {1, 0x01, "001"}, {1, 0x10, "01"}, {1, 0x11, "000"},
		{2, 0x22, "000000"}, {3, 0x00, "11"}, {5, 0x33, "00000000"}, {6, 0x11, "10"},
		{7, 0x00, "1"}, {10, 0x77, "00000000000"}, {13, 0x00, "1"}, {13, 0xff, "0000000000000001"},
		{15, 0x00, "111"}, {16, 0x00, "1"}, {16, 0xff, "00000011"}, {24, 0x00, "1111"}, {24, 0xff, "0011"},
		{bookA, 0x0, "1"}, {bookA, 0x1, "0101"}, {bookB, 0x0, "1111"}, {bookB, 0xf, "0000"},
	} {
		found := ""
		for _, c := range parseCodes(codeBooks[tt.book]) {
			if c.value == tt.value {
				found = fmt.Sprintf("%032b", c.word)[:c.length]
			}
		}
		if found != tt.word {
			t.Errorf("book %d, %02x: %s, want %s", tt.book, tt.value, found, tt.word)
		}
	}
}

// TestLookupFindsEachCode asserts that what follows a code does not matter.
func TestLookupFindsEachCode(t *testing.T) {
	tab := newTables()
	for n, b := range tab.books {
		for _, c := range parseCodes(codeBooks[n]) {
			for _, behind := range []uint64{0, 1<<40 - 1} {
				w := bitWriter{}
				w.write(uint64(c.word>>(32-c.length)), c.length)
				w.write(behind, 40)
				var got [2]float32
				r := bitReader{b: append(w.b, make([]byte, slack)...)}
				const linbits = 1
				tab.pairs(got[:], 0, part{&r, len(w.b) * 8, nil, nil}, b, linbits, 1)
				want := [2]float32{}
				length := c.length
				for i, v := range [2]uint8{c.value >> 4, c.value & 15} {
					q := int(v)
					if v == 15 && n >= firstEscaped {
						q += int(behind & 1)
						length += linbits
					}
					want[i] = tab.power[q]
					if v > 0 {
						length++
						if behind > 0 {
							want[i] = -want[i]
						}
					}
				}
				if got != want || r.pos != length {
					t.Fatalf("book %d, %02x before %x: %v in %d bits, want %v in %d", n, c.value, behind, got, r.pos, want, length)
				}
			}
		}
	}
}

func TestQuads(t *testing.T) {
	tab := newTables()
	bands := []int{2, 6, lines} // the first quad crosses a border
	gains := [maxBands]float32{1, 2, 3}
	// Book B has the inverted values as code words.
	w := bitWriter{}
	w.write(^uint64(0b1101)&15, 4)
	w.write(0b010, 3)
	w.write(^uint64(0b0011)&15, 4)
	w.write(0b10, 2)
	w.write(^uint64(0b1111)&15, 4) // whose signs are not there
	end := w.n
	r := bitReader{b: append(w.b, make([]byte, slack)...)}
	var s spectrum
	n := tab.quads.read(&s, 0, part{&r, end, bands, &gains}, true)
	want := [8]float32{1, -1, 0, 2, 0, 0, -3, 3}
	if got := [8]float32(s.line[:8]); got != want || n != 8 {
		t.Errorf("%d lines, %v; want 8, %v", n, got, want)
	}
}

// TestQuadsEndWithTheLines gives more quads than there are lines left: behind an odd
// pair of big values, two lines stay 0.
func TestQuadsEndWithTheLines(t *testing.T) {
	tab := newTables()
	var gains [maxBands]float32
	gains[0] = 1
	for _, tt := range []struct{ from, want int }{{0, 576}, {572, 576}, {574, 574}, {576, 576}} {
		w := bitWriter{}
		for range lines/4 + 1 {
			w.write(0, 4+4) // in book B four ones, and no sign
		}
		r := bitReader{b: append(w.b, make([]byte, slack)...)}
		var s spectrum
		n := tab.quads.read(&s, tt.from, part{&r, w.n, []int{lines}, &gains}, true)
		if n != tt.want || n > tt.from && s.line[n-1] != 1 {
			t.Errorf("from line %d: %d lines, the last %v; want %d", tt.from, n, s.line[max(n, 1)-1], tt.want)
		}
	}
}

func TestBitReader(t *testing.T) {
	b := make([]byte, 8+slack)
	binary.BigEndian.PutUint64(b, 0x0123456789abcdef)
	r := bitReader{b: b}
	for _, tt := range []struct{ n, want int }{{0, 0}, {7, 0}, {1, 1}, {12, 0x234}, {32, 0x56789abc}, {3, 6}} {
		if got := r.read(tt.n); got != tt.want {
			t.Errorf("%d bits: %x, want %x", tt.n, got, tt.want)
		}
	}
}
