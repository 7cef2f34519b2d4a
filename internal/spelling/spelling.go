// Package spelling finds the word that was meant.
package spelling

// Nearest returns the word that takes the fewest edits to become s, the first
// of several; "" when there are no words.
func Nearest(s string, words []string) string {
	best, bestCost := "", int(^uint(0)>>1)
	for _, w := range words {
		if c := edits(s, w); c < bestCost {
			best, bestCost = w, c
		}
	}
	return best
}

// edits is the Levenshtein distance in bytes.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
