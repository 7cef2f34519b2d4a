package verify

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/audiocheck/audiocheck/vendors/audioverify"
)

// Catalog is a list of recordings by ISRC.
type Catalog struct {
	byISRC map[string][]recording
	byName map[string][]string // ISRCs by folded title and artist
}

type recording struct{ title, artist string }

// ErrCatalog reports a file that is no catalogue.
var ErrCatalog = errors.New("no catalogue: want CSV with the columns isrc, title and artist")

// ReadCatalog reads a catalogue: CSV (RFC 4180) whose first row names the
// columns isrc, title and artist in any order; others are passed over. It
// returns ErrCatalog, or r's error.
func ReadCatalog(r io.Reader) (*Catalog, error) {
	in := csv.NewReader(r)
	in.FieldsPerRecord, in.ReuseRecord = -1, true
	head, err := in.Read()
	if err == io.EOF {
		return nil, fmt.Errorf("%w: it is empty", ErrCatalog)
	}
	if err != nil {
		return nil, catalogError(err)
	}
	columns, err := columnsOf(head)
	if err != nil {
		return nil, err
	}
	c := &Catalog{byISRC: make(map[string][]recording), byName: make(map[string][]string)}
	for {
		row, err := in.Read()
		if err == io.EOF {
			return c, nil
		}
		if err != nil {
			return nil, catalogError(err)
		}
		c.add(field(row, columns[0]), field(row, columns[1]), field(row, columns[2]))
	}
}

func catalogError(err error) error {
	var e *csv.ParseError
	if errors.As(err, &e) {
		return fmt.Errorf("%w: %v", ErrCatalog, err)
	}
	return err
}

// columnsOf returns where isrc, title and artist stand.
func columnsOf(head []string) (at [3]int, err error) {
	for i, want := range []string{"isrc", "title", "artist"} {
		at[i] = slices.IndexFunc(head, func(s string) bool {
			return strings.EqualFold(strings.TrimSpace(strings.TrimPrefix(s, "\ufeff")), want)
		})
		if at[i] < 0 {
			return at, fmt.Errorf("%w: there is no column %q", ErrCatalog, want)
		}
	}
	return at, nil
}

func field(row []string, i int) string {
	if i >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[i])
}

func (c *Catalog) add(isrc, title, artist string) {
	isrc = plainISRC(isrc)
	if isrc == "" {
		return
	}
	c.byISRC[isrc] = append(c.byISRC[isrc], recording{title, artist})
	name := plainWords(title) + "\x00" + plainWords(artist)
	c.byName[name] = append(c.byName[name], isrc)
}

// plainISRC returns an ISRC without separators, in capitals; ISO 3901 allows
// hyphens where it is shown.
func plainISRC(s string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "").Replace(s))
}

// plainWords returns the words of s in lower case, without punctuation.
func plainWords(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// catalog holds a recognised track against the catalogue.
func (a *answer) catalog(t *audioverify.Track) {
	c := a.opt.Catalog
	if c == nil || t.ISRC == nil {
		return
	}
	isrc := plainISRC(*t.ISRC)
	listed := c.byISRC[isrc]
	if !t.Internal {
		if len(listed) > 0 {
			a.log.add(outsideIsOurs, "/track/internal", false, true, "the match is said to be outside the vendor's catalogue, but %s is in the one given: %q by %q", isrc, listed[0].title, listed[0].artist)
		}
		return
	}
	if len(listed) == 0 {
		a.unlisted(t, isrc)
		return
	}
	nearest := mismatch
	for _, r := range listed {
		nearest = min(nearest, max(alikeNames(r.title, t.Title), alikeNames(r.artist, t.Artist)))
	}
	got, want := fmt.Sprintf("%q by %q", t.Title, t.Artist), fmt.Sprintf("%q by %q", listed[0].title, listed[0].artist)
	switch nearest {
	case sameName:
		a.confirmed = true
		a.because(fmt.Sprintf("the catalogue has %s as %s, as the answer says", isrc, want))
	case variant:
		a.log.add(catalogVariant, "/track", got, want, "the catalogue has %s as %s, the answer as %s", isrc, want, got)
	default:
		a.log.add(catalogOther, "/track", got, want, "the catalogue has %s as %s, the answer as %s", isrc, want, got)
	}
}

// unlisted judges a match in the vendor's catalogue whose ISRC is not in ours.
func (a *answer) unlisted(t *audioverify.Track, isrc string) {
	others := a.opt.Catalog.named(t)
	if len(others) > 0 {
		a.log.add(catalogOther, "/track/isrc", isrc, strings.Join(others, ", "), "the catalogue has %q by %q under %s, not %s", t.Title, t.Artist, strings.Join(others, ", "), isrc)
		return
	}
	a.log.add(notInCatalog, "/track/isrc", isrc, nil, "neither %s nor %q by %q is in the catalogue", isrc, t.Title, t.Artist)
}

// named returns the ISRCs that the catalogue has for the track's name.
func (c *Catalog) named(t *audioverify.Track) []string {
	return c.byName[plainWords(t.Title)+"\x00"+plainWords(t.Artist)]
}

// How alike two names are.
const (
	sameName = iota // word by word
	variant         // one begins with all words of the other
	mismatch
)

func alikeNames(a, b string) int {
	a, b = plainWords(a), plainWords(b)
	switch {
	case a == b:
		return sameName
	case a != "" && strings.HasPrefix(b, a+" "), b != "" && strings.HasPrefix(a, b+" "):
		return variant
	}
	return mismatch
}
