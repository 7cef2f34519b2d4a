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
	var (
		todo    = make(chan int)
		results = make([]chan T, workers*inFlight) // a ring: result i arrives in slot i modulo its length
		stop    = make(chan struct{})
		wait    sync.WaitGroup
	)
	for i := range results {
		results[i] = make(chan T, 1)
	}
	for range workers {
		wait.Go(func() {
			for i := range todo {
				results[i%len(results)] <- do(i)
			}
		})
	}
	free := make(chan struct{}, len(results))
	go func() {
		defer close(todo)
		for i := range n {
			select {
			case free <- struct{}{}:
			case <-ctx.Done():
				return
			case <-stop:
				return
			}
			select {
			case todo <- i:
			case <-ctx.Done():
				return
			case <-stop:
				return
			}
		}
	}()
	err := collect(ctx, n, results, free, emit)
	close(stop)
	if ctx.Err() == nil { // a worker may still wait for standard input, and the process is about to end
		wait.Wait()
	}
	return err
}

func collect[T any](ctx context.Context, n int, results []chan T, free <-chan struct{}, emit func(int, T) error) error {
	for i := range n {
		slot := results[i%len(results)]
		var v T
		select {
		case v = <-slot:
		case <-ctx.Done():
			select {
			case v = <-slot:
			default:
				return nil
			}
		}
		if err := emit(i, v); err != nil {
			return err
		}
		<-free
	}
	return nil
}
