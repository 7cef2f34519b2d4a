package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
)

// publishedSchema is the JSON schema of SARIF 2.1.0 with errata 01 as OASIS
// publishes it. It is read from the source of the module go-sarif, which holds
// the whole of it, since its terms do not say that it may be copied into this
// repository.
var publishedSchema = sync.OnceValues(func() (*jsonschema.Schema, error) {
	text, err := schemaText()
	if err != nil {
		return nil, err
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(sarifSchema, doc); err != nil {
		return nil, err
	}
	return c.Compile(sarifSchema)
})

func schemaText() (string, error) {
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif").Output()
	if err != nil {
		return "", err
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "schema.go"), nil, 0)
	if err != nil {
		return "", err
	}
	value, ok := file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit)
	if !ok {
		return "", errors.New("schema is no literal")
	}
	return strconv.Unquote(value.Value)
}

func validate(t *testing.T, log string) error {
	t.Helper()
	schema, err := publishedSchema()
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("the schema is found by the go command, which is not on PATH")
	}
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

func readSARIF(t *testing.T, log string) *sarif.Run {
	t.Helper()
	if err := validate(t, log); err != nil {
		t.Errorf("against the published schema: %v", err)
	}
	r, err := sarif.FromString(log)
	if err != nil {
		t.Fatal(err)
	}
	if r.Version != "2.1.0" || len(r.Runs) != 1 {
		t.Fatalf("version %q with %d runs, want 2.1.0 with 1", r.Version, len(r.Runs))
	}
	return r.Runs[0]
}

func TestTheSchemaRefuses(t *testing.T) {
	log := written(t, "sarif", testMeta, hostileItems())
	for _, change := range [][2]string{
		{`"level":"error"`, `"level":"grave"`}, {`"ruleIndex":`, `"ruleNumber":`}, {`"byteOffset":0`, `"byteOffset":-2`},
		{`"version":"2.1.0"`, `"version":"2.2.0"`}, {`"executionSuccessful":`, `"successful":`}, {`"uri":"%2D`, `"uri":"% D`},
		{`"helpUri":"https`, `"helpUri":"ht tps`},
	} {
		broken := strings.Replace(log, change[0], change[1], 1)
		if broken == log && change[0] != `"uri":"%2D` {
			t.Errorf("%s does not occur", change[0])
		} else if broken != log && validate(t, broken) == nil {
			t.Errorf("%s for %s is valid, so that the schema does not look there", change[1], change[0])
		}
	}
}

func TestSARIFEmpty(t *testing.T) {
	for _, m := range []Meta{testMeta, {}} {
		run := readSARIF(t, written(t, "sarif", m, nil))
		if run.Results == nil || len(run.Results) != 0 {
			t.Errorf("got results %v, want an empty array: null says that nothing was checked", run.Results)
		}
		if inv := run.Invocations[0]; !*inv.ExecutionSuccessful || len(inv.ToolExecutionNotifications) != 0 {
			t.Errorf("got %+v, want success without a word", inv)
		}
	}
}

func TestSARIFRules(t *testing.T) {
	driver := readSARIF(t, written(t, "sarif", testMeta, nil)).Tool.Driver
	if *driver.Name != "audiocheck" || *driver.Version != "v1.2.3" || len(driver.Rules) != len(testRules) {
		t.Fatalf("got %s %s with %d rules", *driver.Name, *driver.Version, len(driver.Rules))
	}
	r := driver.Rules[0]
	if *r.ID != "AC201" || *r.Name != "truncated" || r.DefaultConfiguration.Level != "error" ||
		*r.ShortDescription.Text != "The file ends before what its own structure promises." ||
		*r.HelpURI != "https://github.com/audiocheck/audiocheck/blob/main/docs/rules.md#ac201-truncated" ||
		!strings.Contains(*r.Help.Text, "audiocheck explain AC201") || *r.FullDescription.Text == "" {
		t.Errorf("got rule %+v", r)
	}
	if got := *driver.Rules[3].ShortDescription.Text; got != "Something worth {{knowing}}." {
		t.Errorf("got %q: braces are placeholders unless doubled", got)
	}
}

