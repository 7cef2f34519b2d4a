package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/term"
)

// progress shows on a terminal how far a long job is.
type progress struct {
	what    string
	total   int64
	done    atomic.Int64
	start   time.Time
	stop    chan struct{} // nil when nothing is shown
	stopped chan struct{}

	mu    sync.Mutex
	w     io.Writer
	shown bool // a line stands there
}

const (
	quietFor = time.Second            // shorter jobs show nothing
	interval = 200 * time.Millisecond // between two lines
	century  = float64(100 * 365 * 24 * time.Hour)
)

// newProgress shows the progress of a job on w, if that is a terminal, until
// end is called. The caller counts done up to total.
func newProgress(w io.Writer, what string, total int64) *progress {
	p := &progress{what: what, total: total, w: w}
	if isTerminal(w) {
		p.watch()
	}
	return p
}

// watch shows a line at every interval, however long one of the things takes
// that are counted.
func (p *progress) watch() {
	p.start, p.stop, p.stopped = time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(p.stopped)
		tick := time.NewTicker(interval)
		defer tick.Stop()
		for {
			select {
			case <-p.stop:
				return
			case <-tick.C:
				p.show()
			}
		}
	}()
}

const clearLine = "\r\x1b[K"

func (p *progress) show() {
	elapsed := time.Since(p.start)
	if elapsed < quietFor {
		return
	}
	done := p.done.Load()
	pace := fmt.Sprintf("%v so far", elapsed.Round(time.Second))
	if done > 0 {
		left := time.Duration(min(float64(elapsed)*float64(p.total-done)/float64(done), century))
		pace = fmt.Sprintf("%.1f a second, %v left", float64(done)/elapsed.Seconds(), left.Round(time.Second))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Fprintf(p.w, "%s%d of %d %s, %s", clearLine, done, p.total, p.what, pace)
	p.shown = true
}

// beside calls write, which may write to the same terminal, while no line is
// shown.
func (p *progress) beside(write func() error) error {
	if p.stop == nil {
		return write()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, clearLine)
		p.shown = false
	}
	return write()
}

// end takes the line away.
func (p *progress) end() {
	if p.stop != nil {
		close(p.stop)
		<-p.stopped
		p.beside(func() error { return nil }) //nolint:errcheck // it has none
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colour reports whether w is a terminal that is to be coloured;
// https://no-color.org.
func colour(w io.Writer) bool { return os.Getenv("NO_COLOR") == "" && isTerminal(w) }
