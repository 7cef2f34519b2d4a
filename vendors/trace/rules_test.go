package trace

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
)

// edit replaces old by new in a document; each row of breaks is one document
// with its edits and the one rule that they break.
type edit struct{ old, new string }

var breaks = []struct {
	rule, file string
	edits      []edit
	pointer    string
}{
	{wrongType, "", []edit{{`"score": 0.804`, `"score": true`}}, "/data/results/results/0/matches/0/score"},
	{wrongType, "", []edit{{`"max": 0.837`, `"max": "0.837"`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/max"},
	{wrongType, "", []edit{{`"query_index": 7`, `"query_index": 7.5`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_index"},
	{wrongType, "", []edit{{`[[62.3], [70.3]]`, `[[62.3], [70.3], [1]]`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_audio_timestamps"},
	{wrongType, "", []edit{{`"status": "completed"`, `"status": 3`}, {`"error": null`, `"error": ""`}}, "/data/status"},
	{missingField, "", []edit{{`"score": 0.804,`, ``}}, "/data/results/results/0/matches/0"},
	{missingField, "", []edit{{`"id": "dataset/candidate_song_1.wav"`, `"id": null`}}, "/data/results/results/0/matches/0"},
	{missingField, "", []edit{{`"job_id": "comprehensive_job_uuid",`, ``}}, "/data"},
	{unknownField, "", []edit{{`"score": 0.804,`, `"score": 0.804, "rank": 1,`}}, "/data/results/results/0/matches/0/rank"},
	{unknownField, "", []edit{{`"status": "completed"`, `"status": "completed", "a/b~c": [[{}]]`}}, "/data/a~1b~0c"},
	{duplicateKey, "", []edit{{`"score": 0.804,`, `"score": 0.1, "score": 0.804,`}}, "/data/results/results/0/matches/0/score"},
	{duplicateKey, "", []edit{{`"job_id":`, `"job_id": "x", "job_id":`}}, "/data/job_id"},

	{unknownStatus, "comprehensive_pending.json", []edit{{`"pending"`, `"running"`}}, "/data/status"},
	{noResults, "comprehensive_pending.json", []edit{{`"pending"`, `"completed"`}}, "/data"},
	{completedError, "", []edit{{`"error": null`, `"error": "out of memory"`}}, "/data/error"},
	{failedSilently, "comprehensive_failed.json", []edit{{`"audio could not be decoded"`, `null`}}, "/data"},
	{earlyResults, "", []edit{{`"completed"`, `"processing"`}}, "/data/results"},
	{unknownType, "comprehensive_pending.json", []edit{{`"1:1"`, `"n:m"`}}, "/data/search_type"},
	{typesDiffer, "", []edit{{`"search_type": "1:n",
    "error"`, `"search_type": "m:n", "error"`}}, "/data/results/search_type"},
	{innerStatus, "", []edit{{`"success",`, `"partial",`}}, "/data/results/status"},
	{oddTime, "", []edit{{`2026-06-19 22:45:00`, `19.06.2026`}}, "/data/results/timestamp"},
	{successMismatch, "", []edit{{`"success": true`, `"success": false`}}, "/success"},

	{scoreNotFinite, "", []edit{{`"max": 0.837`, `"max": NaN`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/max"},
	{scoreNotFinite, "", []edit{{`"max": 0.555`, `"max": "NaN"`}}, "/data/results/results/0/matches/0/vocal_latent_scores/max"},
	{scoreNotFinite, "", []edit{{`"max": 0.555`, `"max": Infinity`}}, "/data/results/results/0/matches/0/vocal_latent_scores/max"},
	{scoreNotFinite, "", []edit{{`"max": 0.555`, `"max": 1e400`}}, "/data/results/results/0/matches/0/vocal_latent_scores/max"},
	{scoreRange, "", []edit{{`0.638`, `1.01`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/matches/0/similarity_score"},
	{scoreRange, "", []edit{{`"max": 0.837`, `"max": 1.5`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/max"},
	{scoreNegative, "", []edit{{`0.638`, `-0.2`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/matches/0/similarity_score"},
	{maxBelowMean, "", []edit{{`"max": 0.555`, `"max": 0.4875`}}, "/data/results/results/0/matches/0/vocal_latent_scores/max"},
	{maxBelowHung, "", []edit{{`"max": 0.555`, `"max": 0.3`}, {`"max_then_mean": 0.489`, `"max_then_mean": null`}}, "/data/results/results/0/matches/0/vocal_latent_scores/max"},
	{maxBelowHungNeg, "", []edit{{`"max": 0.555`, `"max": -0.3`}, {`0.489`, `-0.35`}, {`0.340`, `-0.2`}}, "/data/results/results/0/matches/0/vocal_latent_scores/max"},
	{hungAboveMean, "", []edit{{`0.340`, `0.5`}}, "/data/results/results/0/matches/0/vocal_latent_scores/hungarian_mean"},
	{percentOff, "", []edit{{`80.4`, `80.6`}}, "/data/results/results/0/matches/0/percentage"},
	{percentRounding, "", []edit{{`80.4`, `80.47`}}, "/data/results/results/0/matches/0/percentage"},
	{percentRange, "", []edit{{`"score": 0.804`, `"score": 1.0005`}, {`80.4`, `100.05`}, {`"max_then_mean": 0.804`, `"max_then_mean": 1`}, {`0.837`, `1`}}, "/data/results/results/0/matches/0/percentage"},
	{scoreNotMetric, "", []edit{{`"metric": "max_then_mean"`, `"metric": "max"`}}, "/data/results/results/0/matches/0/score"},

	{windowAboveMax, "", []edit{{`0.786`, `0.9`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/similarity_score"},
	{windowIndex, "", []edit{{`"query_index": 7`, `"query_index": -7`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_index"},
	{windowTimes, "", []edit{{`[[62.3], [70.3]]`, `[[70.3], [62.3]]`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_audio_timestamps"},
	{windowTimes, "", []edit{{`[[62.3], [70.3]]`, `[[-1], [7]]`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_audio_timestamps"},
	{windowLate, "", []edit{{`[[62.3], [70.3]]`, `[[305], [313]]`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_audio_timestamps"},
	{windowLength, "", []edit{{`[[62.3], [70.3]]`, `[62.3, 68.3]`}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/0/query_audio_timestamps"},
	{indexTwoTimes, "", []edit{{`"matched_windows": [`, window(7, 5, "[[63.3], [71.3]]", "[[70.5], [78.5]]")}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/1/query_audio_timestamps"},
	{indexOrder, "", []edit{{`"matched_windows": [`, window(6, 2, "[[70.3], [78.3]]", "[[30.5], [38.5]]")}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows"},
	{windowTwice, "", []edit{{`"matched_windows": [`, window(7, 4, "[[62.3], [70.3]]", "[[62.5], [70.5]]")}}, "/data/results/results/0/matches/0/full_audio_latent_scores/matched_windows/1"},
	{windowsBest, "", []edit{{`"matched_windows": [`, `"matched_windows": [{"query_index": 0, "candidate_index": 3, "similarity_score": 0.837}, {"query_index": 1, "candidate_index": 3, "similarity_score": 0.771}], "x": [`}}, ""},
	{windowsAssigned, "", []edit{{`"matched_windows": [`, `"matched_windows": [{"query_index": 0, "candidate_index": 3, "similarity_score": 0.8}, {"query_index": 1, "candidate_index": 9, "similarity_score": 0.61}], "x": [`}}, ""},

	{motifCount, "", []edit{{`"total_matches": 9`, `"total_matches": 0`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/matches"},
	{motifTotal, "", []edit{{`"total_matches": 9`, `"total_matches": -9`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/total_matches"},
	{windowLate, "", []edit{{`[141.4, 152.5]`, `[[300.4], [308.5]]`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/matches/0/query/motif_audio_timestamps"},
	{queryTwoTimes, "", []edit{{`"matches": [
            {`, `"matches": [{"id": "other", "score": 0.9, "percentage": 90, "full_audio_latent_scores": {"max": 0.9, "max_then_mean": 0.9, "hungarian_mean": 0.9, ` +
		strings.TrimSuffix(window(7, 4, "[[61.3], [69.3]]", "[[62.5], [70.5]]"), ", ") + `]}}, {`}}, "/data/results/results/0/matches/1/full_audio_latent_scores/matched_windows/0/query_audio_timestamps"},
	{motifTimes, "", []edit{{`[141.4, 152.5]`, `[-1, 152.5]`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/matches/0/query/motif_audio_timestamps"},
	{motifTimes, "", []edit{{`[141.4, 152.5]`, `[152.5, 141.4]`}}, "/data/results/results/0/matches/0/motif_matches/vocals_stem/matches/0/query/motif_audio_timestamps"},

	{matchTwice, "", []edit{{`"matches": [
            {`, `"matches": [{"id": "dataset/candidate_song_1.wav", "score": 0.9, "percentage": 90}, {`}}, "/data/results/results/0/matches/1/id"},
	{notSorted, "", []edit{{`"matches": [
            {`, `"matches": [{"id": "other", "score": 0.7, "percentage": 70}, {`}}, "/data/results/results/0/matches/1/score"},
	{oneToOneShape, "", []edit{{`"1:n"`, `"1:1"`}, {`"1:n"`, `"1:1"`}, {`"matches": [
            {`, `"matches": [{"id": "other", "score": 0.9, "percentage": 90}, {`}}, "/data/results/results"},
	{oneToManyShape, "", []edit{{`"query_audio_id"`, `"query_audio_id": "q", "matches": []}, {"query_audio_id"`}}, "/data/results/results"},

	{summaryCount, "", []edit{{`313`, `-1`}}, "/data/results/summary/motif_matches_other_count"},
	{summaryBelow, "", []edit{{`2706`, `8`}}, "/data/results/summary/motif_matches_vocals_count"},
	{summaryVocal, "", []edit{{`0.935`, `0.55`}}, "/data/results/summary/vocal_max"},

	{ingestStatus, "ingest_status.json", []edit{{`"completed"`, `"processing"`}}, "/data/status"},
	{artifactStatus, "ingest_status.json", []edit{{`"complete"`, `"completed"`}}, "/data/artifacts/0/status"},
	{answerTask, "ingest_status.json", []edit{{`"artifact_type": "full_audio_latent"`, `"artifact_type": "lyrics"`}}, "/data/artifacts/0/artifact_type"},
	{answerTask, "dataset_list.json", []edit{{`"light_stem"`, `"lyrics"`}}, "/0/ingested_tasks/1"},
	{ingestSilent, "ingest_status.json", []edit{{`"completed"`, `"failed"`}}, "/data"},
	{encoderType, "dataset_details.json", []edit{{`"type1"`, `"type3"`}}, "/encoder_types/0"},
}

// window adds a window behind the documented one's place.
func window(q, c int, query, candidate string) string {
	return `"matched_windows": [{"query_index": ` + itoa(q) + `, "candidate_index": ` + itoa(c) +
		`, "similarity_score": 0.7, "query_audio_timestamps": ` + query + `, "candidate_audio_timestamps": ` + candidate + `}, `
}

func itoa(n int) string { return string(rune('0' + n)) }

func ids(fs []finding.Finding) map[string]bool {
	m := make(map[string]bool)
	for _, f := range fs {
		m[f.Rule] = true
	}
	return m
}

func checked(t *testing.T, doc string, o *Options) *Judgement {
	t.Helper()
	j, err := Check(strings.NewReader(doc), o)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestDocumentsBreakNoRule(t *testing.T) {
	for _, d := range documents {
		if strings.HasSuffix(d.file, "_request.json") {
			continue
		}
		t.Run(d.file, func(t *testing.T) {
			j := checked(t, string(read(t, d.file)), nil)
			for _, f := range j.Findings {
				if f.Severity != finding.Note {
					t.Errorf("%s %s %s", f.Rule, f.Pointer, f.Message)
				}
			}
			if j.Document == "" || !j.Whole {
				t.Errorf("document %q, whole %v", j.Document, j.Whole)
			}
		})
	}
}

// The documented example raises notes on what the digest of the documents found
// out by hand: no shared grid, an abridged window list, a summary that the one
// match does not explain, and motif matches that are not listed.
func TestDocumentedNotes(t *testing.T) {
	got := ids(checked(t, string(read(t, "comprehensive_completed.json")), nil).Findings)
	want := map[string]bool{noSharedGrid: true, windowsAbridged: true, summaryMean: true, summaryUnlisted: true}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEachRuleIsBrokenByItsExample(t *testing.T) {
	broken := map[string]bool{}
	for _, b := range breaks {
		broken[b.rule] = true
		t.Run(b.rule+b.pointer, func(t *testing.T) {
			file := b.file
			if file == "" {
				file = "comprehensive_completed.json"
			}
			doc := string(read(t, file))
			before := ids(checked(t, doc, nil).Findings)
			for _, e := range b.edits {
				if !strings.Contains(doc, e.old) {
					t.Fatalf("nothing to edit: %s", e.old)
				}
				doc = strings.Replace(doc, e.old, e.new, 1)
			}
			breaksOnly(t, b.rule, b.pointer, before, checked(t, doc, nil).Findings)
		})
	}
	for _, r := range Rules() {
		if !broken[r.ID] && !brokenElsewhere[r.ID] {
			t.Errorf("no example breaks %s %s", r.ID, r.Name)
		}
	}
}

// brokenElsewhere lists the rules whose examples are the documents themselves,
// requests, or an answer beside its request.
var brokenElsewhere = map[string]bool{
	noSharedGrid: true, windowsAbridged: true, summaryMean: true, summaryUnlisted: true,
	overLimit: true, tooManyPairs: true, batchSize: true, requestTask: true, requestStem: true,
	requestDepth: true, requestField: true, requestType: true, taskNotIngested: true,
	encoderNotThere: true, limitNotPositive: true,
}

func breaksOnly(t *testing.T, rule, pointer string, before map[string]bool, fs []finding.Finding) {
	t.Helper()
	var at []string
	for _, f := range fs {
		if f.Rule == rule {
			at = append(at, f.Pointer)
			if f.Message == "" || f.Offset != finding.NoOffset {
				t.Errorf("message %q, offset %d", f.Message, f.Offset)
			}
		} else if !before[f.Rule] && !follows[rule][f.Rule] {
			t.Errorf("also breaks %s %s: %s", f.Rule, f.Pointer, f.Message)
		}
	}
	if len(at) == 0 || pointer != "" && !slices.Contains(at, pointer) {
		t.Errorf("%s found at %v, want %q", rule, at, pointer)
	}
}

// follows lists what cannot but be broken together: a negative number is also
// negative, what is not of its type is also missing.
var follows = map[string]map[string]bool{
	maxBelowHungNeg: {scoreNegative: true, hungAboveMean: true},
	maxBelowHung:    {missingField: true},
	windowsBest:     {unknownField: true},
	windowsAssigned: {unknownField: true},
}

func TestOverLimit(t *testing.T) {
	doc := strings.Replace(string(read(t, "comprehensive_completed.json")), `"matches": [
            {`, `"matches": [{"id": "other", "score": 0.9, "percentage": 90}, {`, 1)
	if got := ids(checked(t, doc, &Options{Limit: 2}).Findings); got[overLimit] {
		t.Error("2 matches are over a limit of 2")
	}
	if got := ids(checked(t, doc, &Options{Limit: 1}).Findings); !got[overLimit] {
		t.Error("2 matches are not over a limit of 1")
	}
}

func TestRulesTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if !strings.HasPrefix(r.ID, "AC6") || len(r.ID) != 5 || r.Severity.Rank() == 0 || r.Summary == "" || r.Name == "" {
			t.Errorf("row %+v", r)
		}
		if seen[r.ID] || seen[r.Name] {
			t.Errorf("%s %s stands twice", r.ID, r.Name)
		}
		seen[r.ID], seen[r.Name] = true, true
	}
}
