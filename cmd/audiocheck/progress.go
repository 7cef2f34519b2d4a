package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// progress shows on a terminal how far a long job is.
type progress struct {
	w     io.Writer // nil when nothing is shown
	what  string
	total int
	start time.Time
	last  time.Time
}

const (
	quietFor = time.Second            // shorter jobs show nothing
	interval = 200 * time.Millisecond // between two lines
)

func newProgress(w io.Writer, what string, total int) *progress {
	p := &progress{what: what, total: total, start: time.Now()}
	if isTerminal(w) {
		p.w = w
	}
	return p
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// colour reports whether w is a terminal that is to be coloured;
// https://no-color.org.
func colour(w io.Writer) bool { return os.Getenv("NO_COLOR") == "" && isTerminal(w) }

const clearLine = "\r\x1b[K"

// at shows that done of the total are done.
func (p *progress) at(done int) {
	if p.w == nil {
		return
	}
	now := time.Now()
	if now.Sub(p.start) < quietFor || now.Sub(p.last) < interval {
		return
	}
	p.last = now
	elapsed := now.Sub(p.start)
	left := time.Duration(0)
	if done > 0 {
		left = elapsed * time.Duration(p.total-done) / time.Duration(done)
	}
	fmt.Fprintf(p.w, "%s%d of %d %s, %.0f a second, %v left", clearLine, done, p.total, p.what,
		float64(done)/elapsed.Seconds(), left.Round(time.Second))
}

// end takes the line away.
func (p *progress) end() {
	if p.w != nil && !p.last.IsZero() {
		fmt.Fprint(p.w, clearLine)
	}
}
