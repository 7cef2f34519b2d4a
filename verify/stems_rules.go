package verify

import (
	"fmt"
	"slices"

	"github.com/audiocheck/audiocheck/finding"
)

// IDs of the rules about stems.
const (
	stemUnreadable = "AC901"
	stemTooLong    = "AC902"
	stemRate       = "AC903"
	stemChannels   = "AC904"
	stemLength     = "AC905"
	stemPadded     = "AC906"
	stemBadSample  = "AC907"
	stemSilent     = "AC908"
	stemClipped    = "AC909"
	stemLouder     = "AC910"
	stemsLoose     = "AC911"
	stemsDoNotSum  = "AC912"
	stemsDelayed   = "AC913"
	stemsCodec     = "AC914"
	stemsScaled    = "AC915"
	stemInverted   = "AC916"
	stemDelayed    = "AC917"
	stemScaled     = "AC918"
	stemMissing    = "AC919"
	stemNotInMix   = "AC920"
	stemLeak       = "AC921"
	stemsMono      = "AC922"
	stemReference  = "AC923"
)

// stemRules is the table of everything that a mix and its stems can break.
var stemRules = []finding.Rule{
	{ID: stemUnreadable, Name: "stem-unreadable", Severity: finding.Error, Summary: "a file cannot be read or decoded to its end"},
	{ID: stemTooLong, Name: "stem-too-long", Severity: finding.Error, Summary: "the files hold more sound than is compared at a time"},
	{ID: stemRate, Name: "stem-rate", Severity: finding.Error, Summary: "a stem's sample rate is not the mix's"},
	{ID: stemChannels, Name: "stem-channels", Severity: finding.Warning, Summary: "a stem has another number of channels than the mix"},
	{ID: stemLength, Name: "stem-length", Severity: finding.Error, Summary: "a stem is shorter or longer than the mix"},
	{ID: stemPadded, Name: "stem-padded", Severity: finding.Note, Summary: "a stem's length differs from the mix's by what an encoder pads"},
	{ID: stemBadSample, Name: "stem-bad-sample", Severity: finding.Error, Summary: "samples are no number or infinite"},
	{ID: stemSilent, Name: "stem-silent", Severity: finding.Warning, Summary: "a file is silent nearly all the time"},
	{ID: stemClipped, Name: "stem-clipped", Severity: finding.Warning, Summary: "a file's samples stay at full scale"},
	{ID: stemLouder, Name: "stem-louder", Severity: finding.Warning, Summary: "a stem is louder than the mix that it is part of"},
	{ID: stemsLoose, Name: "stems-loose", Severity: finding.Warning, Summary: "the stems sum to the mix only roughly"},
	{ID: stemsDoNotSum, Name: "stems-do-not-sum", Severity: finding.Error, Summary: "the stems do not sum to the mix"},
	{ID: stemsDelayed, Name: "stems-delayed", Severity: finding.Warning, Summary: "all stems are shifted against the mix alike"},
	{ID: stemsCodec, Name: "stems-codec-delay", Severity: finding.Note, Summary: "all stems are shifted against the mix by an encoder's delay"},
	{ID: stemsScaled, Name: "stems-scaled", Severity: finding.Note, Summary: "all stems are louder or quieter than in the mix alike"},
	{ID: stemInverted, Name: "stem-inverted", Severity: finding.Error, Summary: "a stem's polarity is inverted"},
	{ID: stemDelayed, Name: "stem-delayed", Severity: finding.Error, Summary: "a stem is shifted against the others"},
	{ID: stemScaled, Name: "stem-scaled", Severity: finding.Warning, Summary: "a stem is louder or quieter than in the mix, unlike the others"},
	{ID: stemMissing, Name: "stem-missing", Severity: finding.Error, Summary: "the mix holds sound that is in no stem"},
	{ID: stemNotInMix, Name: "stem-not-in-mix", Severity: finding.Error, Summary: "a stem is not in the mix: it is of another recording"},
	{ID: stemLeak, Name: "stem-leak", Severity: finding.Note, Summary: "two stems have sound in common"},
	{ID: stemsMono, Name: "stems-mono", Severity: finding.Warning, Summary: "the mix is stereo and every stem sounds the same on both sides"},
	{ID: stemReference, Name: "stem-reference", Severity: finding.Error, Summary: "a stem cannot be held against its reference"},
}

// StemRules returns every rule about stems in order of their IDs.
func StemRules() []finding.Rule { return slices.Clone(stemRules) }

// measure is what a finding found and wanted.
type measure struct{ got, want, unit string }

// stemFinding returns a finding of the rule with that ID, about the file at path.
func stemFinding(id, path string, m measure, format string, args ...any) finding.Finding {
	i := slices.IndexFunc(stemRules, func(r finding.Rule) bool { return r.ID == id })
	return finding.Finding{
		Rule: id, Severity: stemRules[i].Severity, Path: path, Offset: finding.NoOffset,
		Message: fmt.Sprintf(format, args...), Got: m.got, Want: m.want, Unit: m.unit,
	}
}
