package report

import (
	"strings"
	"testing"

	"github.com/audiocheck/audiocheck/finding"
)

type workflow struct {
	name, data string
	props      map[string]string
}

// runner reads workflow commands as the runner of GitHub Actions does: the
// second "::" ends the head, commas part the properties, and the escapes are
// undone afterwards.
//
// Source: github.com/actions/runner, src/Runner.Common/ActionCommand.cs.
func runner(t *testing.T, out string) []workflow {
	t.Helper()
	var cs []workflow
	undo := strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%")
	for line := range strings.Lines(out) {
		head, data, ok := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(line, "\n"), "::"), "::")
		if !ok || !strings.HasPrefix(line, "::") {
			t.Fatalf("line %q is no command", line)
		}
		name, props, _ := strings.Cut(head, " ")
		c := workflow{name, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data), map[string]string{}}
		for p := range strings.SplitSeq(props, ",") {
			k, v, ok := strings.Cut(p, "=")
			if !ok {
				t.Fatalf("property %q of %q has no value", p, line)
			}
			c.props[k] = undo.Replace(v)
		}
		cs = append(cs, c)
	}
	return cs
}

func TestGitHubLine(t *testing.T) {
	f := found("AC201", finding.Error, "./a,b:c%.mp3", "ends 50% early")
	f.Offset, f.Mend = 9, "ffmpeg -i x y"
	got := written(t, "github", testMeta, []Item{{Path: f.Path, Verdict: "reject", Findings: []finding.Finding{f}}})
	want := "::error file=a%2Cb%3Ac%25.mp3,title=AC201 truncated::./a,b:c%25.mp3: ends 50%25 early (at byte 9)%0Amend: ffmpeg -i x y\n"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestGitHubEmpty(t *testing.T) {
	if got := written(t, "github", testMeta, []Item{{Path: "a", Verdict: "accept"}}); got != "" {
		t.Errorf("got %q, want nothing", got)
	}
}

func TestGitHubHostile(t *testing.T) {
	for i, it := range hostileItems() {
		cs := runner(t, written(t, "github", testMeta, []Item{it}))
		name := hostile[i]
		if len(cs) != 2 || cs[0].name != "error" || cs[1].name != "notice" {
			t.Fatalf("%q: got %+v, want an error and a notice", name, cs)
		}
		if got, want := cs[0].props["file"], visible(strings.TrimPrefix(name, "./")); got != want {
			t.Errorf("file %q, want %q", got, want)
		}
		if cs[0].props["title"] != "AC201 truncated" || len(cs[0].props) != 2 {
			t.Errorf("%q: properties %v", name, cs[0].props)
		}
		if want := visible(name) + ": got " + visible(name) + " here"; !strings.HasPrefix(cs[0].data, want) {
			t.Errorf("data %q, want %q in front", cs[0].data, want)
		}
	}
}

func TestGitHubShowsTenOfAKind(t *testing.T) {
	items := manyItems(10000)
	for range 12 {
		items = append(items, Item{Path: "n", Verdict: "accept", Findings: []finding.Finding{found("AC900", finding.Note, "n", "told")}})
	}
	count := map[string]int{}
	cs := runner(t, written(t, "github", testMeta, items))
	for _, c := range cs {
		count[c.name]++
	}
	if count["error"] != 10 || count["warning"] != 10 || count["notice"] != 10 {
		t.Errorf("got %v, want 10 each", count)
	}
	want := "4990 more errors, 4990 more warnings, 3 more notices not shown; 10012 files: 12 accepted, 5000 warned, 5000 rejected"
	if got := cs[len(cs)-1]; got.name != "notice" || got.data != want {
		t.Errorf("got %+v\nwant %s", got, want)
	}
}

func TestGitHubWithoutAFile(t *testing.T) {
	batch := Item{Path: "(all files)", Verdict: "reject", Findings: []finding.Finding{found("AC999", finding.Error, "", "11 files")}}
	got := written(t, "github", testMeta, []Item{batch, missing("gone")})
	want := "::error title=AC999::11 files\n::error file=gone,title=AC001::gone: no such file or folder\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
