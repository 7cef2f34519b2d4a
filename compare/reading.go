package compare

import (
	"fmt"
	"slices"
)

// Metric names one of the three scores, in the words of the vendors' documents.
type Metric string

// The scores.
const (
	Max           Metric = "max"
	MaxThenMean   Metric = "max_then_mean"
	HungarianMean Metric = "hungarian_mean"
)

// Direction says over whose windows max_then_mean runs.
type Direction uint8

// Directions.
const (
	OverQuery     Direction = iota // mean over the query's windows of the best candidate window
	OverCandidate                  // mean over the candidate's windows of the best query window
	MeanOfBoth                     // mean of the two
	LargerOfBoth                   // larger of the two
)

// Divisor says by what the total of the assignment is divided.
type Divisor uint8

// Divisors, for m query windows and n candidate windows.
const (
	ByShorter   Divisor = iota // min(m, n), the number of pairs
	ByQuery                    // m
	ByCandidate                // n
	ByLonger                   // max(m, n)
)

// Negatives says what a similarity below zero counts.
type Negatives uint8

// Treatments of negative similarities.
const (
	Raw     Negatives = iota // as it is
	Clamped                  // as zero, already when the pairs are chosen
)

// Similarity says what an entry of S is.
type Similarity uint8

// Similarities of two windows.
const (
	Cosine  Similarity = iota // the cosine, in [-1, 1]
	Shifted                   // (1 + cosine) / 2, in [0, 1]
)

// Reading is one of the meanings that the definition of the scores leaves open.
// The zero value is the default: cosines as they are, max_then_mean over the
// query's windows, hungarian_mean divided by the number of pairs.
type Reading struct {
	Direction  Direction
	Divisor    Divisor
	Negatives  Negatives
	Similarity Similarity
}

// NamedReading is one row of the table of readings: one score under one reading.
// The parts of Reading that do not concern Metric are zero.
type NamedReading struct {
	Name    string // stable and unique, such as "hungarian_mean_by_longer_clamped"
	Metric  Metric
	Reading Reading
}

// NamedScore is a row of that table with its value for one pair of tracks.
type NamedScore struct {
	NamedReading
	Value float64
}

var directionNames = [...]string{"", "_candidate", "_both", "_larger"}

var divisorNames = [...]string{"", "_by_query", "_by_candidate", "_by_longer"}

// scales are the treatments of one similarity that differ from each other.
// Shifted similarities are never negative, so clamping them changes nothing.
var scales = [...]struct {
	suffix     string
	negatives  Negatives
	similarity Similarity
}{
	{"", Raw, Cosine},
	{"_clamped", Clamped, Cosine},
	{"_shifted", Raw, Shifted},
}

// Readings returns the table of readings in a fixed order, the three default ones
// first among their kind: 27 rows, none of which means the same as another.
func Readings() []NamedReading {
	var all []NamedReading
	for _, s := range scales {
		base := Reading{Negatives: s.negatives, Similarity: s.similarity}
		all = append(all, NamedReading{string(Max) + s.suffix, Max, base})
		for d, name := range directionNames {
			r := base
			r.Direction = Direction(d)
			all = append(all, NamedReading{string(MaxThenMean) + name + s.suffix, MaxThenMean, r})
		}
		for d, name := range divisorNames {
			r := base
			r.Divisor = Divisor(d)
			all = append(all, NamedReading{string(HungarianMean) + name + s.suffix, HungarianMean, r})
		}
	}
	return all
}

// ReadingNamed returns the row of the table with that name.
func ReadingNamed(name string) (NamedReading, bool) {
	all := Readings()
	i := slices.IndexFunc(all, func(n NamedReading) bool { return n.Name == name })
	if i < 0 {
		return NamedReading{}, false
	}
	return all[i], true
}

// Name returns the name in the table of score m under r, whose parts that do not
// concern m are ignored; an empty string where r or m is unknown.
func (r Reading) Name(m Metric) string {
	if r.check() != nil {
		return ""
	}
	suffix := ""
	switch {
	case r.Similarity == Shifted:
		suffix = "_shifted"
	case r.Negatives == Clamped:
		suffix = "_clamped"
	}
	switch m {
	case Max:
		return string(m) + suffix
	case MaxThenMean:
		return string(m) + directionNames[r.Direction] + suffix
	case HungarianMean:
		return string(m) + divisorNames[r.Divisor] + suffix
	}
	return ""
}

// check returns ErrReading where a part of r is none of its constants.
func (r Reading) check() error {
	if r.Direction > LargerOfBoth || r.Divisor > ByLonger || r.Negatives > Clamped || r.Similarity > Shifted {
		return fmt.Errorf("compare: %w: %+v", ErrReading, r)
	}
	return nil
}

// of returns what a cosine counts under r.
func (r Reading) of(cosine float64) float64 {
	if r.Similarity == Shifted {
		cosine = (1 + cosine) / 2
	}
	if r.Negatives == Clamped {
		return max(cosine, 0)
	}
	return cosine
}

// divisor returns by what the total of the pairs of an m x n matrix is divided.
func (r Reading) divisor(m, n int) float64 {
	switch r.Divisor {
	case ByQuery:
		return float64(m)
	case ByCandidate:
		return float64(n)
	case ByLonger:
		return float64(max(m, n))
	}
	return float64(min(m, n))
}

// direction joins the two means of the row and column maxima.
func (r Reading) direction(overQuery, overCandidate float64) float64 {
	switch r.Direction {
	case OverCandidate:
		return overCandidate
	case MeanOfBoth:
		return (overQuery + overCandidate) / 2
	case LargerOfBoth:
		return max(overQuery, overCandidate)
	}
	return overQuery
}
