package report

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"text/tabwriter"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/internal/pathname"
)

// CompareSchema names the form of a comparison in JSON; docs/compare.schema.json
// describes it.
const CompareSchema = "audiocheck.compare/1"

// ScoreMeta is what holds for a whole comparison.
type ScoreMeta struct {
	SearchType string // "1:1", "1:n" or "m:n"
	Metric     compare.Metric
	Reading    compare.Reading
	Readings   bool // every match carries all readings
}

// ScoredQuery is one query with its matches, the best first.
type ScoredQuery struct {
	ID      string
	Windows int
	Dim     int // values a window
	Matches []ScoredMatch
}

// ScoredMatch is one candidate's scores, and what was asked for beside them.
type ScoredMatch struct {
	compare.Match
	Readings []compare.NamedScore
	Pairs    []WindowPair // nil where none were asked for
}

// WindowPair is a window of the query and one of the candidate, with their
// times where they are known.
type WindowPair struct {
	compare.Pair
	QuerySeconds, CandidateSeconds []float64 // start and end; nil where they are not known
}

// ScoreSummary counts what was compared.
type ScoreSummary struct {
	Queries    int64 `json:"queries"`
	Candidates int64 `json:"candidates"`
	Pairs      int64 `json:"pairs"`
	Matches    int64 `json:"matches"` // listed
}

// Scores takes the queries of a comparison one after the other and writes them
// in its format. Close writes what comes at the end; it does not close the
// writer.
type Scores interface {
	Add(ScoredQuery) error
	Close(ScoreSummary) error
}

var scoreFormats = []struct {
	name string
	new  func(w io.Writer, m ScoreMeta) Scores
}{
	{"table", func(w io.Writer, m ScoreMeta) Scores { return &scoreTable{w, m} }},
	{"json", func(w io.Writer, m ScoreMeta) Scores { return &scoreJSON{w: bufio.NewWriter(w), m: m} }},
	{"jsonl", func(w io.Writer, _ ScoreMeta) Scores { return scoreLines{bufio.NewWriter(w)} }},
	{"csv", func(w io.Writer, m ScoreMeta) Scores { return &scoreCSV{w: csv.NewWriter(w), m: m} }},
}

// ScoreFormats returns the names of the formats that scores are written in.
func ScoreFormats() []string {
	names := make([]string, len(scoreFormats))
	for i, f := range scoreFormats {
		names[i] = f.name
	}
	return names
}

// NewScores returns the writer of scores in the format with that name, and
// false when there is none.
func NewScores(name string, w io.Writer, m ScoreMeta) (Scores, bool) {
	for _, f := range scoreFormats {
		if f.name == name {
			return f.new(w, m), true
		}
	}
	return nil, false
}

// scoreDigits is how many decimals of a score are written: the engine's own
// error lies below them.
const scoreDigits = 6

func score(x float64) string { return strconv.FormatFloat(x, 'f', scoreDigits, 64) }

// rounded is score as a number; -0 becomes 0.
func rounded(x float64) float64 {
	const unit = 1e6
	return math.Round(x*unit)/unit + 0
}

type scoreTable struct {
	w io.Writer
	m ScoreMeta
}

