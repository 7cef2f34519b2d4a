package limits

import (
	"fmt"
	"math/bits"
	"strconv"

	"github.com/audiocheck/audiocheck/finding"
)

// CheckBatch judges how many files go into one request. It returns nothing
// when p has no such limit.
func CheckBatch(files int, p Profile) []finding.Finding {
	if p.Batch.MaxFiles == 0 || files <= p.Batch.MaxFiles {
		return nil
	}
	f := New("AC401", "", fmt.Sprintf("%d files are over the limit of %d a request; send them in %d requests",
		files, p.Batch.MaxFiles, (files-1)/p.Batch.MaxFiles+1))
	f.Got, f.Want, f.Unit = strconv.Itoa(files), strconv.Itoa(p.Batch.MaxFiles), "files"
	f.HTTPStatus = p.Batch.HTTPStatus
	return []finding.Finding{f}
}

// CheckGrid judges how many pairs a search of queries against candidates
// makes. It returns nothing when p has no such limit.
func CheckGrid(queries, candidates int64, p Profile) []finding.Finding {
	pairs := product(queries, candidates)
	if p.Batch.MaxPairs == 0 || pairs <= p.Batch.MaxPairs {
		return nil
	}
	f := New("AC402", "", fmt.Sprintf("%d queries against %d candidates are %d pairs, over the limit of %d a search",
		queries, candidates, pairs, p.Batch.MaxPairs))
	f.Got, f.Want, f.Unit = strconv.FormatInt(pairs, 10), strconv.FormatInt(p.Batch.MaxPairs, 10), "pairs"
	return []finding.Finding{f}
}

// product returns a*b for counts, at most the largest int64.
func product(a, b int64) int64 {
	hi, lo := bits.Mul64(uint64(max(a, 0)), uint64(max(b, 0)))
	if hi != 0 || lo > 1<<63-1 {
		return 1<<63 - 1
	}
	return int64(lo)
}
