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
	lastScore float64
	scored    bool
}

func newQueryFacts() queryFacts {
	return queryFacts{seed: maphash.MakeSeed(), ids: make(map[uint64]struct{})}
}

func (q *queryFacts) reset(at string) {
	clear(q.ids)
	*q = queryFacts{at: at, seed: q.seed, ids: q.ids}
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
