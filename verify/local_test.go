package verify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
)

func recognised(title, artist, isrc string, internal bool) string {
	id, label := `"2f1c7d0e-5a34-4b7e-8d11-0c9f6a3b2e55"`, "null"
	if !internal {
		id, label = "null", `"Stock House"`
	}
	return fmt.Sprintf(`{"job_id":"7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10","status":"completed","track":{"id":%s,"title":%q,"artist":%q,"internal":%v,"isrc":%q,"score":96.5,"external_label":%s}}`,
		id, title, artist, internal, isrc, label)
}

const list = "\ufeffArtist, ISRC ,Title,Year\n" +
	"The Tide,QZ-AAA-26-00001,Harbour Lights,2026\n" +
	"\"Tide, The\",qzaaa2600002,Night Train!,2025\n" +
	"The Tide,QZAAA2600003,Köln,\n" +
	"short,row\n"

func TestCatalog(t *testing.T) {
	c, err := ReadCatalog(strings.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		doc     string
		verdict Verdict
		rule    string
	}{
		{recognised("Harbour Lights", "The Tide", "QZAAA2600001", true), Confirmed, ""},
		{recognised("HARBOUR  LIGHTS", "the tide", "QZAAA2600001", true), Confirmed, ""},
		{recognised("Night Train", "Tide The", "QZAAA2600002", true), Confirmed, ""},
		{recognised("KÖLN", "The Tide", "QZAAA2600003", true), Confirmed, ""},
		{recognised("Harbour Lights (Live)", "The Tide", "QZAAA2600001", true), Suspicious, catalogVariant},
		{recognised("Harbour", "The Tide", "QZAAA2600001", true), Suspicious, catalogVariant},
		{recognised("Midnight Sun", "The Tide", "QZAAA2600001", true), Contradicted, catalogOther},
		{recognised("Harbour Lights", "Somebody Else", "QZAAA2600001", true), Contradicted, catalogOther},
		{recognised("Harbour Lights", "The Tide", "QZAAA2600009", true), Contradicted, catalogOther},
		{recognised("Midnight Sun", "The Tide", "QZAAA2600009", true), Suspicious, notInCatalog},
		{recognised("Midnight Sun", "The Tide", "QZAAA2600009", false), Consistent, ""},
		{recognised("Harbour Lights", "The Tide", "QZAAA2600001", false), Suspicious, outsideIsOurs},
	} {
		r := answered(t, x.doc, &Options{Catalog: c})
		if r.Verdict != x.verdict || (x.rule == "") != (len(r.Findings) == 0) || x.rule != "" && r.Findings[0].Rule != x.rule {
			t.Errorf("%s: %s %+v", x.doc, r.Verdict, r.Findings)
		}
	}
}

func TestNoCatalog(t *testing.T) {
	for _, doc := range []string{"", "{}", "title,artist\na,b\n", "isrc,title,artist\n\"a"} {
		if _, err := ReadCatalog(strings.NewReader(doc)); !errors.Is(err, ErrCatalog) {
			t.Errorf("%q: %v", doc, err)
		}
	}
	broken := errors.New("disk on fire")
	if _, err := ReadCatalog(iotest.ErrReader(broken)); !errors.Is(err, broken) || errors.Is(err, ErrCatalog) {
		t.Errorf("%v", err)
	}
}

