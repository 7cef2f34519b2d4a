package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"

	"github.com/audiocheck/audiocheck/report"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

// traceScores collects a comparison in the shape of the vendor's own answer.
type traceScores struct {
	w    io.Writer
	m    report.ScoreMeta
	list []trace.Query
}

func newTraceScores(w io.Writer, m report.ScoreMeta) report.Scores { return &traceScores{w: w, m: m} }

func (t *traceScores) Add(q report.ScoredQuery) error {
	out := trace.Query{QueryAudioID: q.ID, Matches: []trace.Match{}}
	for _, m := range q.Matches {
		out.Matches = append(out.Matches, t.match(m))
	}
	t.list = append(t.list, out)
	return nil
}

// thousandths rounds as the vendor's example does.
func thousandths(x float64) float64 { return math.Round(x*1e3)/1e3 + 0 }

func (t *traceScores) match(m report.ScoredMatch) trace.Match {
	out := trace.Match{
		ID: m.ID, Score: thousandths(m.Score), Percentage: math.Round(m.Score*1e3)/10 + 0,
		Payload: &trace.Payload{Filename: m.ID, Metric: string(t.m.Metric)},
		FullAudio: &trace.LatentScores{
			Max: thousandths(m.Max), MaxThenMean: thousandths(m.MaxThenMean), HungarianMean: thousandths(m.HungarianMean),
		},
	}
	for _, p := range m.Pairs {
		out.FullAudio.MatchedWindows = append(out.FullAudio.MatchedWindows, trace.WindowMatch{
			QueryIndex: int64(p.Query), CandidateIndex: int64(p.Candidate), SimilarityScore: thousandths(p.Pair.Similarity),
			QueryTimestamps: span(p.QuerySeconds), CandidateTimestamps: span(p.CandidateSeconds),
		})
	}
	return out
}

func span(seconds []float64) *trace.Span {
	if seconds == nil {
		return nil
	}
	return &trace.Span{Start: seconds[0], End: seconds[1]}
}

func (t *traceScores) Close(report.ScoreSummary) error {
	if t.list == nil {
		t.list = []trace.Query{}
	}
	stamp, err := now()
	if err != nil {
		return err
	}
	kind := trace.SearchType(t.m.SearchType)
	doc, err := json.MarshalIndent(trace.ComprehensiveReply{Success: true, Data: &trace.SearchJob{
		JobID: "local", Status: trace.SearchCompleted, SearchType: kind,
		Results: &trace.Results{
			Status: "success", Timestamp: stamp.UTC().Format("2006-01-02 15:04:05"), SearchType: kind, Results: t.list,
		},
	}}, "", "  ")
	if err != nil {
		return err
	}
	_, err = t.w.Write(append(doc, '\n'))
	return err
}

// now returns the time, or the one that SOURCE_DATE_EPOCH sets so that the same
// input gives the same bytes; https://reproducible-builds.org/specs/source-date-epoch.
func now() (time.Time, error) {
	s := os.Getenv("SOURCE_DATE_EPOCH")
	if s == "" {
		return time.Now(), nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(n, 0), nil
}
