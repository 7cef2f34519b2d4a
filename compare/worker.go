package compare

import (
	"context"
	"math"
)

// worker compares the candidates that it takes with all queries of a job. Its
// memory grows with the largest candidate and is used again for the next.
type worker struct {
	buf  Buffer
	side side
	grid grid
	kept []best // of each query
}

// run takes candidates until none is left.
func (w *worker) run(ctx context.Context, j *job) {
	w.kept = make([]best, len(j.queries))
	for i := range w.kept {
		w.kept[i].limit = max(0, j.Limit)
	}
	for {
		start, end := j.take()
		if start >= end || ctx.Err() != nil {
			return
		}
		for c := start; c < end; c++ {
			if err := w.candidate(j, c); err != nil {
				j.fail(c, err)
				return
			}
		}
	}
}

// candidate compares one candidate with all queries.
func (w *worker) candidate(j *job, number int) error {
	t, err := j.candidates.Load(number, &w.buf)
	if err != nil {
		return err
	}
	for _, q := range j.queries {
		if err := q.accepts(t); err != nil {
			return err
		}
	}
	if err := w.side.set(t); err != nil {
		return err
	}
	for i, q := range j.queries {
		w.pair(j, i, q, Match{Candidate: number, ID: t.ID, Windows: t.Rows()})
	}
	if j.Done != nil {
		j.Done.Add(int64(len(j.queries)))
	}
	return nil
}

// pair scores one pair and keeps it if it is among the best.
func (w *worker) pair(j *job, i int, q *Query, m Match) {
	w.grid.fill(q, &w.side)
	m.Scores = w.grid.maxima(j.Reading)
	floor := math.Float64frombits(j.floors[i].Load())
	if w.grid.below(floor, j.Metric, j.Reading, m.Scores) {
		return
	}
	m.HungarianMean = w.grid.total(j.Reading) / j.Reading.divisor(w.grid.Cols, w.grid.Rows)
	m.Score = m.Of(j.Metric)
	if j.Threshold != nil && m.Score < *j.Threshold {
		return
	}
	kept := &w.kept[i]
	kept.add(m)
	if kept.full() {
		j.raise(i, kept.last().Score)
	}
}
