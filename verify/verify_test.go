package verify

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/compare"
	"github.com/audiocheck/audiocheck/embed"
	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/vendors/detect"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

func answered(t *testing.T, doc string, o *Options) *Result {
	t.Helper()
	r, err := Answer(context.Background(), strings.NewReader(doc), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func rulesOf(fs []finding.Finding, s finding.Severity) (ids []string) {
	for _, f := range fs {
		if f.Severity == s && !slices.Contains(ids, f.Rule) {
			ids = append(ids, f.Rule)
		}
	}
	return ids
}

func tracksAt(t testing.TB, path string) *Tracks {
	t.Helper()
	set, err := embed.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	return NewTracks(set)
}

func made(t testing.TB) *Options {
	return &Options{Queries: tracksAt(t, "testdata/queries.npz"), Candidates: tracksAt(t, "testdata/candidates.npz")}
}

// pairTruth is one pair with what SciPy makes of it under every reading.
type pairTruth struct {
	query, candidate string
	value            map[string]float64
}

func table(t testing.TB, file string) [][]string {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = '\t'
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func bySciPy(t testing.TB) (all []pairTruth) {
	t.Helper()
	rows := table(t, "testdata/readings.tsv")
	for _, row := range rows[1:] {
		p := pairTruth{row[0], row[1], map[string]float64{}}
		for i, name := range rows[0][2:] {
			v, err := strconv.ParseFloat(row[2+i], 64)
			if err != nil {
				t.Fatal(err)
			}
			p.value[name] = v
		}
		all = append(all, p)
	}
	return all
}

func thousandths(x float64) float64 { return math.Round(x*1000) / 1000 }

// vendorAnswer writes what a vendor would answer that reads the three scores so.
func vendorAnswer(t testing.TB, truth []pairTruth, of [3]string, edit func(*trace.ComprehensiveReply)) string {
	t.Helper()
	job := &trace.SearchJob{JobID: "made", Status: trace.SearchCompleted, SearchType: trace.ManyToMany}
	job.Results = &trace.Results{Status: "success", Timestamp: "2026-11-23 05:00:00", SearchType: trace.ManyToMany}
	for _, p := range truth {
		id := "dataset/" + p.query + ".wav"
		if n := len(job.Results.Results); n == 0 || job.Results.Results[n-1].QueryAudioID != id {
			job.Results.Results = append(job.Results.Results, trace.Query{QueryAudioID: id})
		}
		score := thousandths(p.value[of[1]])
		q := &job.Results.Results[len(job.Results.Results)-1]
		q.Matches = append(q.Matches, trace.Match{
			ID: "dataset/7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10_" + p.candidate + ".wav", Score: score, Percentage: math.Round(score*1000) / 10,
			Payload: &trace.Payload{Filename: p.candidate + ".wav", DatasetID: "d", Metric: "max_then_mean"},
			FullAudio: &trace.LatentScores{
				Max: thousandths(p.value[of[0]]), MaxThenMean: score, HungarianMean: thousandths(p.value[of[2]]),
			},
		})
	}
	for i := range job.Results.Results {
		slices.SortStableFunc(job.Results.Results[i].Matches, func(a, b trace.Match) int {
			switch {
			case a.Score > b.Score:
				return -1
			case a.Score < b.Score:
				return 1
			}
			return 0
		})
	}
	reply := &trace.ComprehensiveReply{Success: true, Data: job}
	if edit != nil {
		edit(reply)
	}
	doc, err := json.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

var plainReading = [3]string{"max", "max_then_mean", "hungarian_mean"}

// Every reading of the three scores is found out from its answer, and each
// reading that differs by more than the tolerance somewhere is refuted.
func TestEveryReadingIsFoundOut(t *testing.T) {
	truth, o := bySciPy(t), made(t)
	byMetric := map[compare.Metric][]string{}
	for _, r := range compare.Readings() {
		byMetric[r.Metric] = append(byMetric[r.Metric], r.Name)
	}
	for _, scale := range scales {
		for i := range 4 {
			var of [3]string
			for k, m := range metrics {
				var names []string
				for _, n := range byMetric[m] {
					if scaleOf(n) == scale {
						names = append(names, n)
					}
				}
				of[k] = names[i%len(names)]
			}
			t.Run(strings.Join(of[:], ","), func(t *testing.T) {
				r := answered(t, vendorAnswer(t, truth, of, nil), o)
				if r.Verdict != Confirmed || r.Compared != int64(len(truth)) {
					t.Errorf("%s, %d compared: %q, %+v", r.Verdict, r.Compared, r.Reasons, r.Findings)
				}
				readingsFit(t, r, truth, of)
			})
		}
	}
}

// readingsFit holds the readings of a result against what SciPy's values say
// of each: whether it gives the vendor's values everywhere.
func readingsFit(t *testing.T, r *Result, truth []pairTruth, of [3]string) {
	t.Helper()
	if len(r.Readings) != len(compare.Readings()) {
		t.Errorf("%d readings", len(r.Readings))
	}
	for _, x := range r.Readings {
		worst := 0.0
		for _, p := range truth {
			worst = max(worst, math.Abs(p.value[x.Name]-thousandths(p.value[of[indexOf(x.Metric)]])))
		}
		if math.Abs(worst-DefaultTolerance) > 1e-4 && x.Fits != (worst < DefaultTolerance) || math.Abs(x.WorstOff-worst) > 1e-5 {
			t.Errorf("%s: fits %v, off by %v at %+v; SciPy says %v", x.Name, x.Fits, x.WorstOff, x.Worst, worst)
		}
		if !x.Fits && x.Worst.Query == "" {
			t.Errorf("%s is refuted by no pair", x.Name)
		}
	}
}

// A score that was changed is found, and no other.
func TestTamperedScores(t *testing.T) {
	truth := bySciPy(t)
	for _, c := range []struct {
		name string
		edit func(m *trace.Match)
		at   string
	}{
		{"max", func(m *trace.Match) { m.FullAudio.Max += 0.01 }, "/full_audio_latent_scores/max"},
		{"max_then_mean", func(m *trace.Match) { m.FullAudio.MaxThenMean -= 0.01; m.Score -= 0.01; m.Percentage -= 1 }, "/full_audio_latent_scores/max_then_mean"},
		{"hungarian_mean", func(m *trace.Match) { m.FullAudio.HungarianMean -= 0.005 }, "/full_audio_latent_scores/hungarian_mean"},
	} {
		r := answered(t, vendorAnswer(t, truth, plainReading, func(a *trace.ComprehensiveReply) {
			c.edit(&a.Data.Results.Results[1].Matches[3])
		}), made(t))
		errs := slices.DeleteFunc(slices.Clone(r.Findings), func(f finding.Finding) bool { return f.Severity != finding.Error })
		want := "/data/results/results/1/matches/3" + c.at
		if r.Verdict != Contradicted || len(errs) != 1 || errs[0].Rule != scoreRefuted || errs[0].Pointer != want {
			t.Errorf("%s: %s, %+v", c.name, r.Verdict, errs)
		}
	}
}

// A kind of score that follows another definition throughout is no lie, but it
// is said.
func TestScoreUnderNoReading(t *testing.T) {
	r := answered(t, vendorAnswer(t, bySciPy(t), plainReading, func(a *trace.ComprehensiveReply) {
		for i := range a.Data.Results.Results {
			for j := range a.Data.Results.Results[i].Matches {
				a.Data.Results.Results[i].Matches[j].FullAudio.HungarianMean *= 0.9
			}
		}
	}), made(t))
	if r.Verdict != Suspicious || !slices.Contains(rulesOf(r.Findings, finding.Warning), noneFits) {
		t.Errorf("%s: %q %+v", r.Verdict, r.Reasons, r.Findings)
	}
}

// Tracks without embeddings are listed, and what is left is judged.
func TestMissingTracks(t *testing.T) {
	r := answered(t, vendorAnswer(t, bySciPy(t), plainReading, func(a *trace.ComprehensiveReply) {
		a.Data.Results.Results[0].Matches[0].ID = "dataset/unknown_song.mp3"
		a.Data.Results.Results[2].QueryAudioID = "dataset/unknown_query.mp3"
	}), made(t))
	if r.Verdict != Consistent || r.Compared != 23 || !slices.Equal(r.Missing, []string{"dataset/unknown_song.mp3", "dataset/unknown_query.mp3"}) {
		t.Errorf("%s, %d compared, missing %q: %q", r.Verdict, r.Compared, r.Missing, r.Reasons)
	}
}

// Windows are looked at where the answer says, whether it counts from 0 or 1.
func TestMatchedWindows(t *testing.T) {
	type key struct{ q, c string }
	windows := map[key][]trace.WindowMatch{}
	for _, row := range table(t, "testdata/windows.tsv")[1:] {
		q, _ := strconv.ParseInt(row[2], 10, 64)
		c, _ := strconv.ParseInt(row[3], 10, 64)
		v, _ := strconv.ParseFloat(row[4], 64)
		k := key{row[0], row[1]}
		windows[k] = append(windows[k], trace.WindowMatch{QueryIndex: q, CandidateIndex: c, SimilarityScore: thousandths(v)})
	}
	fill := func(a *trace.ComprehensiveReply, base int64) {
		for i := range a.Data.Results.Results {
			q := &a.Data.Results.Results[i]
			for j := range q.Matches {
				m := &q.Matches[j]
				for _, w := range windows[key{Fold(q.QueryAudioID), Fold(m.ID)}] {
					w.QueryIndex += base
					w.CandidateIndex += base
					m.FullAudio.MatchedWindows = append(m.FullAudio.MatchedWindows, w)
				}
			}
		}
	}
	for base := range int64(2) {
		r := answered(t, vendorAnswer(t, bySciPy(t), plainReading, func(a *trace.ComprehensiveReply) { fill(a, base) }), made(t))
		if r.Verdict != Confirmed || !strings.Contains(strings.Join(r.Reasons, "\n"), fmt.Sprintf("counted from %d", base)) {
			t.Errorf("from %d: %s %q %+v", base, r.Verdict, r.Reasons, r.Findings)
		}
	}
	for name, edit := range map[string]func(w *trace.WindowMatch){
		"score": func(w *trace.WindowMatch) { w.SimilarityScore -= 0.01 },
		"index": func(w *trace.WindowMatch) { w.CandidateIndex += 50 },
	} {
		r := answered(t, vendorAnswer(t, bySciPy(t), plainReading, func(a *trace.ComprehensiveReply) {
			fill(a, 0)
			edit(&a.Data.Results.Results[2].Matches[5].FullAudio.MatchedWindows[1])
		}), made(t))
		f := r.Findings[0]
		if r.Verdict != Contradicted || f.Rule != windowRefuted || !strings.HasPrefix(f.Pointer, "/data/results/results/2/matches/5/full_audio_latent_scores/matched_windows/1") {
			t.Errorf("%s: %s %+v", name, r.Verdict, f)
		}
	}
	r := answered(t, vendorAnswer(t, bySciPy(t), plainReading, func(a *trace.ComprehensiveReply) { fill(a, 40) }), made(t))
	if r.Verdict != Suspicious || !slices.Contains(rulesOf(r.Findings, finding.Warning), windowsOther) {
		t.Errorf("from 40: %s %+v", r.Verdict, r.Findings)
	}
}

// Another encoder is said plainly, and ranks are compared as SciPy compares them.
func TestAnotherEncoder(t *testing.T) {
	doc, err := os.ReadFile("testdata/other.json")
	if err != nil {
		t.Fatal(err)
	}
	r := answered(t, string(doc), made(t))
	want := ranksBySciPy(t).Other
	a := r.Agreement
	if a == nil || a.Pairs != 36 || math.Abs(a.Spearman.Value-want.Spearman) > 1e-6 || math.Abs(a.Kendall.Value-want.Kendall) > 1e-6 {
		t.Fatalf("%+v, want %+v", a, want)
	}
	if r.Verdict != Consistent || !slices.Contains(rulesOf(r.Findings, finding.Note), otherEncoder) || a.Queries != 3 || a.Spearman.Low <= 0 {
		t.Errorf("%s %+v %+v", r.Verdict, a, r.Findings)
	}
	for _, x := range r.Readings {
		if x.Fits {
			t.Errorf("%s fits another encoder's scores", x.Name)
		}
	}
}

// Scores that have nothing to do with the tracks do not agree in rank.
func TestRanksThatDisagree(t *testing.T) {
	truth := bySciPy(t)
	shuffled := slices.Clone(truth)
	for i := range shuffled {
		shuffled[i].value = truth[(i*7+11)%len(truth)].value
	}
	for i := range shuffled { // another encoder's values, in the opposite order
		v := map[string]float64{}
		for k, x := range truth[i].value {
			v[k] = 0.9 - x/2
		}
		shuffled[i].value = v
	}
	r := answered(t, vendorAnswer(t, shuffled, [3]string{"max", "max_then_mean", "hungarian_mean"}, func(a *trace.ComprehensiveReply) {
		for i := range a.Data.Results.Results {
			for j := range a.Data.Results.Results[i].Matches {
				m := &a.Data.Results.Results[i].Matches[j]
				m.FullAudio.Max, m.FullAudio.HungarianMean = 0.95, 0.1
			}
		}
	}), made(t))
	got := rulesOf(r.Findings, finding.Warning)
	if r.Verdict != Suspicious || !slices.Contains(got, ranksDisagree) || !slices.Contains(got, inversion) {
		t.Errorf("%s %q %v", r.Verdict, r.Reasons, got)
	}
}

// That a track is like itself says nothing of the encoder: scores of 1 for every
// query against itself do not make the others lies.
func TestSelfMatchesTellNoEncoder(t *testing.T) {
	o := made(t)
	o.Candidates = o.Queries
	var truth []pairTruth
	for i := range 3 {
		for j := range 3 {
			p := pairTruth{fmt.Sprintf("query_%d", i), fmt.Sprintf("query_%d", j), map[string]float64{"max": 1, "max_then_mean": 1, "hungarian_mean": 1}}
			if i != j {
				p.value = map[string]float64{"max": 0.91, "max_then_mean": 0.82, "hungarian_mean": 0.73}
			}
			truth = append(truth, p)
		}
	}
	for _, pairs := range [][]pairTruth{truth, {truth[0], truth[1], truth[4], truth[8]}} {
		r := answered(t, vendorAnswer(t, pairs, plainReading, nil), o)
		if r.Verdict == Contradicted || !slices.Contains(rulesOf(r.Findings, finding.Note), otherEncoder) {
			t.Errorf("%s %q %+v", r.Verdict, r.Reasons, r.Findings)
		}
	}
}

// Under five pairs nothing is said of ranks.
func TestTooFewPairs(t *testing.T) {
	doc, err := os.ReadFile("testdata/other.json")
	if err != nil {
		t.Fatal(err)
	}
	var reply trace.ComprehensiveReply
	if err := json.Unmarshal(doc, &reply); err != nil {
		t.Fatal(err)
	}
	reply.Data.Results.Results = reply.Data.Results.Results[:1]
	reply.Data.Results.Results[0].Matches = reply.Data.Results.Results[0].Matches[:4]
	few, err := json.Marshal(reply)
	if err != nil {
		t.Fatal(err)
	}
	r := answered(t, string(few), made(t))
	if r.Agreement != nil || !strings.Contains(strings.Join(r.Reasons, "\n"), "too few to compare ranks") {
		t.Errorf("%+v %q", r.Agreement, r.Reasons)
	}
}

func TestVerdictsWithoutEvidence(t *testing.T) {
	job := func(status, more string) string {
		return `{"data":{"job_id":"j","status":"` + status + `","search_type":"1:n"` + more + `}}`
	}
	done := `,"results":{"status":"success","results":[{"query_audio_id":"q","matches":[{"id":"a","score":0.5,"percentage":50}]}]}`
	for _, c := range []struct {
		name, doc string
		verdict   Verdict
		rule      string
	}{
		{"empty", "", CannotSay, "AC690"},
		{"html", "<!DOCTYPE html><title>502</title>", CannotSay, "AC691"},
		{"text", "no healthy upstream", CannotSay, "AC692"},
		{"cut", `{"data":{"job_id":"j","status":"completed"`, CannotSay, "AC693"},
		{"null", "null", CannotSay, "AC694"},
		{"object", "{}", CannotSay, "AC694"},
		{"stranger", `{"a":1}`, CannotSay, "AC695"},
		{"pending", job("pending", ""), CannotSay, ""},
		{"processing", job("processing", ""), CannotSay, ""},
		{"failed", job("failed", `,"error":"no audio"`), CannotSay, ""},
		{"failed silently", job("failed", ""), CannotSay, "AC608"},
		{"unknown state", job("done", ""), Contradicted, "AC605"},
		{"NaN", strings.Replace(job("completed", done), "0.5", `"NaN"`, 1), Contradicted, "AC615"},
		{"bare NaN", strings.Replace(job("completed", done), "0.5", `NaN`, 1), Contradicted, "AC615"},
		{"clean", job("completed", done), Consistent, ""},
		{"negative", strings.NewReplacer("0.5", "-0.5", "50", "-50").Replace(job("completed", done)), Suspicious, "AC617"},
		{"broken and cut", strings.TrimSuffix(strings.Replace(job("completed", done), "50", "70", 1), "]}]}}}"), Contradicted, "AC622"},
	} {
		r := answered(t, c.doc, nil)
		var got []string
		for _, f := range r.Findings {
			got = append(got, f.Rule)
		}
		if r.Verdict != c.verdict || c.rule == "" && len(rulesOf(r.Findings, finding.Error)) > 0 || c.rule != "" && !slices.Contains(got, c.rule) || len(r.Reasons) == 0 {
			t.Errorf("%s: %s %v %q", c.name, r.Verdict, got, r.Reasons)
		}
	}
	if r := answered(t, job("failed", `,"error":"no audio"`), nil); r.Failure != "no audio" || !strings.Contains(r.Reasons[0], "no audio") {
		t.Errorf("%+v", r)
	}
}

func TestOtherVendorThanAsked(t *testing.T) {
	r := answered(t, `"SUCCESS"`, &Options{Vendor: detect.Trace})
	if r.Verdict != CannotSay || r.Findings[0].Rule != "AC695" || !strings.Contains(r.Findings[0].Message, "camb") {
		t.Errorf("%+v", r)
	}
}

func TestFold(t *testing.T) {
	for id, want := range map[string]string{
		"song.wav":         "song",
		"dataset/song.wav": "song",
		"a/b\\song.FLAC":   "song",
		"song":             "song",
		"song.v2":          "song.v2",
		"song.v2.mp3":      "song.v2",
		".mp3":             ".mp3",
		"":                 ".",
		"dataset/7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10_my song.m4a": "my song",
		"7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10_":                    "7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10_",
		"7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10.wav":                 "7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10",
	} {
		if got := Fold(id); got != want {
			t.Errorf("Fold(%q) = %q, want %q", id, got, want)
		}
	}
}

// Two tracks of one folded name are told apart by their whole names only.
func TestSeveralOfOneName(t *testing.T) {
	n := newNames()
	n.add("a/song.wav", 0)
	n.add("b/song.wav", 1)
	if _, ok := n.find("song"); ok {
		t.Error("song is either")
	}
	if i, ok := n.find("b/song.wav"); !ok || i != 1 {
		t.Errorf("b/song.wav is %d, %v", i, ok)
	}
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range slices.Concat(trace.Rules(), detect.Rules(), Rules()) {
		if seen[r.ID] || seen[r.Name] || r.Summary == "" || r.Severity.Rank() == 0 {
			t.Errorf("%+v", r)
		}
		seen[r.ID], seen[r.Name] = true, true
	}
}
