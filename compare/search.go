package compare

import (
	"context"
	"fmt"
	"math"
	"sync"
	"sync/atomic"
)

// Options say what a search looks for. The zero value ranks all candidates by max
// under the default reading, with one worker.
type Options struct {
	Metric    Metric   // what ranks the candidates; empty means max
	Reading   Reading  // the meaning of all scores
	Limit     int      // how many candidates are kept a query; 0 means all
	Threshold *float64 // the least score that is kept; nil means any
	Workers   int      // goroutines; 0 means 1

	// Done, unless it is nil, counts the pairs that are done while the search runs.
	Done *atomic.Int64
}

// check returns ErrReading for what no search can do.
func (o *Options) check() error {
	switch o.Metric {
	case "", Max, MaxThenMean, HungarianMean:
		return o.Reading.check()
	}
	return fmt.Errorf("compare: %w: %q", ErrReading, o.Metric)
}

// Answer is what a search found for one query.
type Answer struct {
	Query   int    // its number among the queries
	ID      string // its track's id
	Windows int    // its number of windows
	Dim     int    // values a window
	Matches []Match
}

// Search compares every query with every candidate and calls yield with each
// query's answer, in the order of the queries, its matches sorted by score, the
// largest first, then by id. It stops with yield's error, if any.
//
// The answers depend neither on Workers nor on what is pruned: a candidate whose
// bound says that it cannot be among the best Limit, or reach Threshold, is left
// out before its assignment is solved.
//
// Memory: queries are taken in groups of up to 16, for each of which every
// candidate is loaded once by one of the workers; what is kept are the group's
// windows, one candidate a worker, and the matches, Limit of them a query.
//
// Errors: ErrEmpty, ErrShape, ErrDims, ErrTooLarge, ErrZeroRow and ErrNotFinite as
// an *Error that names the track and the row, of the query or candidate with the
// lowest number; ErrReading; errors of the tracks' Load; ctx.Err().
func Search(ctx context.Context, queries, candidates Tracks, o Options, yield func(Answer) error) error {
	if err := o.check(); err != nil {
		return err
	}
	if o.Metric == "" {
		o.Metric = Max
	}
	size := groupSize(candidates.Len(), o.Limit)
	for start := 0; start < queries.Len(); start += size {
		group, err := loadGroup(queries, start, min(start+size, queries.Len()))
		if err != nil {
			return err
		}
		j := &job{Options: o, queries: group, candidates: candidates}
		if err := j.run(ctx); err != nil {
			return err
		}
		if err := j.yield(start, yield); err != nil {
			return err
		}
	}
	return nil
}

// Queries are taken in groups, so that a candidate is read once for all of them,
// as long as their matches are not too many to hold.
const (
	mostQueries = 16
	mostMatches = 1 << 20
)

// groupSize returns how many queries are compared at once.
func groupSize(candidates, limit int) int {
	kept := candidates
	if limit > 0 {
		kept = min(kept, limit)
	}
	return max(1, min(mostQueries, mostMatches/max(kept, 1)))
}

// loadGroup makes the queries from start up to end ready.
func loadGroup(queries Tracks, start, end int) ([]*Query, error) {
	var buf Buffer
	var group []*Query
	for i := start; i < end; i++ {
		t, err := queries.Load(i, &buf)
		if err != nil {
			return nil, err
		}
		q, err := NewQuery(t)
		if err != nil {
			return nil, err
		}
		group = append(group, q)
	}
	return group, nil
}

// job is one group of queries against all candidates.
type job struct {
	Options
	queries    []*Query
	candidates Tracks

	next    atomic.Int64    // the first candidate that no worker has taken
	floors  []atomic.Uint64 // for each query the score that a candidate must reach, as bits
	workers []worker

	mu     sync.Mutex
	failed int // the lowest candidate with an error
	err    error
}

// taken is the number of candidates that a worker takes at once.
const taken = 16

// run lets the workers loose on the candidates and waits for all of them.
func (j *job) run(ctx context.Context) error {
	j.failed = math.MaxInt
	j.floors = make([]atomic.Uint64, len(j.queries))
	for i := range j.floors {
		floor := math.Inf(-1)
		if j.Threshold != nil {
			floor = *j.Threshold
		}
		j.floors[i].Store(math.Float64bits(floor))
	}
	j.workers = make([]worker, max(1, j.Workers))
	var all sync.WaitGroup
	for i := range j.workers {
		all.Go(func() { j.workers[i].run(ctx, j) })
	}
	all.Wait()
	if j.err != nil {
		return j.err
	}
	return ctx.Err()
}

// take returns the next candidates, none when all are taken or when one before
// them has failed.
func (j *job) take() (start, end int) {
	end = int(j.next.Add(taken))
	start = end - taken
	j.mu.Lock()
	defer j.mu.Unlock()
	return start, min(end, j.candidates.Len(), j.failed)
}

// fail notes the error of a candidate, of several that of the lowest: candidates
// are taken in order, so that none below it is left out.
func (j *job) fail(candidate int, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if candidate < j.failed {
		j.failed, j.err = candidate, err
	}
}

// raise lets all workers know a score that a match of query i must reach.
func (j *job) raise(i int, score float64) {
	for {
		old := j.floors[i].Load()
		if score <= math.Float64frombits(old) || j.floors[i].CompareAndSwap(old, math.Float64bits(score)) {
			return
		}
	}
}

// yield passes on the answers of the group, whose first query is number start.
func (j *job) yield(start int, yield func(Answer) error) error {
	for i, q := range j.queries {
		parts := make([]best, len(j.workers))
		for k := range parts {
			parts[k] = j.workers[k].kept[i]
		}
		a := Answer{Query: start + i, ID: q.ID, Windows: q.Rows(), Dim: q.Dim(), Matches: merge(parts, j.Limit)}
		if err := yield(a); err != nil {
			return err
		}
	}
	return nil
}
