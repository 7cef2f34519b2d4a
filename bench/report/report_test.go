// Package report measures how fast reports are written; see README.md.
package report

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/report"
)

const findings = 50_000

// item makes the item numbered i when it is asked for, as a run does: every
// third is an error. Each rule of the table has its turn.
func item(rules []finding.Rule, i int) report.Item {
	r := rules[i%len(rules)]
	path := fmt.Sprintf("catalogue/artist %d/album %d/track %d.flac", i/1000, i/10%100, i)
	f := finding.Finding{
		Rule: r.ID, Severity: finding.Warning, Path: path, Offset: int64(i) * 4096,
		Message: fmt.Sprintf("%s: %d bytes where %d are promised", r.Summary, i, i+4096),
		Got:     fmt.Sprint(i), Want: fmt.Sprint(i + 4096), Unit: "bytes", HTTPStatus: 400,
		Mend: fmt.Sprintf("ffmpeg -i '%s' -map 0:a:0 -c:a copy '%s.clean.flac'", path, path),
	}
	if i%3 == 0 {
		f.Severity = finding.Error
	}
	return report.Item{Path: path, Verdict: string(limits.Judge([]finding.Finding{f})), Findings: []finding.Finding{f}}
}

// BenchmarkReport writes 50,000 findings in each format. Sys-MB is what the
// process took from the system by the end, at most; run one format alone for it.
func BenchmarkReport(b *testing.B) {
	rules := limits.Rules()
	for _, name := range report.Formats() {
		b.Run(name, func(b *testing.B) {
			format, _ := report.Lookup(name)
			b.ReportAllocs()
			for b.Loop() {
				r := format.New(io.Discard, report.Meta{Profile: "trace", Version: "v1", Rules: rules})
				var s report.Summary
				for i := range findings {
					it := item(rules, i)
					s.Count(it)
					if err := r.Add(it); err != nil {
						b.Fatal(err)
					}
				}
				if err := r.Close(s); err != nil {
					b.Fatal(err)
				}
			}
			memory(b)
		})
	}
}

// BenchmarkGoSARIF writes the same findings by the library go-sarif, all of
// them and the first 5,000.
func BenchmarkGoSARIF(b *testing.B) {
	rules := limits.Rules()
	for _, n := range []int{5000, findings} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				log := sarif.NewReport()
				run := sarif.NewRunWithInformationURI("audiocheck", "https://github.com/audiocheck/audiocheck")
				for _, r := range rules {
					run.AddRule(r.ID).WithDescription(r.Summary)
				}
				for i := range n {
					f := item(rules, i).Findings[0]
					run.CreateResultForRule(f.Rule).WithLevel(string(f.Severity)).WithMessage(sarif.NewTextMessage(f.Message)).
						AddLocation(sarif.NewLocationWithPhysicalLocation(sarif.NewPhysicalLocation().
							WithArtifactLocation(sarif.NewSimpleArtifactLocation(f.Path)).
							WithRegion(sarif.NewRegion().WithByteOffset(int(f.Offset)))))
				}
				log.AddRun(run)
				var out bytes.Buffer
				if err := log.Write(&out); err != nil {
					b.Fatal(err)
				}
			}
			memory(b)
		})
	}
}

func memory(b *testing.B) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "Sys-MB")
}