// Every rule that there is must pass, and keep GitHub's bounds; docs.github.com,
// SARIF support for code scanning, "reportingDescriptor object".
func TestSARIFOfAllRules(t *testing.T) {
	m := testMeta
	m.Rules = limits.Rules()
	var items []Item
	for _, r := range m.Rules {
		items = append(items, Item{Path: "a", Verdict: "reject", Findings: []finding.Finding{found(r.ID, r.Severity, "a", r.Summary)}})
	}
	run := readSARIF(t, written(t, "sarif", m, items))
	for i, r := range run.Tool.Driver.Rules {
		if len(*r.Name) > 255 || len(*r.ShortDescription.Text) > 1024 || len(*r.FullDescription.Text) > 1024 {
			t.Errorf("%s is too long for GitHub", *r.ID)
		}
		if res := run.Results[i]; *res.RuleID != *r.ID || res.RuleIndex != i || res.Level != string(m.Rules[i].Severity) {
			t.Errorf("result %d: rule %s with index %d, level %s", i, *res.RuleID, res.RuleIndex, res.Level)
		}
	}
}

func TestSARIFHostile(t *testing.T) {
	run := readSARIF(t, written(t, "sarif", testMeta, hostileItems()))
	if len(run.Results) != 2*len(hostile) {
		t.Fatalf("got %d results, want %d", len(run.Results), 2*len(hostile))
	}
	prints := map[string]bool{}
	for i, r := range run.Results {
		name, loc := hostile[i/2], r.Locations[0].PhysicalLocation
		checkURI(t, *loc.ArtifactLocation.URI, name)
		print := r.PartialFingerprints["primaryLocationLineHash"]
		if prints[print] && name != "./x//y/../z.wav" {
			t.Errorf("%q: fingerprint %s twice", name, print)
		}
		prints[print] = true
		if strings.Contains(*r.Message.Text, "](") {
			t.Errorf("message %q holds a link", *r.Message.Text)
		}
		if i%2 == 1 {
			if loc.Region != nil || r.Level != "note" {
				t.Errorf("%q: region %v and level %s, want none and note", name, loc.Region, r.Level)
			}
			continue
		}
		if loc.Region.ByteOffset != i/2 || loc.Region.StartLine != nil || r.Level != "error" || r.RuleIndex != 0 {
			t.Errorf("%q: region %+v, level %s", name, loc.Region, r.Level)
		}
		if r.Properties.Properties["unit"] != "bytes" || r.Properties.Properties["http_status"] != 400.0 {
			t.Errorf("%q: properties %v", name, r.Properties)
		}
	}
}

// checkURI holds that the URI, taken apart by net/url, has the bytes of name.
func checkURI(t *testing.T, uri, name string) {
	t.Helper()
	u, err := url.Parse(uri)
	if err != nil {
		t.Errorf("%q: %v", name, err)
		return
	}
	want := path.Clean(name)
	if u.Path != want || u.RawQuery != "" || u.Fragment != "" || u.Host != "" || (u.Scheme == "file") != strings.HasPrefix(name, "/") {
		t.Errorf("%q: %s has path %q", name, uri, u.Path)
	}
}

