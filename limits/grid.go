package limits

import "math"

// Grid is how a search of queries against candidates is cut into jobs: the
// queries into as equal blocks as can be, the candidates too, and each block
// of the one meets each block of the other in one job.
//
// That is what a vendor's job can do that searches one dataset of queries
// against one of candidates: with a track in one dataset only, so that its
// ingest is paid for once, the jobs are blocks times blocks. Overlapping
// datasets could make do with fewer jobs at the price of more ingests.
type Grid struct {
	Queries, Candidates          int64 // tracks
	QueryBlocks, CandidateBlocks int64 // datasets; both 0 when nothing is searched
}

// CutGrid returns the cut of queries times candidates with the fewest jobs of
// at most the pairs that p allows; of several such cuts the one with the fewest
// blocks, then with the fewest blocks of candidates.
func CutGrid(queries, candidates int64, p Profile) Grid {
	g := Grid{Queries: max(queries, 0), Candidates: max(candidates, 0)}
	if g.Queries == 0 || g.Candidates == 0 {
		return g
	}
	limit := p.Batch.MaxPairs
	if limit <= 0 {
		limit = math.MaxInt64
	}
	// Of all cuts into a blocks the most equal one has the smallest largest
	// block, of ceil(queries/a), and allows the largest blocks of candidates.
	// Only the least a of each such size needs to be looked at.
	best := g
	for a := ceilDiv(g.Queries, min(g.Queries, limit)); ; {
		rows := ceilDiv(g.Queries, a)
		cut := g
		cut.QueryBlocks, cut.CandidateBlocks = a, ceilDiv(g.Candidates, max(1, limit/rows))
		if best.QueryBlocks == 0 || cut.before(best) {
			best = cut
		}
		if rows == 1 {
			return best
		}
		if a = ceilDiv(g.Queries, rows-1); a > best.Jobs() {
			return best // each further cut has at least a jobs
		}
	}
}

func (g Grid) before(h Grid) bool {
	if g.Jobs() != h.Jobs() {
		return g.Jobs() < h.Jobs()
	}
	if a, b := g.QueryBlocks+g.CandidateBlocks, h.QueryBlocks+h.CandidateBlocks; a != b {
		return a < b
	}
	return g.CandidateBlocks < h.CandidateBlocks
}

// Jobs returns how many jobs the cut makes, at most the largest int64.
func (g Grid) Jobs() int64 { return product(g.QueryBlocks, g.CandidateBlocks) }

// Pairs returns how many pairs all jobs make together, at most the largest
// int64.
func (g Grid) Pairs() int64 { return product(g.Queries, g.Candidates) }

// QueryBlock returns the queries of block i, from 0: those from begin up to
// end, which is not of it.
func (g Grid) QueryBlock(i int64) (begin, end int64) { return block(g.Queries, g.QueryBlocks, i) }

// CandidateBlock is QueryBlock for the candidates.
func (g Grid) CandidateBlock(i int64) (begin, end int64) {
	return block(g.Candidates, g.CandidateBlocks, i)
}

// block returns block i of total things in as equal blocks as can be, the
// larger ones first.
func block(total, blocks, i int64) (begin, end int64) {
	size, larger := total/blocks, total%blocks
	begin = i*size + min(i, larger)
	end = begin + size
	if i < larger {
		end++
	}
	return begin, end
}

// ceilDiv returns a/b rounded up, for a and b of at least 1.
func ceilDiv(a, b int64) int64 { return (a-1)/b + 1 }

// Requests groups things that go into requests, in order, into as few as p
// allows.
func Requests[T any](things []T, p Profile) [][]T {
	size := p.Batch.MaxFiles
	if size == 0 {
		size = max(1, len(things))
	}
	var out [][]T
	for len(things) > 0 {
		n := min(size, len(things))
		out = append(out, things[:n:n])
		things = things[n:]
	}
	return out
}
