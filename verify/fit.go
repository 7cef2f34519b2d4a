package verify

import (
	"math"
	"strings"

	"github.com/audiocheck/audiocheck/compare"
)

// Reading is one reading of a score, held against all pairs with embeddings.
type Reading struct {
	Name   string // as package compare names it
	Metric compare.Metric

	Pairs, Fitting int64   // pairs whose score the answer carries; those where the reading gives it
	Fits           bool    // it gives all of them
	Worst          Place   // the pair where it is farthest off
	WorstOff       float64 // by so much, without sign
}

// scoreFits gathers how well each reading gives the vendor's scores, and keeps
// nothing per pair.
type scoreFits struct{ rows []fitRow }

type fitRow struct {
	compare.NamedReading

	n, fits         int64
	tell, tellsFits int64 // of them, those that tell encoders apart
	worst           Place
	worstOff        float64
	misfits         []misfit // the first few
}

type misfit struct {
	Place
	vendor, local float64
}

// score returns where the score of that kind stands.
func (p *Place) score(metric compare.Metric) string {
	if p.bare {
		return p.Pointer + "/score"
	}
	return p.Pointer + "/full_audio_latent_scores/" + string(metric)
}

func newScoreFits() scoreFits {
	s := scoreFits{}
	for _, r := range compare.Readings() {
		s.rows = append(s.rows, fitRow{NamedReading: r})
	}
	return s
}

// alike is from where on a score tells nothing of the encoder: any gives it to
// a track and itself.
const alike = 0.995

func (s *scoreFits) add(at Place, vendor claims, local []compare.NamedScore, tolerance float64) {
	for k := range s.rows {
		v := vendor[indexOf(s.rows[k].Metric)]
		if math.IsNaN(v) {
			continue
		}
		s.rows[k].add(at, v, local[k].Value, tolerance)
	}
}

func indexOf(m compare.Metric) int {
	for i := range metrics {
		if metrics[i] == m {
			return i
		}
	}
	return 0
}

// slack is what the rounding of a decimal and of float32 arithmetic may add.
const slack = 1e-5

func (r *fitRow) add(at Place, vendor, local, tolerance float64) {
	off := math.Abs(vendor - local)
	fits, tells := off <= tolerance+slack, vendor < alike || local < alike
	if r.n++; fits {
		r.fits++
	} else if len(r.misfits) < perRule {
		r.misfits = append(r.misfits, misfit{at, vendor, local})
	}
	if tells {
		r.tell++
		if fits {
			r.tellsFits++
		}
	}
	if r.n == 1 || off > r.worstOff {
		r.worst, r.worstOff = at, off
	}
}

// settlement is what the readings of all three scores come to together.
type settlement struct {
	readings      []Reading
	rows          []fitRow
	scale         string            // "", "_clamped" or "_shifted": what a similarity is
	best          [len(metrics)]int // row of the best reading of each score, -1 where the answer has none
	numbers, fits int64             // scores that were compared, and those that the best readings give

	tell, tellsFits int64
}

// scales are the suffixes that readings of different similarities have.
var scales = [...]string{"", "_clamped", "_shifted"}

func scaleOf(name string) string {
	for _, s := range scales[1:] {
		if strings.HasSuffix(name, s) {
			return s
		}
	}
	return ""
}

// settle chooses the meaning of a similarity under which most scores fit, and
// for each score the reading that fits most.
func (s *scoreFits) settle() settlement {
	var best settlement
	for i, scale := range scales {
		if t := s.under(scale); i == 0 || t.fits > best.fits {
			best = t
		}
	}
	for _, r := range s.rows {
		if r.n == 0 {
			continue
		}
		best.readings = append(best.readings, Reading{
			Name: r.Name, Metric: r.Metric, Pairs: r.n, Fitting: r.fits, Fits: r.fits == r.n, Worst: r.worst, WorstOff: r.worstOff,
		})
	}
	return best
}

// under returns the best readings of one meaning of a similarity.
func (s *scoreFits) under(scale string) settlement {
	out := settlement{scale: scale, rows: s.rows, best: [len(metrics)]int{-1, -1, -1}}
	for k := range s.rows {
		r := &s.rows[k]
		i := indexOf(r.Metric)
		if r.n == 0 || scaleOf(r.Name) != scale {
			continue
		}
		if b := out.best[i]; b < 0 || r.fits > s.rows[b].fits || r.fits == s.rows[b].fits && r.worstOff < s.rows[b].worstOff {
			out.best[i] = k
		}
	}
	for _, k := range out.best {
		if k >= 0 {
			r := &s.rows[k]
			out.numbers += r.n
			out.fits += r.fits
			out.tell += r.tell
			out.tellsFits += r.tellsFits
		}
	}
	return out
}

// same reports whether the vendor's encoder must be that of the embeddings
// although some scores differ: at least half of those that tell encoders apart
// fit, and at least two.
func (s *settlement) same() bool {
	return s.tellsFits >= 2 && 2*s.tellsFits >= s.tell
}

// names returns the readings that fit best.
func (s *settlement) names() string {
	var names []string
	for _, k := range s.best {
		if k >= 0 && s.rows[k].fits > 0 {
			names = append(names, s.rows[k].Name)
		}
	}
	return strings.Join(names, ", ")
}
