package flacdec

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// riceCode is the code of v as RFC 9639, 9.2.7.2, describes it: v without its sign
// in the even numbers, and -v-1 in the odd ones; in unary what is above the k
// lowest bits, and those in binary.
func riceCode(v int64, k int) string {
	folded := 2 * v
	if v < 0 {
		folded = -2*v - 1
	}
	return strings.Repeat("0", int(folded>>k)) + "1" + inBits(folded&(1<<k-1), k)
}

// Codes of all lengths follow each other at all places in a byte.
func TestRiceCodes(t *testing.T) {
	const most = 1<<32 - 2 // folded
	rng := rand.New(rand.NewPCG(11, 12))
	for k := range 31 {
		for offset := range 8 {
			for round := range 12 {
				longest := []int64{1, 2, 8, 30, 60, 140}[round%6] // zeros
				var want []int64
				bits := strings.Repeat("1", offset)
				for range 9 {
					folded := min(rng.Int64N(longest)<<k|rng.Int64N(1<<k), most)
					v := folded / 2
					if folded%2 == 1 {
						v = -v - 1
					}
					want = append(want, v)
					bits += riceCode(v, k)
				}
				end := len(bits)
				if round >= 6 {
					bits += strings.Repeat("10", 64) // else the last codes stand at the end
				}
				r := bitReader{b: packet(bits)[headerLen:], p: offset}
				r.b = r.b[:len(r.b)-footer]
				got := make([]int64, len(want))
				if err := r.rice(got, uint(k)); err != nil || !slices.Equal(got, want) || r.p != end {
					t.Fatalf("parameter %d, bit %d: %d to bit %d, want %d to bit %d: %v", k, offset, got, r.p, want, end, err)
				}
			}
		}
	}
}