func TestRequests(t *testing.T) {
	for doc, want := range map[string]Request{
		`{"run_ids": [1, 2]}`: {Name: "request for results", RunIDs: []int64{1, 2}},
		`{"search_type": "1:1", "query_url": "a", "candidate_url": "b", "limit": 7}`:                   {Name: "comprehensive search request", Limit: 7},
		`{"search_type": "1:1", "depth": "track", "query_url": "a", "candidate_url": "b", "limit": 7}`: {Name: "search request", Limit: 7},
		`{"dataset_name": "d", "audio_blobs": ["a"]}`:                                                  {Name: "ingest request"},
		`{"storage_key": "video-recognition/a.mp4"}`:                                                   {Name: "submission"},
		`{"filename": "a.mp4"}`: {Name: "request for an upload address"},
	} {
		r, err := ParseRequest([]byte(doc))
		if err != nil || !reflect.DeepEqual(*r, want) {
			t.Errorf("%s: %+v, %v", doc, r, err)
		}
	}
	for _, doc := range []string{"", "[]", "null", "{}", `{"a": 1}`, `{"run_ids": "x"}`, `{"run_ids": [1.5]}`} {
		if r, err := ParseRequest([]byte(doc)); !errors.Is(err, ErrRequest) {
			t.Errorf("%s: %+v, %v", doc, r, err)
		}
	}
	r, err := ParseRequest([]byte(`{"search_type": "1:n", "depth": "deep", "limit": -1}`))
	if err != nil || len(r.Findings) != 4 || r.Limit != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

// What the vendor says of CAMB's runs is held against the request.
func TestBulkAgainstItsRequest(t *testing.T) {
	doc := `{"1001":{"foreground_audio_url":"https://f.example/a.flac","background_audio_url":"https://f.example/b.flac"}}`
	if r := answered(t, doc, &Options{RunIDs: []int64{1001}}); r.Verdict != Consistent {
		t.Errorf("%+v", r)
	}
	if r := answered(t, doc, &Options{RunIDs: []int64{1002}}); r.Verdict != Suspicious || r.Findings[0].Rule != "AC812" {
		t.Errorf("%+v", r)
	}
}

// Times are held against the measured durations of the files, found by folded
// names: ballad.flac lasts 0.5 s, epic.flac 310 s and is over the vendor's limit.
func TestAudio(t *testing.T) {
	audio, err := OpenAudio("../testdata/catalog", nil)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := limits.Lookup(limits.Default)
	if err != nil {
		t.Fatal(err)
	}
	const uuid = "7b2c1e8a-0f4d-4a2b-9c11-7f5a2d9e3c10_"
	for _, c := range []struct {
		candidate, times string
		rules            []string
	}{
		{"dataset/" + uuid + "ballad.flac", "[[0],[0.5]]", nil},
		{"ballad", "[[0.6],[0.7]]", []string{endsBehind}},
		{"ballad", "[[0.66],[0.7]]", []string{startsBehind}},
		{"ballad", "[[0.1],[8.1]]", []string{endsBehind}},
		{"epic.flac", "[[295],[303]]", []string{overLimits}},
		{"epic.flac", "[[295],[311]]", []string{endsBehind, overLimits}},
		{"nobody.wav", "[[0],[1]]", []string{noAudio}},
		{"download.mp3", "[[0],[1]]", []string{overLimits, noDuration}},
	} {
		doc := fmt.Sprintf(`{"data":{"job_id":"j","status":"completed","search_type":"1:1","results":{"status":"success","results":[{"query_audio_id":"ballad.flac","matches":[
			{"id":%q,"score":0.5,"percentage":50,"full_audio_latent_scores":{"max":0.5,"max_then_mean":0.5,"hungarian_mean":0.5,"matched_windows":[
			{"query_index":0,"candidate_index":0,"similarity_score":0.5,"query_audio_timestamps":[[0],[0.4]],"candidate_audio_timestamps":%s}]}}]}]}}}`, c.candidate, c.times)
		a := *audio
		a.known = map[int]trackFacts{}
		r := answered(t, doc, &Options{Audio: &a, Limits: profile})
		var got []string
		for _, f := range r.Findings {
			if local(f.Rule) {
				got = append(got, f.Rule)
			}
		}
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(c.rules))) {
			t.Errorf("%s at %s: %v, want %v: %+v", c.candidate, c.times, got, c.rules, r.Findings)
		}
	}
}

func TestReaderErrorIsReturned(t *testing.T) {
	broken := errors.New("disk on fire")
	r := io.MultiReader(strings.NewReader(`{"data":{"job_id":"j","status":"completed",`), iotest.ErrReader(broken))
	if _, err := Answer(context.Background(), r, nil); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestCancelledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Answer(ctx, strings.NewReader(`{"data":{}}`), nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

// FuzzAnswer: no panic, the same judgement twice, a verdict with a reason or a
// finding, and contradicted exactly where a rule about an answer is broken.
func FuzzAnswer(f *testing.F) {
	for _, doc := range []string{"", "null", `"SUCCESS"`, recognised("a", "b", "QZAAA2600001", true),
		`{"data":{"job_id":"j","status":"completed","search_type":"1:n","results":{"results":[{"query_audio_id":"query_0","matches":[{"id":"candidate_03","score":0.5,"full_audio_latent_scores":{"max":0.5,"max_then_mean":NaN,"hungarian_mean":1e400,"matched_windows":[{"query_index":9223372036854775807,"candidate_index":-1,"similarity_score":0.5}]}}]}]}}}`} {
		f.Add([]byte(doc))
	}
	o := made(f)
	f.Fuzz(func(t *testing.T, doc []byte) {
		a, err := Answer(context.Background(), bytes.NewReader(doc), o)
		b, _ := Answer(context.Background(), bytes.NewReader(doc), o)
		if err != nil || !reflect.DeepEqual(a.Findings, b.Findings) || a.Verdict != b.Verdict {
			t.Fatalf("%v:\n%+v\n%+v", err, a, b)
		}
		broken := slices.ContainsFunc(a.Findings, func(f finding.Finding) bool { return f.Severity == finding.Error && !isNoAnswer(f) })
		if (a.Verdict == Contradicted) != broken || len(a.Reasons) == 0 && len(a.Findings) == 0 {
			t.Fatalf("%+v", a)
		}
	})
}

// FuzzReadCatalog: no panic, a catalogue or ErrCatalog.
func FuzzReadCatalog(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte("isrc,title,artist\n\"a"))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if c, err := ReadCatalog(bytes.NewReader(doc)); (c == nil) == (err == nil) || err != nil && !errors.Is(err, ErrCatalog) {
			t.Fatalf("%v, %v", c, err)
		}
	})
}

// FuzzParseRequest: no panic, a request or ErrRequest.
func FuzzParseRequest(f *testing.F) {
	f.Add([]byte(`{"run_ids": [1]}`))
	f.Add([]byte(`{"search_type": "1:n", "depth": "deep", "limit": -1}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		if r, err := ParseRequest(doc); (r == nil) == (err == nil) || err != nil && !errors.Is(err, ErrRequest) {
			t.Fatalf("%v, %v", r, err)
		}
	})
}
