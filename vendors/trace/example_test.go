package trace_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/audiocheck/audiocheck/vendors/trace"
)

// An answer in the vendor's own form is made with plain literals.
func ExampleComprehensiveReply() {
	reply := trace.ComprehensiveReply{Success: true, Data: &trace.SearchJob{
		JobID: "local", Status: trace.SearchCompleted, SearchType: trace.OneToOne,
		Results: &trace.Results{
			Status: "success", Timestamp: "2026-06-19T22:45:00Z", SearchType: trace.OneToOne,
			Results: []trace.Query{{QueryAudioID: "a", Matches: []trace.Match{{
				ID: "b", Score: 0.5, Percentage: 50,
				Payload: &trace.Payload{Filename: "b.wav", Metric: "max_then_mean"},
				FullAudio: &trace.LatentScores{Max: 0.7, MaxThenMean: 0.5, MatchedWindows: []trace.WindowMatch{{
					SimilarityScore: 0.7, QueryTimestamps: &trace.Span{Start: 0, End: 8},
				}}},
			}}}},
		},
	}}
	doc, err := json.Marshal(reply)
	fmt.Println(string(doc), err)
	// Output:
	// {"success":true,"data":{"job_id":"local","status":"completed","search_type":"1:1","error":null,"results":{"status":"success","timestamp":"2026-06-19T22:45:00Z","search_type":"1:1","results":[{"query_audio_id":"a","matches":[{"id":"b","score":0.5,"percentage":50,"payload":{"filename":"b.wav","dataset_id":"","metric":"max_then_mean"},"full_audio_latent_scores":{"max":0.7,"max_then_mean":0.5,"hungarian_mean":0,"matched_windows":[{"query_index":0,"candidate_index":0,"similarity_score":0.7,"query_audio_timestamps":[[0],[8]]}]}}]}]}}} <nil>
}

func ExampleCheck() {
	answer := `{"success": true, "data": {"job_id": "j", "status": "failed", "search_type": "1:1", "error": "out of memory"}}`
	j, err := trace.Check(strings.NewReader(answer), nil)
	fmt.Println(j.Status, j.Terminal, j.Failure, len(j.Findings), err)
	// Output: failed true out of memory 0 <nil>
}
