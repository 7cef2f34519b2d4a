package report

import (
	"slices"

	"github.com/audiocheck/audiocheck/finding"
)

// gravest keeps at most max findings: those of the highest severity, and among
// equals those that came first. It counts the others.
type gravest struct {
	max    int
	byRank [4][]keptFinding // by finding.Severity.Rank
	kept   int
	cut    int
	added  int
}

type keptFinding struct {
	finding     finding.Finding
	fingerprint string
	number      int // of the findings before it
}

func (g *gravest) add(f finding.Finding, fingerprint string) {
	rank := f.Severity.Rank()
	k := keptFinding{f, fingerprint, g.added}
	g.added++
	if g.kept == g.max && !g.dropBelow(rank) {
		g.cut++
		return
	}
	g.byRank[rank] = append(g.byRank[rank], k)
	g.kept++
}

// dropBelow makes room for a finding of that rank. It returns false when
// everything that is kept is as grave.
func (g *gravest) dropBelow(rank int) bool {
	for r := range rank {
		if n := len(g.byRank[r]); n > 0 {
			g.byRank[r][n-1] = keptFinding{} // so that its text can go
			g.byRank[r] = g.byRank[r][:n-1]
			g.kept--
			g.cut++
			return true
		}
	}
	return false
}

// inOrder returns what is kept in the order in which it came.
func (g *gravest) inOrder() []keptFinding {
	all := slices.Concat(g.byRank[:]...)
	slices.SortFunc(all, func(a, b keptFinding) int { return a.number - b.number })
	return all
}
