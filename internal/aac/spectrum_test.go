package aac

import (
	"math"
	"testing"
)

// bitWriter puts bits together, most significant first.
type bitWriter struct {
	b []byte
	n int
}

func (w *bitWriter) put(v uint64, bits int) *bitWriter {
	for i := bits - 1; i >= 0; i-- {
		if w.n%8 == 0 {
			w.b = append(w.b, 0)
		}
		w.b[w.n/8] |= byte(v>>i&1) << (7 - w.n%8)
		w.n++
	}
	return w
}

// symbol returns the index of values in the table of a book; 4.6.3.3.
func symbol(book int, values []int) (index int) {
	l := spectrumLayouts[book-1]
	for _, v := range values {
		digit := max(v, -v)
		if book == escapeBook {
			digit = min(digit, escapeFlag)
		}
		if l.signed {
			digit = v + l.base/2
		}
		index = index*l.base + digit
	}
	return index
}

// putValues writes one code of a book, with its signs and escapes.
func (w *bitWriter) putValues(book int, values []int) {
	l := spectrumLayouts[book-1]
	codes, lengths := spectrumBooks[book-1].codes()
	n := symbol(book, values)
	w.put(codes[n], lengths[n])
	for _, v := range values {
		if !l.signed && v != 0 {
			w.put(uint64(v)>>63, 1)
		}
	}
	for _, v := range values {
		if n := max(v, -v); book == escapeBook && n >= escapeFlag {
			bits := 4
			for n >= 2<<bits {
				w.put(1, 1)
				bits++
			}
			w.put(0, 1).put(uint64(n-1<<bits), bits)
		}
	}
}

// TestSpectrum reads every combination of values that a codebook has, with every
// sign, and the escapes around each power of 2.
func TestSpectrum(t *testing.T) {
	largest := [12]int{1: 1, 1, 2, 2, 4, 4, 7, 7, 12, 12, 15}
	for book := 1; book <= lastBook; book++ {
		l := spectrumLayouts[book-1]
		digits := []int{}
		for v := -largest[book]; v <= largest[book]; v++ {
			digits = append(digits, v)
		}
		if book == escapeBook {
			for n := 4; n <= 12; n++ {
				digits = append(digits, 1<<n, -(1<<n)-1, 2<<n-1)
			}
		}
		count := int(math.Pow(float64(len(digits)), float64(l.dimension)))
		w := &bitWriter{}
		want := []int{}
		for n := range count {
			values := make([]int, l.dimension)
			for i := range values {
				values[i] = digits[n%len(digits)]
				n /= len(digits)
			}
			w.putValues(book, values)
			want = append(want, values...)
		}
		want = want[:len(want)/4*4]
		checkSpectrum(t, book, w, want)
	}
}

func checkSpectrum(t *testing.T, book int, w *bitWriter, want []int) {
	t.Helper()
	var r bitReader
	r.load(w.b)
	got := make([]float32, len(want))
	const scale = 0.5
	if !r.spectrum(got, tables().spectrum[book], uint8(book), quantisation(), scale) || r.over() {
		t.Fatalf("book %d: an error at bit %d of %d", book, r.pos, r.end)
	}
	for i, v := range want {
		exact := scale * math.Copysign(math.Pow(math.Abs(float64(v)), 4./3), float64(v))
		if math.Abs(float64(got[i])-exact) > 1e-7*math.Abs(exact) {
			t.Fatalf("book %d: line %d is %v, want %v of %d", book, i, got[i], exact, v)
		}
	}
}

// TestEscapeTooLong: nine ones promise a value that no line may have.
func TestEscapeTooLong(t *testing.T) {
	codes, lengths := spectrumBooks[10].codes()
	w := &bitWriter{}
	w.put(codes[288], lengths[288]).put(0, 2).put(0x1ff, 9).put(0, 60)
	var r bitReader
	r.load(w.b)
	if r.spectrum(make([]float32, 4), tables().spectrum[11], 11, quantisation(), 1) {
		t.Error("no error")
	}
}
