package trace

import "fmt"

// Diagnosis says what a bare answer tells about what the vendor's documents
// leave open.
type Diagnosis struct {
	Readings []Reading

	// The largest window indexes, -1 where no window is listed: when indexes
	// start at 0, a query has at least LastQueryIndex+1 windows.
	LastQueryIndex, LastCandidateIndex int64

	Windows                  int64   // of the full mix with times, both sides counted
	MinSeconds, MaxSeconds   float64 // of their lengths; 0 when there are none
	LatestEnd                float64 // of any window, seconds
	SummaryMean, ListedMean  float64 // summary.full_audio_max_then_mean; the mean over the listed matches
	ListedLargest, ListedLow float64 // max_then_mean of the full mix among the listed matches
}

// Reading is one possible meaning of something that the documents leave open.
type Reading struct {
	Question string // what is open: "hungarian_mean and max_then_mean"
	Name     string // "direction query, divisor min"
	Possible bool   // nothing in the answer refutes it
	Why      string // what refutes it; empty while it is possible
	Pointer  string // where that stands
}

// Questions that the documents leave open.
const (
	QuestionScores   = "direction of max_then_mean, divisor of hungarian_mean"
	QuestionScore    = "which number score is"
	QuestionScale    = "what a similarity is"
	QuestionWindows  = "what matched_windows lists"
	QuestionOrder    = "order of matched_windows"
	QuestionGrid     = "where windows start"
	QuestionSummary  = "what summary.full_audio_max_then_mean is"
	QuestionVocalMax = "what summary.vocal_max is"
)

// Directions of max_then_mean and divisors of hungarian_mean, in the words of
// package compare's readings.
var (
	directions = [...]string{"query", "candidate", "mean", "larger"}
	divisors   = [...]string{"min", "m", "n", "max"}
)

// question is a list of readings and what was found against them.
type question struct {
	name  string
	names []string
	fate  []fate
}

type fate struct {
	refuted, weakly bool // weakly: only if no similarity is negative
	why, at         string
}

func newQuestion(name string, names ...string) question {
	return question{name: name, names: names, fate: make([]fate, len(names))}
}

// open reports whether nothing is known against reading i.
func (q *question) open(i int) bool { return !q.fate[i].refuted }

// refute records the first thing that speaks against reading i.
func (q *question) refute(i int, at, format string, args ...any) {
	if q.open(i) {
		q.fate[i] = fate{refuted: true, why: fmt.Sprintf(format, args...), at: at}
	}
}

// refuteUnsigned is refute on the condition that no similarity is negative.
func (q *question) refuteUnsigned(i int, at, format string, args ...any) {
	if q.open(i) && !q.fate[i].weakly {
		q.fate[i] = fate{weakly: true, why: fmt.Sprintf(format, args...) + ", unless a similarity is negative", at: at}
	}
}

// readings returns the outcome; negative says that a negative similarity was seen.
func (q *question) readings(negative bool) []Reading {
	out := make([]Reading, len(q.names))
	for i, name := range q.names {
		f := q.fate[i]
		out[i] = Reading{Question: q.name, Name: name, Possible: true}
		if f.refuted || f.weakly && !negative {
			out[i].Possible, out[i].Why, out[i].Pointer = false, f.why, f.at
		}
	}
	return out
}

// Possible returns the names of the readings of a question that nothing refutes.
func (d *Diagnosis) Possible(question string) []string {
	var names []string
	for _, r := range d.Readings {
		if r.Question == question && r.Possible {
			names = append(names, r.Name)
		}
	}
	return names
}
