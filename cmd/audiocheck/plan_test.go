package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/audiocheck/audiocheck/probe"
	"github.com/audiocheck/audiocheck/vendors/trace"
)

func TestPlanExitCodes(t *testing.T) {
	inRoot(t)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"plan --candidates " + good, 0, "upload 'file=@\"testdata/catalog/jingle.wav\"'"},
		{"plan --candidates testdata/catalog", 1, "left out: testdata/catalog/epic.flac: error AC301"},
		{"plan --candidates testdata/catalog --fail-on never", 0, "1 ingest requests of at most 10 files"},
		{"plan --candidates testdata/catalog --strict --fail-on never", 0, "left out: testdata/catalog/trailer.mp3: warning AC253"},
		{"plan --candidates testdata/catalog --queries " + good + " --fail-on never", 0, "1 searches of at most 100000 pairs, 7 pairs in all; search: track"},
		{"plan --candidates missing --fail-on never", 0, "AC001"},
		{"plan --candidates missing", 1, "AC001"},
		{"plan", 2, "no candidates are given"},
		{"plan x", 2, `takes flags alone, and "x" is none`},
		{"plan --candidates x --profile openai-transcribe", 2, "only the requests of trace"},
		{"plan --candidates x --tasks lyrics", 2, "none of"},
		{"plan --candidates x --tasks motif --search track", 2, "add them to --tasks"},
		{"plan --candidates x --search deep", 2, "none of"},
		{"plan --candidates x --encoder type3", 2, "none of"},
		{"plan --candidates x --limit -1", 2, "negative"},
		{"plan --candidates x --format xml", 2, "none of text, json"},
		{"plan --candidates x --fail-on maybe", 2, "none of error"},
		{"plan --candidates x --prices missing.yaml", 2, "missing.yaml"},
		{"plan --candidates x --candidate-dataset queries", 2, "two different names"},
		{"plan --facts missing.jsonl", 2, "missing.jsonl"},
		{"plan --facts README.md", 2, "line 1"},
		{"plan --facts - --skip-duplicates", 2, "do not tell"},
	} {
		code, out, errOut := command(t, "", strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(out+errOut, c.want) {
			t.Errorf("audiocheck %s: exit %d, want %d, and %q in\n%s%s", c.args, code, c.code, c.want, out, errOut)
		}
		if code == exitUsage && out != "" {
			t.Errorf("audiocheck %s: a usage error wrote to standard output:\n%s", c.args, out)
		}
	}
}

// planned runs plan and returns its JSON.
func planned(t *testing.T, stdin string, args ...string) planJSON {
	t.Helper()
	_, out, errOut := command(t, stdin, append([]string{"plan", "--format", "json"}, args...)...)
	var p planJSON
	if err := json.Unmarshal([]byte(out), &p); err != nil {
		t.Fatalf("%v\n%s%s", err, out, errOut)
	}
	return p
}

