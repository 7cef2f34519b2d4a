package trace

import "hash/maphash"

// maxIDs bounds the memory for finding repeated candidates: ten times the
// vendor's limit on the pairs of a job.
const maxIDs = 10 * MaxPairs

// queryFacts are what is known of the query whose matches are being read.
type queryFacts struct {
	at, matchesAt string
	id            fact
	matches       int64

	seed      maphash.Seed
	ids       map[uint64]struct{} // hashes of the candidates' ids
	windows   map[int64]Span      // of the query, as its matches so far tell
	lastScore float64
	scored    bool
}

func newQueryFacts() queryFacts {
	return queryFacts{seed: maphash.MakeSeed(), ids: make(map[uint64]struct{}), windows: make(map[int64]Span)}
}

func (q *queryFacts) reset(at string) {
	clear(q.ids)
	clear(q.windows)
	*q = queryFacts{at: at, seed: q.seed, ids: q.ids, windows: q.windows}
}

func (c *checker) endQuery() {
	q := &c.query
	if !q.id.given() {
		c.log.Missing(q.at, "query_audio_id")
	}
	if q.matchesAt == "" {
		c.log.Missing(q.at, "matches")
		return
	}
	if c.opt.Limit > 0 && q.matches > c.opt.Limit {
		c.add(overLimit, q.matchesAt, q.matches, c.opt.Limit, "%d matches, but the request's limit is %d", q.matches, c.opt.Limit)
	}
}

// maxWindows bounds the memory for a query's windows: a track of MaxSeconds has
// fewer than this at a hop of a tenth of a second.
const maxWindows = 4096

// queryWindow holds a window of the query against the same one in earlier matches.
func (c *checker) queryWindow(index int64, t *Span, at string) {
	before, seen := c.query.windows[index]
	switch {
	case !seen && len(c.query.windows) < maxWindows:
		c.query.windows[index] = *t
	case seen && (before.Start != t.Start || before.End != t.End):
		c.add(queryTwoTimes, at, seconds(t), seconds(&before),
			"query window %d is at %s here and at %s in an earlier match", index, seconds(t), seconds(&before))
	}
}

// listedOnce records a candidate's place in the list.
func (c *checker) listedOnce(m *Match, at string) {
	q := &c.query
	if !m.Lacks("id") && len(q.ids) < maxIDs {
		h := maphash.String(q.seed, m.ID)
		if _, twice := q.ids[h]; twice {
			c.add(matchTwice, at+"/id", m.ID, "each candidate once", "candidate %q is listed a second time for this query", m.ID)
		}
		q.ids[h] = struct{}{}
	}
	if m.Lacks("score") {
		return
	}
	if q.scored && m.Score > q.lastScore+tiny {
		c.add(notSorted, at+"/score", m.Score, q.lastScore, "score %v follows the smaller %v; matches are not in descending order", m.Score, q.lastScore)
	}
	q.lastScore, q.scored = m.Score, true
}
