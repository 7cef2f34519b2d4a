package verify_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/audiocheck/audiocheck/verify"
)

func Example() {
	const answer = `{"data": {"job_id": "j", "status": "completed", "search_type": "1:1", "results": {"results": [
		{"query_audio_id": "new.wav", "matches": [{"id": "song.wav", "score": 0.8, "percentage": 80,
			"full_audio_latent_scores": {"max": 0.75, "max_then_mean": 0.8, "hungarian_mean": 0.7}}]}]}}}`
	r, err := verify.Answer(context.Background(), strings.NewReader(answer), nil)
	if err != nil {
		log.Fatal(err) // the answer could not be read; a broken answer is no error
	}
	fmt.Println(r.Verdict)
	for _, f := range r.Findings {
		fmt.Println(f.Severity, f.Rule, f.Message)
	}
	// Output:
	// contradicted
	// error AC618 max 0.75 is smaller than max_then_mean 0.8, a mean of maxima
}