func TestPlanConformsToItsSchema(t *testing.T) {
	inRoot(t)
	prices := filepath.Join(t.TempDir(), "prices.yaml")
	if err := os.WriteFile(prices, []byte("currency: EUR\nsource: me\nsearch: [{per_pair: 0.001}]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("docs/plan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("plan.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	schema := c.MustCompile("plan.schema.json")
	for _, args := range [][]string{
		{"--candidates", "testdata", "--queries", "testdata/catalog", "--queries", hostileNames(t), "--prices", prices, "--skip-duplicates"},
		{"--candidates", hostileNames(t)},
		{"--candidates", "missing"},
	} {
		_, out, _ := command(t, "", append([]string{"plan", "--format", "json"}, args...)...)
		conforms(t, schema, out)
	}
}

// TestPlannedBodies reads the predicted bodies as the vendor's requests and
// asks the rules of requests about each.
func TestPlannedBodies(t *testing.T) {
	inRoot(t)
	prices := filepath.Join(t.TempDir(), "prices.yaml")
	table := "currency: EUR\ningest: [{tasks: [motif, light_stem, full_audio_latent], each: 0.03}]\nsearch: [{per_pair: 0.001}]\n"
	if err := os.WriteFile(prices, []byte(table), 0o644); err != nil {
		t.Fatal(err)
	}
	p := planned(t, "", "--candidates", "testdata", "--queries", "testdata/catalog",
		"--tasks", "full_audio_latent,light_stem,motif", "--prices", prices)
	var blobs []string
	steps := map[string]int{}
	for _, r := range p.Requests {
		steps[r.Step]++
		switch r.Step {
		case "ingest":
			var q trace.IngestRequest
			if err := json.Unmarshal(r.Body, &q); err != nil || len(q.Check()) > 0 || r.URL != "https://api.soundverse.ai/trace/v1/ingest/type2" {
				t.Errorf("%+v: %v %v", r, err, q.Check())
			}
			blobs = append(blobs, q.AudioBlobs...)
		case "search":
			var q trace.ComprehensiveRequest
			around := trace.Around{Queries: int64(r.Queries), Candidates: int64(r.Candidates)}
			if err := json.Unmarshal(r.Body, &q); err != nil || len(q.Check(around)) > 0 {
				t.Errorf("%+v: %v %v", r, err, q.Check(around))
			}
		}
	}
	if want := (p.Summary.Candidates+9)/10 + (p.Summary.Queries+9)/10; steps["ingest"] != want || steps["search"] != 1 || steps["dataset"] != 2 {
		t.Errorf("%v, want %d ingests; %+v", steps, want, p.Summary)
	}
	if len(blobs) != len(p.Uploads) || !strings.HasPrefix(blobs[0], "dataset/<uuid>_") {
		t.Errorf("%d blobs and %d uploads; %q", len(blobs), len(p.Uploads), blobs)
	}
	for _, u := range p.Uploads {
		if in := strings.HasPrefix(u.Path, "testdata/catalog"); in != (u.Dataset == "queries") {
			t.Errorf("%s is in %s", u.Path, u.Dataset)
		}
	}
	tracks := p.Summary.Candidates + p.Summary.Queries
	pairs := p.Summary.Candidates * p.Summary.Queries
	if want := fmt.Sprintf("%d.%02d", tracks*3/100, tracks*3%100); p.Cost.Ingest != want {
		t.Errorf("the ingest of %d tracks costs %s, want %s", tracks, p.Cost.Ingest, want)
	}
	if want := float64(pairs) / 1000; fmt.Sprint(p.Cost.Search) != fmt.Sprintf("%.3f", want) && fmt.Sprint(p.Cost.Search) != fmt.Sprintf("%.2f", want) {
		t.Errorf("%d pairs cost %s", pairs, p.Cost.Search)
	}
}

func TestPlanNamesDuplicates(t *testing.T) {
	inRoot(t)
	ballad, err := filepath.Abs("testdata/catalog/ballad.flac")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	copyFiles(t, "testdata/catalog", dir)
	data, err := os.ReadFile(ballad)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	if err := os.WriteFile("copy.flac", data, 0o644); err != nil {
		t.Fatal(err)
	}
	if code, _, errOut := command(t, "", "decode", "ballad.flac", "-o", "same.wav"); code != 0 {
		t.Fatal(errOut)
	}
	p := planned(t, "", "--candidates", ".")
	if len(p.Duplicates) != 2 || p.Duplicates[0].Same != "bytes" || !slices.Equal(p.Duplicates[0].Paths, []string{"ballad.flac", "copy.flac"}) {
		// The other is of jingle.wav, which renamed.mp3 was made from: that is left out, so that there is none.
		if len(p.Duplicates) != 1 {
			t.Errorf("by bytes: %+v", p.Duplicates)
		}
	}
	p = planned(t, "", "--candidates", ".", "--depth", "samples")
	if !slices.ContainsFunc(p.Duplicates, func(d duplicatesJSON) bool {
		return d.Same == "samples" && slices.Equal(d.Paths, []string{"ballad.flac", "same.wav"})
	}) {
		t.Errorf("by samples: %+v", p.Duplicates)
	}
	before := p.Summary.Candidates
	p = planned(t, "", "--candidates", ".", "--depth", "samples", "--skip-duplicates")
	var same []string
	for _, l := range p.LeftOut {
		if l.SameAs == "ballad.flac" {
			same = append(same, l.Path)
		}
	}
	if !slices.Equal(same, []string{"copy.flac", "same.wav"}) || p.Summary.Candidates > before-2 {
		t.Errorf("skipped %q; %+v, before %d", same, p.Summary, before)
	}
}

// TestPlanFromFacts plans the same from facts as from the files.
func TestPlanFromFacts(t *testing.T) {
	inRoot(t)
	_, facts, _ := command(t, "", "probe", "--format", "jsonl", "testdata", "missing.mp3")
	fresh := planned(t, "", "--candidates", "testdata", "--candidates", "missing.mp3", "--queries", "testdata/catalog")
	kept := planned(t, facts, "--facts", "-", "--queries", "testdata/catalog")
	if fresh.Summary != kept.Summary || len(kept.Uploads) != len(fresh.Uploads) {
		t.Errorf("%+v\n%+v", fresh.Summary, kept.Summary)
	}
	for i := range fresh.Uploads {
		if fresh.Uploads[i].Path != kept.Uploads[i].Path {
			t.Errorf("%+v\n%+v", fresh.Uploads[i], kept.Uploads[i])
		}
	}
	some := planned(t, facts, "--facts", "-", "--candidates", "testdata/flac")
	for _, u := range some.Uploads {
		if !strings.HasPrefix(u.Path, "testdata/flac/") {
			t.Errorf("%s is not under --candidates", u.Path)
		}
	}
}

// TestPlanCutsTheGrid plans more pairs than one job may hold.
func TestPlanCutsTheGrid(t *testing.T) {
	inRoot(t)
	info, err := probe.File(t.Context(), good, nil)
	if err != nil {
		t.Fatal(err)
	}
	var facts strings.Builder
	e := json.NewEncoder(&facts)
	for i := range 1801 {
		info.Path = fmt.Sprintf("all/%04d.wav", i)
		if i < 301 {
			info.Path = fmt.Sprintf("new/%04d.wav", i)
		}
		if err := e.Encode(info); err != nil {
			t.Fatal(err)
		}
	}
	p := planned(t, facts.String(), "--facts", "-", "--queries", "new")
	if p.Summary.Candidates != 1500 || p.Summary.Queries != 301 || p.Summary.SearchJobs != 5 || p.Summary.Pairs != 451500 {
		t.Errorf("%+v", p.Summary)
	}
	tracks := map[string]int{}
	for _, u := range p.Uploads {
		tracks[u.Dataset]++
	}
	var pairs int64
	seen := map[string]bool{}
	for _, r := range p.Requests {
		if r.Step != "search" {
			continue
		}
		var q trace.SearchRequest
		if err := json.Unmarshal(r.Body, &q); err != nil {
			t.Fatal(err)
		}
		seen[q.QueryDatasetName+" "+q.CandidateDatasetName] = true
		got := int64(tracks[q.QueryDatasetName]) * int64(tracks[q.CandidateDatasetName])
		if got > trace.MaxPairs || got != r.Pairs || got == 0 {
			t.Errorf("%+v has %d pairs", r, got)
		}
		pairs += got
	}
	if pairs != p.Summary.Pairs || len(seen) != 5 {
		t.Errorf("%d pairs in %v", pairs, seen)
	}
}

// fakeTrace answers as the vendor's documents say, and records what it gets.
type fakeTrace struct {
	t        *testing.T
	mu       sync.Mutex
	files    []string // contents of the uploads
	blobs    []string
	datasets map[string][]string // blobs of each
	searches int
}

func (f *fakeTrace) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.Method != "POST" || r.Header.Get("Authorization") != "Bearer s3cret" {
		f.t.Errorf("%s %s with %q", r.Method, r.URL, r.Header.Get("Authorization"))
	}
	if r.URL.Path == trace.UploadPath {
		f.upload(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		f.t.Error(err)
	}
	switch r.URL.Path {
	case trace.DatasetPath:
		var q trace.DatasetRequest
		f.read(body, &q)
		f.datasets[q.Name] = []string{}
	case trace.IngestPath + "type2":
		var q trace.IngestRequest
		f.read(body, &q)
		if fs := q.Check(); len(fs) > 0 || f.datasets[q.DatasetName] == nil {
			f.t.Errorf("%s: %v", body, fs)
		}
		f.datasets[q.DatasetName] = append(f.datasets[q.DatasetName], q.AudioBlobs...)
	case trace.SearchPath + "type2":
		var q trace.SearchRequest
		f.read(body, &q)
		if fs := q.Check(trace.Around{}); len(fs) > 0 || f.datasets[q.CandidateDatasetName] == nil || f.datasets[q.QueryDatasetName] == nil {
			f.t.Errorf("%s: %v", body, fs)
		}
		f.searches++
	default:
		f.t.Errorf("a request of %s", r.URL)
	}
	fmt.Fprint(w, `{"success":true,"data":{"job_id":"j"}}`)
}

func (f *fakeTrace) read(body []byte, v any) {
	if err := json.Unmarshal(body, v); err != nil {
		f.t.Errorf("%s: %v", body, err)
	}
}

func (f *fakeTrace) upload(w http.ResponseWriter, r *http.Request) {
	file, head, err := r.FormFile("file")
	if err != nil {
		f.t.Error(err)
		return
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		f.t.Error(err)
	}
	blob := fmt.Sprintf("dataset/%036d_%s \"\\é", len(f.files), strings.ToValidUTF8(head.Filename, "\ufffd"))
	f.files, f.blobs = append(f.files, string(data)), append(f.blobs, blob)
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	if err := e.Encode(map[string]any{"success": true, "message": `"blob_name": "no"`, "data": map[string]string{"blob_name": blob}}); err != nil {
		f.t.Error(err)
	}
}

// TestPlanScriptRuns runs the script with curl against a server that answers as
// the vendor does, with names that a shell or curl could take for something
// else: each file arrives whole, and each ingest names the blobs of its uploads.
func TestPlanScriptRuns(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("these names cannot be here, and the script is for a POSIX shell")
	}
	for _, tool := range []string{"sh", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("the script needs it:", err)
		}
	}
	inRoot(t)
	wav, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	if err := os.Mkdir("new", 0o755); err != nil {
		t.Fatal(err)
	}
	contents, queries := map[string]string{}, 0 // by path
	for i, s := range append(stems, "a;type=x", "b;filename=c", "<b", "@c", "a,b") {
		if strings.Contains(s, "\x1b") {
			continue // curl sends it as it is, and the parser of package mime refuses it
		}
		wav[len(wav)-1] = byte(i) // of a sample, so that no two files are the same
		path := s + ".wav"
		if i%6 == 0 {
			path = filepath.Join("new", path)
			queries++
		}
		contents[path] = string(wav)
		if err := os.WriteFile(path, wav, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	code, script, errOut := command(t, "", "plan", "--candidates", ".", "--queries", "new")
	if code != 0 {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	fake := &fakeTrace{t: t, datasets: map[string][]string{}}
	server := httptest.NewServer(fake)
	defer server.Close()
	if err := os.WriteFile("plan.sh", []byte(script), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, step := range []string{"ingest", "search"} {
		cmd := exec.Command("sh", "plan.sh", step)
		cmd.Env = append(os.Environ(), "TRACE_API_KEY=s3cret", "TRACE_URL="+server.URL)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", step, err, out)
		}
	}
	got, want := slices.Clone(fake.files), []string{}
	for _, data := range contents {
		want = append(want, data)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d files arrived, want %d", len(got), len(want))
	}
	if all := slices.Concat(fake.datasets["candidates"], fake.datasets["queries"]); !slices.Equal(all, fake.blobs) || len(fake.datasets["queries"]) != queries {
		t.Errorf("ingested %q\nuploaded %q", all, fake.blobs)
	}
	if fake.searches != 1 {
		t.Errorf("%d searches", fake.searches)
	}
}

// TestPlanScriptNeedsItsKey runs the script without the key and without a step.
func TestPlanScriptNeedsItsKey(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no shell:", err)
	}
	inRoot(t)
	_, script, _ := command(t, "", "plan", "--candidates", good)
	for _, c := range []struct{ key, want string }{{"", "TRACE_API_KEY"}, {"k", "usage"}} {
		cmd := exec.Command(sh)
		cmd.Stdin = strings.NewReader(script)
		cmd.Env = append(os.Environ(), "TRACE_API_KEY="+c.key)
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("with the key %q: %v\n%s", c.key, err, out)
		}
	}
}