func TestSARIFCutsTheLeastGrave(t *testing.T) {
	items := manyItems(10000)
	items = append(items, Item{Path: "n", Verdict: "accept", Findings: []finding.Finding{found("AC900", finding.Note, "n", "told")}})
	items[1].Findings[0].Severity = finding.Warning // 4,999 errors: one warning has room
	log := written(t, "sarif", testMeta, items)
	run := readSARIF(t, log)
	count := map[string]int{}
	for _, r := range run.Results {
		count[r.Level]++
	}
	if count["error"] != 4999 || count["warning"] != 1 || len(run.Results) != 5000 {
		t.Errorf("got %v, want 4999 errors and 1 warning", count)
	}
	if got := *run.Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != "music/track%200.flac" {
		t.Errorf("the first result is about %s, want the first file", got)
	}
	uris := make([]int, len(run.Results))
	for i, r := range run.Results {
		fmt.Sscanf(*r.Locations[0].PhysicalLocation.ArtifactLocation.URI, "music/track%%20%d.flac", &uris[i])
	}
	if !slices.IsSorted(uris) {
		t.Error("the results are not in the order of the findings")
	}
	want := "5001 of 10001 findings were cut, the least grave first: this log holds at most 5000."
	if n := run.Invocations[0].ToolExecutionNotifications; len(n) != 1 || *n[0].Message.Text != want {
		t.Errorf("got %+v, want %q", n, want)
	}
	if len(log) > 10<<20 || strings.Contains(log, "\n ") {
		t.Errorf("%d bytes, or indented", len(log))
	}
}

func TestGravest(t *testing.T) {
	g := gravest{max: 2}
	for i, s := range []finding.Severity{finding.Note, "odd", finding.Warning, finding.Error, finding.Warning, finding.Error, finding.Error} {
		g.add(finding.Finding{Severity: s, Offset: int64(i)}, "")
	}
	kept := g.inOrder()
	if len(kept) != 2 || kept[0].finding.Offset != 3 || kept[1].finding.Offset != 5 || g.cut != 5 {
		t.Errorf("kept %+v and cut %d, want the errors 3 and 5 of three, and 5", kept, g.cut)
	}
}

func TestSARIFFingerprints(t *testing.T) {
	crc := found("AC204", finding.Error, "a.flac", "bad")
	crc.Offset = 10
	log := func(at int64) []*sarif.Result {
		one, two := crc, crc
		one.Offset, two.Offset = at, at+100
		return readSARIF(t, written(t, "sarif", Meta{}, []Item{{Path: "a.flac", Verdict: "reject", Findings: []finding.Finding{one, two}}})).Results
	}
	before, after := log(10), log(7000)
	for i := range before {
		if a, b := before[i].PartialFingerprints["audiocheckFinding/v1"], after[i].PartialFingerprints["audiocheckFinding/v1"]; a != b || a != finding.Fingerprint(crc, i) {
			t.Errorf("finding %d: %s and %s, want %s", i, a, b, finding.Fingerprint(crc, i))
		}
	}
	unknown := written(t, "sarif", Meta{}, []Item{{Path: "a.flac", Findings: []finding.Finding{crc}}})
	if strings.Contains(unknown, "ruleIndex") {
		t.Error("a rule that is not in the table has an index")
	}
}

func TestSARIFWithoutAFile(t *testing.T) {
	batch := Item{Path: "(all files)", Verdict: "reject", Findings: []finding.Finding{found("AC301", finding.Error, "", "11 files")}}
	run := readSARIF(t, written(t, "sarif", testMeta, []Item{batch, missing("x")}))
	if got := *run.Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != "." {
		t.Errorf("got %q, want the root: GitHub refuses a result without a place", got)
	}
	inv := run.Invocations[0]
	if *inv.ExecutionSuccessful || *inv.ToolExecutionNotifications[0].Message.Text != "1 file could not be judged." {
		t.Errorf("got %+v, want a failure", inv)
	}
}

// The reader drops what it does not know, so that nothing may be missing from
// what it writes again.
func TestSARIFHasNothingUnknown(t *testing.T) {
	log := written(t, "sarif", testMeta, hostileItems()[:1])
	r, err := sarif.FromString(log)
	if err != nil {
		t.Fatal(err)
	}
	again, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"byteOffset", "fullyQualifiedName", "partialFingerprints", "uriBaseId", "helpUri", "problem.severity", "mend"} {
		if !bytes.Contains(again, []byte(`"`+key+`"`)) || !strings.Contains(log, `"`+key+`"`) {
			t.Errorf("%s got lost", key)
		}
	}
}
