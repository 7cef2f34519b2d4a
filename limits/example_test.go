package limits_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

func ExampleCheck() {
	info, err := probe.File(context.Background(), "../testdata/catalog/epic.flac", nil)
	if err != nil {
		log.Fatal(err)
	}
	trace, err := limits.Lookup("trace")
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range limits.Check(info, trace) {
		fmt.Printf("%s %s: %s\n", f.Severity, f.Rule, f.Message)
		fmt.Printf("got %s %s, limit %s %s, the vendor answers HTTP %d\n", f.Got, f.Unit, f.Want, f.Unit, f.HTTPStatus)
	}
	// Output:
	// error AC301: duration 310.000 s is over the limit of 300.000 s
	// got 310.000 s, limit 300.000 s, the vendor answers HTTP 400
}

// A file of one catalog against several vendors.
func ExampleInspect() {
	info, err := probe.File(context.Background(), "../testdata/catalog/answering-machine.wav", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, name := range []string{"trace", "audioverify"} {
		p, err := limits.Lookup(name)
		if err != nil {
			log.Fatal(err)
		}
		r := limits.Inspect(info, p)
		fmt.Println(name, r.Verdict)
		for _, f := range r.Findings {
			fmt.Println(" ", f.Rule, f.Message)
		}
	}
	// Output:
	// trace warn
	//   AC106 Soundverse Trace does not say whether it accepts a WAV file with pcm_mulaw: only plain .wav is documented
	// audioverify reject
	//   AC103 the extension ".wav" is not accepted; Slipstream AudioVerify accepts .mp4 .mov .avi .mpeg
	//   AC105 a WAV file with pcm_mulaw is not accepted by Slipstream AudioVerify
	//   AC112 the file has no video track, and Slipstream AudioVerify takes videos
}

// Limits of one's own are a profile too.
func ExampleParse() {
	p, err := limits.Parse(strings.NewReader(`
name: jingles
title: our jingles
evidence: documented
duration: {max_seconds: 0.05}
channels: {min: 2, max: 2}
`))
	if err != nil {
		log.Fatal(err)
	}
	info, err := probe.File(context.Background(), "../testdata/catalog/jingle.wav", nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range limits.Check(info, p) {
		fmt.Println(f.Rule, f.Message)
	}
	// Output:
	// AC301 duration 0.100 s is over the limit of 0.050 s
	// AC322 the number of channels, 1, is outside the accepted 2
}

func ExampleCheckGrid() {
	trace, err := limits.Lookup("trace")
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range limits.CheckGrid(400, 500, trace) {
		fmt.Println(f.Rule, f.Message)
	}
	// Output:
	// AC402 400 queries against 500 candidates are 200000 pairs, over the limit of 100000 a search
}
