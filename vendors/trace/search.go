package trace

// SearchRequest starts a search at one depth.
//
// Source: help.soundverse.ai/enterprise-api/trace, "search".
type SearchRequest struct {
	Object

	SearchType           SearchType `json:"search_type"`
	Depth                Depth      `json:"depth,omitzero"`
	StemTypes            []StemType `json:"stem_types,omitzero"` // for the depths stem and stem_section
	Limit                int64      `json:"limit,omitzero"`      // matches a query; 1:n and m:n
	QueryURL             string     `json:"query_url,omitzero"`  // a blob name, not a URL; 1:1 and 1:n
	CandidateURL         string     `json:"candidate_url,omitzero"`
	CandidateDatasetName string     `json:"candidate_dataset_name,omitzero"` // 1:n and m:n
	QueryDatasetName     string     `json:"query_dataset_name,omitzero"`     // m:n
}

// ComprehensiveRequest starts a comprehensive search: track, light stem and motif
// together.
//
// Source: help.soundverse.ai/enterprise-api/trace, "comprehensive-search".
type ComprehensiveRequest struct {
	Object

	SearchType           SearchType `json:"search_type"`
	Limit                int64      `json:"limit,omitzero"`
	VerboseOutput        bool       `json:"verbose_output,omitzero"` // frame-by-frame detail
	QueryURL             string     `json:"query_url,omitzero"`
	CandidateURL         string     `json:"candidate_url,omitzero"`
	CandidateDatasetName string     `json:"candidate_dataset_name,omitzero"`
	QueryDatasetName     string     `json:"query_dataset_name,omitzero"`
}

// SearchAccepted is the data of the answer 202 to either request.
type SearchAccepted struct {
	Object

	JobID      string      `json:"job_id"`
	Status     SearchState `json:"status"`
	UsecaseID  string      `json:"usecase_id,omitzero"` // "comprehensive1"
	SearchType SearchType  `json:"search_type"`
	N          int64       `json:"n,omitzero"` // candidate tracks
	M          int64       `json:"m,omitzero"` // query tracks
	CostUSD    float64     `json:"cost_usd"`
}

// SearchAcceptedReply is the answer 202 to either request.
type SearchAcceptedReply = Reply[SearchAccepted]
