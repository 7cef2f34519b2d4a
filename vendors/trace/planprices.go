package trace

import (
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Prices is a price table that the user gives. None is built in: what the
// vendor's documents show is garbled.
type Prices struct {
	Currency string        `yaml:"currency"`
	Source   string        `yaml:"source"` // who says so, and when
	Ingest   []IngestPrice `yaml:"ingest"`
	Search   []SearchPrice `yaml:"search"`
}

// IngestPrice is what the ingest of one track costs.
type IngestPrice struct {
	Tasks   []Task  `yaml:"tasks"`         // exactly these, in any order
	Encoder string  `yaml:"encoder"`       // "type1" or "type2"; any if empty
	UpTo    float64 `yaml:"up_to_seconds"` // of the track; any if 0
	Each    Amount  `yaml:"each"`
}

// SearchPrice is what one search job costs.
type SearchPrice struct {
	Search  string `yaml:"search"`  // Comprehensive or a Depth; any if empty
	Encoder string `yaml:"encoder"` // as in IngestPrice
	PerJob  Amount `yaml:"per_job"`
	PerPair Amount `yaml:"per_pair"`
}

// Amount is a decimal number as it was written, so that sums are exact.
type Amount struct{ big.Rat }

// UnmarshalYAML reads a decimal number that is not negative.
func (a *Amount) UnmarshalYAML(n *yaml.Node) error {
	const longest = 40 // digits; more is no price
	if len(n.Value) > longest {
		return fmt.Errorf("line %d: %d characters are no amount", n.Line, len(n.Value))
	}
	for _, c := range n.Value {
		if (c < '0' || c > '9') && c != '.' {
			return fmt.Errorf("line %d: %q is no amount of money", n.Line, n.Value)
		}
	}
	if _, ok := a.SetString(n.Value); !ok {
		return fmt.Errorf("line %d: %q is no amount of money", n.Line, n.Value)
	}
	return nil
}

// maxPriceBytes bounds a user's price table.
const maxPriceBytes = 1 << 20

// ParsePrices reads a price table from YAML. A key that it does not have, and a
// word that is no task, search or encoder, is an error.
func ParsePrices(r io.Reader) (*Prices, error) {
	var p Prices
	d := yaml.NewDecoder(io.LimitReader(r, maxPriceBytes))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("the price table is empty")
		}
		return nil, err
	}
	return &p, p.validate()
}

func (p *Prices) validate() error {
	if p.Currency == "" {
		return errors.New("currency is missing")
	}
	encoders := append(EncoderTypes(), "")
	for i, row := range p.Ingest {
		for _, t := range row.Tasks {
			if !slices.Contains(Tasks(), t) {
				return fmt.Errorf("ingest, row %d: task %q is none of %v", i+1, t, Tasks())
			}
		}
		if len(row.Tasks) == 0 || !(row.UpTo >= 0) {
			return fmt.Errorf("ingest, row %d: tasks are missing, or up_to_seconds is negative", i+1)
		}
		if !slices.Contains(encoders, row.Encoder) {
			return fmt.Errorf("ingest, row %d: encoder %q is none of %v", i+1, row.Encoder, EncoderTypes())
		}
	}
	for i, row := range p.Search {
		if row.Search != "" && !slices.Contains(SearchKinds(), row.Search) {
			return fmt.Errorf("search, row %d: search %q is none of %v", i+1, row.Search, SearchKinds())
		}
		if !slices.Contains(encoders, row.Encoder) {
			return fmt.Errorf("search, row %d: encoder %q is none of %v", i+1, row.Encoder, EncoderTypes())
		}
	}
	return nil
}

// Track returns what the ingest of a track of that many seconds costs: the row
// with the least up_to_seconds that it is not over. It returns false where no
// row fits. Seconds below 0 are not known, and fit rows without a limit.
func (p *Prices) Track(tasks []Task, encoder string, seconds float64) (*big.Rat, bool) {
	var best *IngestPrice
	for i := range p.Ingest {
		row := &p.Ingest[i]
		fits := row.UpTo == 0 || seconds >= 0 && seconds <= row.UpTo
		if !fits || !subset(row.Tasks, tasks) || !subset(tasks, row.Tasks) || row.Encoder != "" && row.Encoder != encoder {
			continue
		}
		if best == nil || row.UpTo > 0 && (best.UpTo == 0 || row.UpTo < best.UpTo) {
			best = row
		}
	}
	if best == nil {
		return nil, false
	}
	return &best.Each.Rat, true
}

// Job returns what a search job of that many pairs costs by the first row that
// fits, and false where none does.
func (p *Prices) Job(s Search, encoder string, pairs int64) (*big.Rat, bool) {
	for i := range p.Search {
		row := &p.Search[i]
		if (row.Search == "" || row.Search == s.Kind) && (row.Encoder == "" || row.Encoder == encoder) {
			sum := new(big.Rat).Mul(&row.PerPair.Rat, new(big.Rat).SetInt64(pairs))
			return sum.Add(sum, &row.PerJob.Rat), true
		}
	}
	return nil, false
}
