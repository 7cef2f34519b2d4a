package compare

import (
	"cmp"
	"slices"
)

// Match is one candidate's result for a query.
type Match struct {
	Candidate int    // its number among the candidates
	ID        string // its track's id
	Windows   int    // its number of windows
	Score     float64
	Scores
}

// compareMatches orders matches by score, the largest first, then by id, then by
// number.
func compareMatches(a, b Match) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Candidate, b.Candidate))
}

// best keeps the first of a number of matches in the order of compareMatches: all
// of them, or as a heap whose root is the last of those kept.
type best struct {
	limit   int // 0 for all
	matches []Match
}

// full reports whether a match must be better than the last to be kept.
func (b *best) full() bool { return b.limit > 0 && len(b.matches) == b.limit }

// last returns the match that the next better one pushes out of a full heap.
func (b *best) last() Match { return b.matches[0] }

// add keeps m if it is among the best.
func (b *best) add(m Match) {
	switch {
	case b.full() && compareMatches(m, b.last()) >= 0:
	case b.full():
		b.matches[0] = m
		b.sink()
	default:
		b.matches = append(b.matches, m)
		if b.limit > 0 {
			b.rise()
		}
	}
}

// rise moves the match at the end to its place.
func (b *best) rise() {
	for i := len(b.matches) - 1; i > 0; {
		parent := (i - 1) / 2
		if compareMatches(b.matches[i], b.matches[parent]) <= 0 {
			return
		}
		b.matches[i], b.matches[parent] = b.matches[parent], b.matches[i]
		i = parent
	}
}

// sink moves the match at the root to its place.
func (b *best) sink() {
	for i := 0; ; {
		child := 2*i + 1
		if child+1 < len(b.matches) && compareMatches(b.matches[child+1], b.matches[child]) > 0 {
			child++
		}
		if child >= len(b.matches) || compareMatches(b.matches[child], b.matches[i]) <= 0 {
			return
		}
		b.matches[i], b.matches[child] = b.matches[child], b.matches[i]
		i = child
	}
}

// merge returns the best of several, in order.
func merge(all []best, limit int) []Match {
	var matches []Match
	for _, b := range all {
		matches = append(matches, b.matches...)
	}
	slices.SortFunc(matches, compareMatches)
	if limit > 0 && len(matches) > limit {
		matches = slices.Clone(matches[:limit])
	}
	return matches
}