func (t *scoreTable) Add(q ScoredQuery) error {
	fmt.Fprintf(t.w, "%s (%s of %d values)\n", pathname.Terminal(q.ID), plural(q.Windows, "window"), q.Dim)
	tab := tabwriter.NewWriter(t.w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(tab, "  \tCANDIDATE\tWINDOWS\tMAX\tMAX_THEN_MEAN\tHUNGARIAN_MEAN\tCOVERAGE\n")
	for i, m := range q.Matches {
		fmt.Fprintf(tab, "  %d\t%s\t%d\t%s\t%s\t%s\t%.3f\n", i+1, pathname.Terminal(m.ID), m.Windows,
			score(m.Max), score(m.MaxThenMean), score(m.HungarianMean), m.Coverage)
	}
	if err := tab.Flush(); err != nil {
		return err
	}
	for _, m := range q.Matches {
		t.details(m)
	}
	_, err := fmt.Fprintln(t.w)
	return err
}

// details prints the readings and the windows of a match.
func (t *scoreTable) details(m ScoredMatch) {
	if len(m.Readings)+len(m.Pairs) == 0 {
		return
	}
	fmt.Fprintf(t.w, "  %s\n", pathname.Terminal(m.ID))
	for _, r := range m.Readings {
		fmt.Fprintf(t.w, "    %-44s %s\n", r.Name, score(r.Value))
	}
	for _, p := range m.Pairs {
		fmt.Fprintf(t.w, "    window %d ~ %d%s  %s\n", p.Query, p.Candidate, times(p), score(p.Pair.Similarity))
	}
}

func times(p WindowPair) string {
	if p.QuerySeconds == nil || p.CandidateSeconds == nil {
		return ""
	}
	return fmt.Sprintf("  (%.1f..%.1f s ~ %.1f..%.1f s)", p.QuerySeconds[0], p.QuerySeconds[1], p.CandidateSeconds[0], p.CandidateSeconds[1])
}

func (t *scoreTable) Close(s ScoreSummary) error {
	_, err := fmt.Fprintf(t.w, "%s, ranked by %s\n", plural(int(s.Pairs), "pair"), t.m.Reading.Name(t.m.Metric))
	return err
}

type queryJSON struct {
	Query   string      `json:"query"`
	Windows int         `json:"query_windows"`
	Dim     int         `json:"dim"`
	Matches []matchJSON `json:"matches"`
}

type matchJSON struct {
	Candidate     string             `json:"candidate"`
	Windows       int                `json:"candidate_windows"`
	Score         float64            `json:"score"`
	Max           float64            `json:"max"`
	MaxThenMean   float64            `json:"max_then_mean"`
	HungarianMean float64            `json:"hungarian_mean"`
	Coverage      float64            `json:"coverage"`
	Readings      map[string]float64 `json:"readings,omitempty"`
	Pairs         []pairJSON         `json:"matched_windows,omitempty"`
}

type pairJSON struct {
	Query            int       `json:"query_index"`
	Candidate        int       `json:"candidate_index"`
	Similarity       float64   `json:"similarity_score"`
	QuerySeconds     []float64 `json:"query_seconds,omitempty"`
	CandidateSeconds []float64 `json:"candidate_seconds,omitempty"`
}

func scoredToJSON(q ScoredQuery) queryJSON {
	id, _ := pathname.JSON(q.ID)
	out := queryJSON{Query: id, Windows: q.Windows, Dim: q.Dim, Matches: []matchJSON{}}
	for _, m := range q.Matches {
		id, _ := pathname.JSON(m.ID)
		j := matchJSON{
			Candidate: id, Windows: m.Windows, Score: rounded(m.Score), Max: rounded(m.Max),
			MaxThenMean: rounded(m.MaxThenMean), HungarianMean: rounded(m.HungarianMean), Coverage: rounded(m.Coverage),
		}
		if len(m.Readings) > 0 {
			j.Readings = make(map[string]float64, len(m.Readings))
		}
		for _, r := range m.Readings {
			j.Readings[r.Name] = rounded(r.Value)
		}
		for _, p := range m.Pairs {
			j.Pairs = append(j.Pairs, pairJSON{p.Query, p.Candidate, rounded(p.Pair.Similarity), p.QuerySeconds, p.CandidateSeconds})
		}
		out.Matches = append(out.Matches, j)
	}
	return out
}

// scoreJSON writes one object, a query after the other.
type scoreJSON struct {
	w       *bufio.Writer
	m       ScoreMeta
	queries int
}

func (j *scoreJSON) Add(q ScoredQuery) error {
	lead := ",\n"
	if j.queries == 0 {
		lead = j.head()
	}
	j.queries++
	j.w.WriteString(lead)
	return encode(j.w, scoredToJSON(q))
}

func (j *scoreJSON) head() string {
	similarity := "cosine"
	if j.m.Reading.Similarity == compare.Shifted {
		similarity = "(1+cosine)/2"
	}
	b, _ := json.Marshal(struct { // strings always marshal
		Schema     string         `json:"schema"`
		SearchType string         `json:"search_type"`
		Metric     compare.Metric `json:"metric"`
		Similarity string         `json:"similarity"`
		Reading    struct {
			MaxThenMean   string `json:"max_then_mean"`
			HungarianMean string `json:"hungarian_mean"`
		} `json:"reading"`
	}{CompareSchema, j.m.SearchType, j.m.Metric, similarity, struct {
		MaxThenMean   string `json:"max_then_mean"`
		HungarianMean string `json:"hungarian_mean"`
	}{j.m.Reading.Name(compare.MaxThenMean), j.m.Reading.Name(compare.HungarianMean)}})
	return string(b[:len(b)-1]) + ",\n\"results\":[\n"
}

func (j *scoreJSON) Close(s ScoreSummary) error {
	if j.queries == 0 {
		j.w.WriteString(j.head())
	}
	j.w.WriteString("],\n\"summary\":")
	if err := encode(j.w, s); err != nil {
		return err
	}
	j.w.WriteString("}\n")
	return j.w.Flush()
}

type scoreLines struct{ w *bufio.Writer }

func (l scoreLines) Add(q ScoredQuery) error {
	if err := encode(l.w, scoredToJSON(q)); err != nil {
		return err
	}
	return l.w.Flush()
}

func (l scoreLines) Close(ScoreSummary) error { return l.w.Flush() }

// scoreCSV writes a row a match; RFC 4180.
type scoreCSV struct {
	w       *csv.Writer
	m       ScoreMeta
	started bool
}

func (c *scoreCSV) start() {
	if c.started {
		return
	}
	c.started = true
	head := []string{"query", "candidate", "query_windows", "candidate_windows", "score", "max", "max_then_mean", "hungarian_mean", "coverage"}
	if c.m.Readings {
		for _, r := range compare.Readings() {
			head = append(head, "reading:"+r.Name)
		}
	}
	c.w.Write(head) //nolint:errcheck // csv.Writer keeps its error for Flush
}

func (c *scoreCSV) Add(q ScoredQuery) error {
	c.start()
	for _, m := range q.Matches {
		row := []string{cell(q.ID), cell(m.ID), strconv.Itoa(q.Windows), strconv.Itoa(m.Windows),
			score(m.Score), score(m.Max), score(m.MaxThenMean), score(m.HungarianMean), score(m.Coverage)}
		for _, r := range m.Readings {
			row = append(row, score(r.Value))
		}
		if err := c.w.Write(row); err != nil {
			return err
		}
	}
	c.w.Flush()
	return c.w.Error()
}

func (c *scoreCSV) Close(ScoreSummary) error {
	c.start()
	c.w.Flush()
	return c.w.Error()
}
