package main

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
)

func TestOrdered(t *testing.T) {
	for _, workers := range []int{1, 2, 7} {
		const n = 1000 // more than may wait
		var got []int
		err := ordered(context.Background(), n, workers, func(i int) int { return i * i }, func(i, v int) error {
			if v != i*i {
				t.Errorf("result %d is %d", i, v)
			}
			got = append(got, i)
			return nil
		})
		if err != nil || len(got) != n || !slices.IsSorted(got) {
			t.Errorf("%d workers: %d results, %v", workers, len(got), err)
		}
	}
}

// One result is emitted at a time, and none behind the return.
func TestOrderedEmitsAlone(t *testing.T) {
	const n = 2000
	var emitting atomic.Int32
	slow := func() {
		for range 20 {
			runtime.Gosched()
		}
	}
	err := ordered(t.Context(), n, 8, func(i int) int { return i }, func(int, int) error {
		if now := emitting.Add(1); now != 1 {
			t.Errorf("%d at a time", now)
		}
		slow()
		emitting.Add(-1)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		begun := make(chan struct{})
		if err := ordered(ctx, n, 2, func(i int) int {
			if i == 1 {
				<-begun // its result comes while the first is emitted
			}
			return i
		}, func(i, _ int) error {
			emitting.Add(1)
			if i == 0 {
				close(begun)
				cancel()
			}
			slow()
			emitting.Add(-1)
			return nil
		}); err != nil || emitting.Load() != 0 {
			t.Fatalf("%d are still emitted, %v", emitting.Load(), err)
		}
	}
}

// The first result comes last: no more than the ring holds are made meanwhile.
func TestOrderedWaitsForTheFirst(t *testing.T) {
	const workers, n = 3, 1000
	var begun, emitted atomic.Int32
	full := make(chan struct{})
	var got []int
	err := ordered(context.Background(), n, workers, func(i int) int {
		switch b := begun.Add(1); {
		case i == 0:
			<-full
		case b == workers*inFlight:
			close(full)
		case b > workers*inFlight && emitted.Load() == 0:
			t.Errorf("number %d is given out while the first result is missing", i)
		}
		return i
	}, func(_, v int) error {
		emitted.Add(1)
		got = append(got, v)
		return nil
	})
	if err != nil || len(got) != n || !slices.IsSorted(got) {
		t.Errorf("%d results, %v", len(got), err)
	}
}

func TestOrderedStopsAtAnError(t *testing.T) {
	broken := errors.New("broken")
	emitted := 0
	err := ordered(context.Background(), 1000, 2, func(i int) int { return i }, func(i, _ int) error {
		if emitted++; i == 10 {
			return broken
		}
		return nil
	})
	if !errors.Is(err, broken) || emitted != 11 {
		t.Errorf("%d results, %v", emitted, err)
	}
}

// What was ready when the context ended is emitted, and nothing that comes
// later; a worker that hangs holds up nobody.
func TestOrderedEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	hang, returned := make(chan struct{}), make(chan struct{})
	var got []int
	err := ordered(ctx, 100, 1, func(i int) int {
		if i == 5 {
			cancel()
			<-hang
			defer close(returned)
		}
		return i
	}, func(_, v int) error { got = append(got, v); return nil })
	close(hang)
	<-returned
	if err != nil || !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Errorf("%v, %v", got, err)
	}
}
