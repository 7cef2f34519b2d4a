package trace

import "math"

// grid asks whether the windows of all tracks start at multiples of one hop.
type grid struct {
	question

	hops [3]interval // that the windows seen so far allow, a reading each

	first      bool
	firstIndex int64
	firstStart float64
}

// interval is a range of hops in seconds.
type interval struct{ lo, hi float64 }

func newGrid() grid {
	g := grid{question: newQuestion(QuestionGrid,
		"at index times one hop", "at (index-1) times one hop", "at one offset plus index times one hop")}
	for i := range g.hops {
		g.hops[i] = interval{lo: 0, hi: math.Inf(1)}
	}
	return g
}

// window narrows the hops down by one window that starts at start seconds.
func (g *grid) window(index int64, start float64, at string) {
	g.fromZero(0, index, start, at)
	g.fromZero(1, index-1, start, at)
	if !g.first {
		g.first, g.firstIndex, g.firstStart = true, index, start
		return
	}
	steps, run := index-g.firstIndex, start-g.firstStart
	if steps < 0 {
		steps, run = -steps, -run
	}
	g.narrow(2, steps, run, 2*timeSlop, at)
}

func (g *grid) fromZero(reading int, index int64, start float64, at string) {
	if index < 0 {
		g.refute(reading, at, "an index is smaller than the first")
		return
	}
	g.narrow(reading, index, start, timeSlop, at)
}

// narrow holds steps hops against run seconds, give or take slop.
func (g *grid) narrow(reading int, steps int64, run, slop float64, at string) {
	if !g.open(reading) {
		return
	}
	slop += tiny
	if steps == 0 {
		if math.Abs(run) > slop {
			g.refute(reading, at, "windows of one index start %s s apart", short(math.Abs(run)))
		}
		return
	}
	h := &g.hops[reading]
	lo, hi := (run-slop)/float64(steps), (run+slop)/float64(steps)
	switch {
	case hi <= 0:
		g.refute(reading, at, "the hop would be %s s", short(run/float64(steps)))
		return
	case lo > h.hi || hi < h.lo:
		g.refute(reading, at, "the hop would be %s s here and %s to %s s elsewhere", short(run/float64(steps)), short(h.lo), short(h.hi))
		return
	}
	h.lo, h.hi = max(h.lo, lo), min(h.hi, hi)
}
