package trace

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/audiocheck/audiocheck/internal/jsonobj"
)

// match judges one match by itself and within its list.
func (c *checker) match(m *Match, at string) {
	c.log.Needs(&m.Object, at, "id", "score", "percentage")
	c.listedOnce(m, at)
	if !m.Lacks("score") {
		c.similarity(m.Score, at+"/score")
		c.percentage(m, at)
		c.metric(m, at)
	}
	c.fullMix = true
	c.block(m.FullAudio, at+"/full_audio_latent_scores")
	c.fullMix = false
	c.block(m.Vocal, at+"/vocal_latent_scores")
	c.otherBlocks(m, at)
	for _, stem := range slices.Sorted(maps.Keys(m.Motifs)) {
		c.motifs(m.Motifs[stem], at+"/motif_matches/"+jsonobj.Escape(stem))
	}
	c.listed.add(m)
	c.diag.scoreOf(m, at)
}

// similarity judges any number that is a similarity.
func (c *checker) similarity(s float64, at string) {
	switch {
	case math.Abs(s) > 1+rounding+tiny:
		c.add(scoreRange, at, s, "-1 to 1", "similarity %v lies outside -1 to 1", s)
	case s < 0:
		c.add(scoreNegative, at, s, "0 to 1", "similarity %v is negative", s)
	}
	if s < 0 {
		c.diag.negative = true
	}
}

func (c *checker) percentage(m *Match, at string) {
	if m.Lacks("percentage") {
		return
	}
	at += "/percentage"
	if math.Abs(m.Percentage) > 100+tiny {
		c.add(percentRange, at, m.Percentage, "-100 to 100", "percentage %v lies outside -100 to 100", m.Percentage)
	}
	want := 100 * m.Score
	switch off := math.Abs(m.Percentage - want); {
	case off > 0.1+tiny:
		c.add(percentOff, at, m.Percentage, short(want), "percentage %v is off 100 times score %v by %s", m.Percentage, m.Score, short(off))
	case off > 0.05+tiny:
		c.add(percentRounding, at, m.Percentage, short(want), "percentage %v is off 100 times score %v by %s, more than rounding explains", m.Percentage, m.Score, short(off))
	}
}

// short prints a reckoned number without the dust of its arithmetic.
func short(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }

// metric holds score against the number that the payload names.
func (c *checker) metric(m *Match, at string) {
	if m.Payload == nil || m.FullAudio == nil {
		return
	}
	named, ok := m.FullAudio.named(m.Payload.Metric)
	if ok && math.Abs(m.Score-named) > rounding+tiny {
		c.add(scoreNotMetric, at+"/score", m.Score, named, "score %v is not the full mix's %s %v, which payload.metric names", m.Score, m.Payload.Metric, named)
	}
}

// named returns the score with the vendor's name for it.
func (b *LatentScores) named(metric string) (float64, bool) {
	if b == nil || b.Lacks(metric) {
		return 0, false
	}
	switch metric {
	case "max":
		return b.Max, true
	case "max_then_mean":
		return b.MaxThenMean, true
	case "hungarian_mean":
		return b.HungarianMean, true
	}
	return 0, false
}

// otherBlocks judges blocks of scores under keys that the documents do not show.
func (c *checker) otherBlocks(m *Match, at string) {
	for _, key := range slices.Sorted(maps.Keys(m.Extra)) {
		if !strings.HasSuffix(key, "_latent_scores") {
			continue
		}
		if v, err := jsonobj.Parse(m.Extra[key], true); err == nil && v.Kind() == jsonobj.Object {
			b := new(LatentScores)
			c.at = at + "/" + jsonobj.Escape(key)
			c.dec.Decode(v, b)
			c.block(b, c.at)
		}
	}
}

// block judges three scores of one matrix and its listed windows.
func (c *checker) block(b *LatentScores, at string) {
	if b == nil {
		return
	}
	for _, key := range metrics {
		if s, ok := b.named(key); ok {
			c.similarity(s, at+"/"+key)
		}
	}
	c.log.Needs(&b.Object, at, metrics[:]...)
	c.order(b, at)
	c.windows(b, at)
	c.diag.block(b, at)
}

var metrics = [...]string{"max", "max_then_mean", "hungarian_mean"}

// order judges what holds between the three scores.
func (c *checker) order(b *LatentScores, at string) {
	top, hasTop := b.named("max")
	mean, hasMean := b.named("max_then_mean")
	hung, hasHung := b.named("hungarian_mean")
	const slack = rounding + tiny
	if hasTop && hasMean && mean > top+slack {
		c.add(maxBelowMean, at+"/max", top, mean, "max %v is smaller than max_then_mean %v, a mean of maxima", top, mean)
	}
	if hasTop && hasHung && hung > top+slack {
		rule := maxBelowHung
		if top < 0 {
			rule = maxBelowHungNeg
		}
		c.add(rule, at+"/max", top, hung, "max %v is smaller than hungarian_mean %v, a mean of entries", top, hung)
	}
	if hasMean && hasHung && hung > mean+slack {
		c.add(hungAboveMean, at+"/hungarian_mean", hung, mean,
			"hungarian_mean %v is larger than max_then_mean %v, which only some readings allow", hung, mean)
	}
}

// motifs judges the melodies that one stem has in common.
func (c *checker) motifs(s *MotifScores, at string) {
	if s == nil {
		return
	}
	c.log.Needs(&s.Object, at, "total_matches")
	if !s.Lacks("total_matches") {
		c.motifTotals(s, at)
	}
	for i := range s.Matches {
		m, at := &s.Matches[i], at+"/matches/"+strconv.Itoa(i)
		c.log.Needs(&m.Object, at, "similarity_score")
		if !m.Lacks("similarity_score") {
			c.similarity(m.SimilarityScore, at+"/similarity_score")
		}
		c.motifSpan(m.Query, at+"/query")
		c.motifSpan(m.Candidate, at+"/candidate")
	}
}

func (c *checker) motifTotals(s *MotifScores, at string) {
	n := int64(len(s.Matches))
	switch {
	case s.TotalMatches < 0:
		c.add(motifTotal, at+"/total_matches", s.TotalMatches, "0 or more", "total_matches is %d", s.TotalMatches)
	case n > s.TotalMatches:
		c.add(motifCount, at+"/matches", n, s.TotalMatches, "%d motif matches are listed, but total_matches is %d", n, s.TotalMatches)
	}
}

func (c *checker) motifSpan(s *MotifSpan, at string) {
	if s == nil || s.Timestamps == nil {
		return
	}
	t, at := s.Timestamps, at+"/motif_audio_timestamps"
	if t.Start < 0 || t.End <= t.Start {
		c.add(motifTimes, at, seconds(t), "end > start >= 0", "the motif runs from %v s to %v s", t.Start, t.End)
		return
	}
	c.late(t, at)
}
