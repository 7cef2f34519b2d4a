package main

import (
	"context"
	"sync"
)

// inFlight is how many results may wait for an earlier one, for each worker.
const inFlight = 64

// ordered calls do for 0 to n-1 on some workers and emit for each result in
// order, one at a time. It stops early when ctx ends or emit fails, and
// returns emit's error. Results that were ready in order are emitted.
func ordered[T any](ctx context.Context, n, workers int, do func(i int) T, emit func(i int, v T) error) error {
	workers = max(1, min(workers, n))
	q := newQueue(n, workers*inFlight, emit)
	var wait sync.WaitGroup
	for range workers {
		wait.Go(func() {
			for i, ok := q.take(); ok; i, ok = q.take() {
				q.put(i, do(i))
			}
		})
	}
	done := make(chan struct{})
	go func() {
		wait.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done(): // a worker may still wait for standard input, and the process is about to end
	}
	return q.end()
}

// queue gives out numbers and emits their results in order. The worker that
// brings the next result in order emits it, and those behind it that wait:
// handing each to another goroutine costs more than reading a header does.
type queue[T any] struct {
	emit func(i int, v T) error

	mu       sync.Mutex
	changed  sync.Cond
	slots    []slot[T] // a ring: result i waits in slot i modulo its length
	n        int
	taken    int
	next     int  // result to be emitted
	emitting bool // by a worker, which has let go of mu
	closed   bool // nothing more is given out
	ended    bool // nothing more is emitted
	err      error
}

type slot[T any] struct {
	value T
	full  bool
}

func newQueue[T any](n, slots int, emit func(int, T) error) *queue[T] {
	q := &queue[T]{n: n, slots: make([]slot[T], slots), emit: emit}
	q.changed.L = &q.mu
	return q
}

// take returns the next number; it waits where its result would have no slot.
func (q *queue[T]) take() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed && q.taken < q.n && q.taken-q.next >= len(q.slots) {
		q.changed.Wait()
	}
	if q.closed || q.taken == q.n {
		return 0, false
	}
	q.taken++
	return q.taken - 1, true
}

// put takes the result of i.
func (q *queue[T]) put(i int, v T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.slots[i%len(q.slots)] = slot[T]{v, true}
	if q.emitting {
		return // and whoever does will come to it
	}
	q.emitting = true
	for s := q.head(); s.full && !q.ended; s = q.head() {
		v := s.value
		*s = slot[T]{}
		q.mu.Unlock()
		err := q.emit(q.next, v)
		q.mu.Lock()
		q.next++
		if err != nil {
			q.err, q.closed, q.ended = err, true, true
		}
		q.changed.Broadcast()
	}
	q.emitting = false
	q.changed.Broadcast()
}

func (q *queue[T]) head() *slot[T] { return &q.slots[q.next%len(q.slots)] }

// end lets what is ready be emitted, and nothing afterwards. It returns the
// error of emit.
func (q *queue[T]) end() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
	for q.emitting {
		q.changed.Wait()
	}
	q.ended = true
	return q.err
}
