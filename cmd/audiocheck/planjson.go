package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"

	"github.com/audiocheck/audiocheck/internal/pathname"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

const planSchema = "audiocheck.plan/1"

type planJSON struct {
	Schema     string           `json:"schema"`
	Profile    string           `json:"profile"`
	Tasks      []trace.Task     `json:"tasks"`
	Encoder    string           `json:"encoder"`
	Search     string           `json:"search"`
	Summary    planSummaryJSON  `json:"summary"`
	Notes      []string         `json:"notes"`
	Requests   []requestJSON    `json:"requests"`
	Uploads    []uploadJSON     `json:"uploads"`
	LeftOut    []leftOutJSON    `json:"left_out"`
	Duplicates []duplicatesJSON `json:"duplicates"`
	Cost       *costJSON        `json:"cost"`
}

type planSummaryJSON struct {
	Candidates int   `json:"candidates"`
	Queries    int   `json:"queries"`
	LeftOut    int   `json:"left_out"`
	Datasets   int   `json:"datasets"`
	Ingests    int   `json:"ingest_requests"`
	SearchJobs int64 `json:"search_jobs"`
	Pairs      int64 `json:"pairs"`
	MaxFiles   int   `json:"max_files_per_ingest"`
	MaxPairs   int64 `json:"max_pairs_per_job"`
}

type requestJSON struct {
	Step       string          `json:"step"` // dataset, ingest or search
	Method     string          `json:"method"`
	URL        string          `json:"url"`
	Body       json.RawMessage `json:"body"`
	Queries    int             `json:"queries,omitempty"`
	Candidates int             `json:"candidates,omitempty"`
	Pairs      int64           `json:"pairs,omitempty"`
}

type uploadJSON struct {
	Path        string   `json:"path"`
	PathEscaped bool     `json:"path_escaped,omitempty"`
	Dataset     string   `json:"dataset"`
	BlobName    string   `json:"blob_name"`
	Size        int64    `json:"size_bytes"`
	Seconds     *float64 `json:"duration_seconds"`
	Verdict     string   `json:"verdict"`
}

type leftOutJSON struct {
	Path        string    `json:"path"`
	PathEscaped bool      `json:"path_escaped,omitempty"`
	Role        string    `json:"role"`
	Verdict     string    `json:"verdict"`
	SameAs      string    `json:"same_as,omitempty"`
	Why         []whyJSON `json:"why"`
}

type whyJSON struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

type duplicatesJSON struct {
	Same  string   `json:"same"` // bytes or samples
	Paths []string `json:"paths"`
}

type costJSON struct {
	Currency       string `json:"currency"`
	Source         string `json:"source,omitempty"`
	Ingest         string `json:"ingest"`
	Search         string `json:"search"`
	Total          string `json:"total"`
	UnpricedTracks int    `json:"unpriced_tracks"`
	UnpricedJobs   int    `json:"unpriced_jobs"`
}

func writePlanJSON(w io.Writer, p *uploadPlan) error {
	requests, err := p.requestsJSON()
	if err != nil {
		return err
	}
	out := planJSON{
		Schema: planSchema, Profile: p.profile.Name, Tasks: p.tasks, Encoder: p.encoder, Search: p.search.Kind,
		Summary: planSummaryJSON{
			len(p.candidates.tracks), len(p.queries.tracks), len(p.leftOut), len(p.datasets), p.ingests(),
			p.grid.Jobs(), p.grid.Pairs(), p.maxFiles, p.profile.Batch.MaxPairs,
		},
		Notes: p.allNotes(), Requests: requests, Uploads: []uploadJSON{},
		LeftOut: []leftOutJSON{}, Duplicates: []duplicatesJSON{}, Cost: p.costJSON(),
	}
	for _, d := range p.datasets {
		for i := range d.tracks {
			out.Uploads = append(out.Uploads, d.tracks[i].json(d.name))
		}
	}
	for _, l := range p.leftOut {
		out.LeftOut = append(out.LeftOut, l.json())
	}
	for _, d := range p.duplicates {
		g := duplicatesJSON{Same: d.same}
		for _, path := range d.paths {
			text, _ := pathname.JSON(path)
			g.Paths = append(g.Paths, text)
		}
		out.Duplicates = append(out.Duplicates, g)
	}
	b := bufio.NewWriter(w)
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(out); err != nil {
		return err
	}
	return b.Flush()
}

func (p *uploadPlan) requestsJSON() ([]requestJSON, error) {
	out := []requestJSON{}
	for _, d := range p.datasets {
		calls := []trace.Call{(&trace.DatasetRequest{Name: d.name}).Call()}
		for _, tracks := range d.requests {
			q := trace.IngestRequest{DatasetName: d.name, Tasks: p.tasks}
			for i := range tracks {
				q.AudioBlobs = append(q.AudioBlobs, trace.BlobName(tracks[i].path()))
			}
			calls = append(calls, q.Call(p.encoder))
		}
		for i, c := range calls {
			step := "ingest"
			if i == 0 {
				step = "dataset"
			}
			r, err := request(step, c)
			if err != nil {
				return nil, err
			}
			out = append(out, r)
		}
	}
	for _, j := range p.jobs() {
		r, err := request("search", j.call)
		if err != nil {
			return nil, err
		}
		r.Queries, r.Candidates, r.Pairs = len(j.queries.tracks), len(j.candidates.tracks), j.pairs()
		out = append(out, r)
	}
	return out, nil
}

func request(step string, c trace.Call) (requestJSON, error) {
	body, err := json.Marshal(c.Body)
	// The words <uuid> are for people.
	body = bytes.ReplaceAll(body, []byte(`\u003cuuid\u003e`), []byte("<uuid>"))
	return requestJSON{Step: step, Method: c.Method, URL: trace.BaseURL + c.Path, Body: body}, err
}

func (t *track) json(dataset string) uploadJSON {
	u := uploadJSON{Dataset: dataset, BlobName: trace.BlobName(t.path()), Size: t.info.Size, Verdict: string(t.verdict)}
	u.Path, u.PathEscaped = pathname.JSON(t.path())
	u.BlobName, _ = pathname.JSON(u.BlobName)
	if d, ok := t.info.Duration(); ok {
		u.Seconds = &d
	}
	return u
}

func (l *leftOut) json() leftOutJSON {
	out := leftOutJSON{Role: l.role, Verdict: string(l.verdict), Why: []whyJSON{}}
	out.Path, out.PathEscaped = pathname.JSON(l.path)
	out.SameAs, _ = pathname.JSON(l.same)
	for _, f := range l.findings {
		text, _ := pathname.JSON(f.Message)
		out.Why = append(out.Why, whyJSON{f.Rule, string(f.Severity), text})
	}
	return out
}

func (p *uploadPlan) costJSON() *costJSON {
	if p.cost == nil {
		return nil
	}
	c := p.cost
	total := c.total()
	return &costJSON{c.prices.Currency, c.prices.Source, c.ingest.String(), c.search.String(), total.String(),
		c.ingest.unpriced, c.search.unpriced}
}

func (c *cost) total() money {
	var m money
	m.sum.Add(&c.ingest.sum, &c.search.sum)
	m.unpriced = c.ingest.unpriced + c.search.unpriced
	return m
}
