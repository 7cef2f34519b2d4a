// Package damage is the vocabulary in which the parsers say what is wrong with
// a file.
package damage

import (
	"fmt"
	"slices"
)

// Kind names one sort of damage. Its severity stands in the table of kinds.
type Kind string

// Audio is lost or falsified.
const (
	Truncated     Kind = "truncated"      // the file ends before what its own structure promises
	LostSync      Kind = "lost_sync"      // bytes that are no packet stand where a packet should
	BadPacket     Kind = "bad_packet"     // a packet's own fields contradict each other or are reserved
	BadCRC        Kind = "bad_crc"        // a packet's checksum is not that of its bytes
	BadMD5        Kind = "bad_md5"        // the decoded samples are not the ones that were encoded
	BadNumbering  Kind = "bad_numbering"  // packets are missing, repeated or out of order
	BrokenRefs    Kind = "broken_refs"    // a packet needs bits of an earlier one that are not there
	LyingTotal    Kind = "lying_total"    // a declared length contradicts the packets that are there
	FormatChange  Kind = "format_change"  // rate, channels or codec change inside the stream
	BadSample     Kind = "bad_sample"     // NaN or Inf in float PCM
	BadStructure  Kind = "bad_structure"  // a header, chunk or box that contradicts itself or the file
	MissingHeader Kind = "missing_header" // a header, chunk or box without which there is no audio
)

// Nothing that can be heard is lost: players shrug.
const (
	JunkBefore   Kind = "junk_before"     // bytes in front that are neither audio nor a known tag
	JunkBetween  Kind = "junk_between"    // the same between tags, or where one stream joins the next
	JunkAfter    Kind = "junk_after"      // the same behind the last packet
	WrongRate    Kind = "wrong_byte_rate" // a byte rate, block align or number of valid bits that the format contradicts
	OddPadding   Kind = "odd_padding"     // a missing or superfluous pad byte, or part of a frame at the end
	UnknownTotal Kind = "unknown_total"   // the header leaves the length open, as a stream's does
	CountOff     Kind = "count_off"       // a declared packet or byte count that is off by the tag's own packet
	BadTag       Kind = "bad_tag"         // a tag or its checksum is broken; the audio is not
	MissingRefs  Kind = "missing_refs"    // the first packets refer to bits before the start of the stream
	BadPriming   Kind = "bad_priming"     // encoder delay or padding that cannot be right and is ignored
)

// Severity says whether audio is lost.
type Severity string

// Severities.
const (
	Lost Severity = "damage" // audio is lost or falsified
	Flaw Severity = "flaw"   // players shrug
)

var lost = []Kind{
	Truncated, LostSync, BadPacket, BadCRC, BadMD5, BadNumbering, BrokenRefs,
	LyingTotal, FormatChange, BadSample, BadStructure, MissingHeader,
}

var flaws = []Kind{
	JunkBefore, JunkBetween, JunkAfter, WrongRate, OddPadding, UnknownTotal,
	CountOff, BadTag, MissingRefs, BadPriming,
}

// Kinds returns all kinds, those that lose audio first.
func Kinds() []Kind { return slices.Concat(lost, flaws) }

// Severity returns the severity of k.
func (k Kind) Severity() Severity {
	if slices.Contains(flaws, k) {
		return Flaw
	}
	return Lost
}

// NoOffset marks damage that has no place in the file.
const NoOffset = -1

// Damage is one thing that is wrong, where it is, and what it says in numbers.
type Damage struct {
	Kind   Kind
	Offset int64 // in bytes from the start of the file; NoOffset where there is no place
	Detail string
}

// perKind bounds the memory of a Log: a file of noise breaks a rule at every
// byte, and nobody reads past the first few.
const perKind = 8

// Log collects damage. The zero value is ready for use.
type Log struct {
	items []Damage
	count map[Kind]int
}

// Add records damage of kind k at byte off. Of each kind the first few are
// kept in full and the rest are counted. The text may say "1 bytes are": it is
// put in the singular.
func (l *Log) Add(k Kind, off int64, format string, args ...any) {
	if l.count == nil {
		l.count = make(map[Kind]int)
	}
	l.count[k]++
	if l.count[k] <= perKind {
		l.items = append(l.items, Damage{Kind: k, Offset: off, Detail: agree(fmt.Sprintf(format, args...))})
	}
}

// Count returns how often damage of kind k was added.
func (l *Log) Count(k Kind) int { return l.count[k] }

// Lost reports whether anything was added that loses audio.
func (l *Log) Lost() bool {
	return slices.ContainsFunc(l.items, func(d Damage) bool { return d.Kind.Severity() == Lost })
}

// List returns what was recorded in the order of the offsets, damage without a
// place last. The last entry of a kind that was cut says how many more there are.
func (l *Log) List() []Damage {
	out := slices.Clone(l.items)
	slices.SortStableFunc(out, func(a, b Damage) int {
		switch {
		case a.Offset == b.Offset:
			return 0
		case a.Offset == NoOffset:
			return 1
		case b.Offset == NoOffset || a.Offset < b.Offset:
			return -1
		}
		return 1
	})
	for k, n := range l.count {
		if n <= perKind {
			continue
		}
		for i := len(out) - 1; i >= 0; i-- {
			if out[i].Kind == k {
				out[i].Detail += fmt.Sprintf(" (and %d more of this kind)", n-perKind)
				break
			}
		}
	}
	return out
}
