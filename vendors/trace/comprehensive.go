package trace

// ComprehensiveReply is the answer about a comprehensive search job.
//
// Source: help.soundverse.ai/enterprise-api/trace, "Get Comprehensive Search Status".
type ComprehensiveReply = Reply[SearchJob]

// SearchJob is a search job with its results, when it is completed.
type SearchJob struct {
	Object

	JobID      string      `json:"job_id"`
	Status     SearchState `json:"status"`
	SearchType SearchType  `json:"search_type"`
	Error      *Failure    `json:"error"`   // why Status is SearchFailed
	Results    *Results    `json:"results"` // nil until Status is SearchCompleted
}

// Results are the matches of all queries.
type Results struct {
	Object

	Status     string     `json:"status"`    // "success"
	Timestamp  string     `json:"timestamp"` // see ParseTime
	SearchType SearchType `json:"search_type"`
	Results    []Query    `json:"results"` // presumably one a query track
	Summary    *Summary   `json:"summary,omitzero"`
}

// Query is one query track with its matches.
type Query struct {
	Object

	QueryAudioID string  `json:"query_audio_id"`
	Matches      []Match `json:"matches"`
}

// Match is what is alike between the query and one candidate track.
type Match struct {
	Object

	ID         string                  `json:"id"`
	Score      float64                 `json:"score"`      // the metric that Payload names
	Percentage float64                 `json:"percentage"` // 100 times Score, rounded to 0.1
	Payload    *Payload                `json:"payload,omitzero"`
	FullAudio  *LatentScores           `json:"full_audio_latent_scores,omitzero"`
	Vocal      *LatentScores           `json:"vocal_latent_scores,omitzero"`
	Motifs     map[string]*MotifScores `json:"motif_matches,omitzero"` // by stem: "vocals_stem"
}

// Payload tells what the candidate is.
type Payload struct {
	Object

	Filename  string `json:"filename"`
	DatasetID string `json:"dataset_id"`
	Metric    string `json:"metric"` // "max_then_mean"
}

// LatentScores are three numbers from one matrix of window similarities.
type LatentScores struct {
	Object

	Max           float64 `json:"max"`
	MaxThenMean   float64 `json:"max_then_mean"`
	HungarianMean float64 `json:"hungarian_mean"`

	MatchedWindows []WindowMatch `json:"matched_windows,omitzero"`
}

// WindowMatch is a window of the query that is like one of the candidate.
type WindowMatch struct {
	Object

	QueryIndex          int64   `json:"query_index"`
	CandidateIndex      int64   `json:"candidate_index"`
	SimilarityScore     float64 `json:"similarity_score"`
	QueryTimestamps     *Span   `json:"query_audio_timestamps,omitzero"`
	CandidateTimestamps *Span   `json:"candidate_audio_timestamps,omitzero"`
}

// MotifScores are the short melodies that a stem of both tracks has in common.
type MotifScores struct {
	Object

	TotalMatches int64        `json:"total_matches"`
	Matches      []MotifMatch `json:"matches"` // may be fewer than TotalMatches
}

// MotifMatch is one melody in both tracks; it need not last equally long in them.
type MotifMatch struct {
	Object

	SimilarityScore float64    `json:"similarity_score"`
	Query           *MotifSpan `json:"query"`
	Candidate       *MotifSpan `json:"candidate"`
}

// MotifSpan is where the melody is in one of the tracks.
type MotifSpan struct {
	Object

	Timestamps *Span `json:"motif_audio_timestamps"` // written flat: [start, end]
}

// Summary is over the whole job. The documents do not say how its numbers follow
// from the matches.
type Summary struct {
	Object

	FullAudioMaxThenMean float64 `json:"full_audio_max_then_mean"`
	VocalMax             float64 `json:"vocal_max"`
	MotifOtherCount      int64   `json:"motif_matches_other_count"`
	MotifVocalsCount     int64   `json:"motif_matches_vocals_count"`
}
