package limits

import (
	"slices"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/probe"
)

// Rules that other packages name.
const (
	NoSuchPath    = "AC001"
	Unreadable    = "AC002"
	NotRegular    = "AC003"
	NoAudioInside = "AC004"
	TookTooLong   = "AC005"
	ChangedBelow  = "AC006"
	EmptyFile     = "AC007"
	Crashed       = "AC008"
	UnusedIgnore  = "AC051"
	TooLarge      = "AC311"
)

// rules is the table of everything that a file or a batch can break. Families:
// AC0xx input, AC1xx container, AC2xx stream, AC3xx limits, AC4xx batch (AC05x the configuration).
var rules = []finding.Rule{
	{ID: NoSuchPath, Name: "no-such-path", Severity: finding.Error, Summary: "the path does not exist"},
	{ID: Unreadable, Name: "unreadable", Severity: finding.Error, Summary: "the file or folder cannot be read"},
	{ID: NotRegular, Name: "not-a-regular-file", Severity: finding.Error, Summary: "the path is a pipe, a device or a socket"},
	{ID: NoAudioInside, Name: "no-audio-inside", Severity: finding.Error, Summary: "the folder holds no audio"},
	{ID: TookTooLong, Name: "took-too-long", Severity: finding.Error, Summary: "the file was not judged within the time a file may take"},
	{ID: ChangedBelow, Name: "changed-while-read", Severity: finding.Error, Summary: "the file became shorter or changed while it was read"},
	{ID: EmptyFile, Name: "empty-file", Severity: finding.Error, Summary: "the file holds no bytes"},
	{ID: Crashed, Name: "crashed", Severity: finding.Error, Summary: "reading the file ended the process of its own that read it"},
	{ID: UnusedIgnore, Name: "unused-ignore", Severity: finding.Warning, Summary: "an ignore of the configuration matches nothing"},

	{ID: "AC101", Name: "not-audio", Severity: finding.Error, Summary: "the content is known, and is not audio"},
	{ID: "AC102", Name: "unknown-content", Severity: finding.Error, Summary: "the content matches no known format"},
	{ID: "AC103", Name: "extension-refused", Severity: finding.Error, Summary: "the vendor does not accept the file name's extension"},
	{ID: "AC104", Name: "content-contradicts-extension", Severity: finding.Error, Summary: "the content is of another kind than the file name's extension says"},
	{ID: "AC105", Name: "format-refused", Severity: finding.Error, Summary: "the vendor does not accept this container or codec"},
	{ID: "AC106", Name: "format-undocumented", Severity: finding.Warning, Summary: "the vendor does not say whether it accepts this container or codec"},
	{ID: "AC107", Name: "encrypted", Severity: finding.Error, Summary: "the audio is encrypted"},
	{ID: "AC108", Name: "no-audio-track", Severity: finding.Error, Summary: "the file has no audio track"},
	{ID: "AC109", Name: "no-frames", Severity: finding.Error, Summary: "the file has audio headers but holds no frame of sound"},
	{ID: "AC110", Name: "video-track", Severity: finding.Warning, Summary: "the file has a video track and the vendor expects audio alone"},
	{ID: "AC111", Name: "several-audio-tracks", Severity: finding.Warning, Summary: "the file has several audio tracks and the vendor does not say which it takes"},
	{ID: "AC112", Name: "no-video-track", Severity: finding.Warning, Summary: "the vendor expects a video and the file has no video track"},
	{ID: "AC113", Name: "not-inspected", Severity: finding.Warning, Summary: "the container is accepted but cannot be looked into here"},

	{ID: "AC201", Name: "truncated", Severity: finding.Error, Summary: "the file ends before what its own structure promises"},
	{ID: "AC202", Name: "lost-sync", Severity: finding.Error, Summary: "bytes that are no audio stand where audio should"},
	{ID: "AC203", Name: "bad-packet", Severity: finding.Error, Summary: "a packet contradicts itself or the stream"},
	{ID: "AC204", Name: "bad-crc", Severity: finding.Error, Summary: "a packet's checksum is wrong"},
	{ID: "AC205", Name: "bad-md5", Severity: finding.Error, Summary: "the decoded sound is not the one that was encoded"},
	{ID: "AC206", Name: "bad-numbering", Severity: finding.Error, Summary: "packets are missing, repeated or out of order"},
	{ID: "AC207", Name: "broken-refs", Severity: finding.Error, Summary: "a packet needs bits of an earlier one that are not there"},
	{ID: "AC208", Name: "lying-total", Severity: finding.Error, Summary: "a declared length contradicts what is there"},
	{ID: "AC209", Name: "format-change", Severity: finding.Error, Summary: "rate, channels or codec change inside the stream"},
	{ID: "AC210", Name: "bad-sample", Severity: finding.Error, Summary: "a sample is no number or infinite"},
	{ID: "AC211", Name: "bad-structure", Severity: finding.Error, Summary: "a header, chunk or box contradicts itself or the file"},
	{ID: "AC212", Name: "missing-header", Severity: finding.Error, Summary: "a header, chunk or box is missing without which there is no audio"},
	{ID: "AC251", Name: "junk-before", Severity: finding.Warning, Summary: "bytes stand in front of the audio that are no known tag"},
	{ID: "AC252", Name: "junk-between", Severity: finding.Warning, Summary: "bytes stand between tags or streams that are no known tag"},
	{ID: "AC253", Name: "junk-after", Severity: finding.Warning, Summary: "bytes stand behind the audio that are no known tag"},
	{ID: "AC254", Name: "wrong-byte-rate", Severity: finding.Warning, Summary: "the header's byte rate, block align or valid bits contradict its format"},
	{ID: "AC255", Name: "odd-padding", Severity: finding.Warning, Summary: "a pad byte is missing or superfluous, or part of a frame stands at the end"},
	{ID: "AC256", Name: "unknown-total", Severity: finding.Warning, Summary: "the header leaves the length open"},
	{ID: "AC257", Name: "count-off", Severity: finding.Warning, Summary: "a declared packet or byte count is slightly off"},
	{ID: "AC258", Name: "bad-tag", Severity: finding.Warning, Summary: "a tag is broken; the audio is not"},
	{ID: "AC259", Name: "missing-refs", Severity: finding.Warning, Summary: "the first packets refer to bits before the start of the stream"},
	{ID: "AC260", Name: "bad-priming", Severity: finding.Warning, Summary: "encoder delay or padding cannot be right and is ignored"},

	{ID: "AC301", Name: "too-long", Severity: finding.Error, Summary: "the playable duration is over the limit"},
	{ID: "AC302", Name: "padding-too-long", Severity: finding.Warning, Summary: "the playable duration is within the limit, but with encoder delay and padding it is not"},
	{ID: "AC303", Name: "too-short", Severity: finding.Error, Summary: "the duration is under the minimum"},
	{ID: "AC304", Name: "duration-estimated", Severity: finding.Warning, Summary: "the duration is only an estimate"},
	{ID: "AC305", Name: "duration-unknown", Severity: finding.Warning, Summary: "the duration could not be established"},
	{ID: "AC311", Name: "too-large", Severity: finding.Error, Summary: "the file is over the size limit"},
	{ID: "AC312", Name: "size-unclear", Severity: finding.Warning, Summary: "the size is over the limit in one reading of the vendor's unit and within it in the other"},
	{ID: "AC313", Name: "too-small", Severity: finding.Error, Summary: "the file is under the minimum size"},
	{ID: "AC321", Name: "sample-rate", Severity: finding.Error, Summary: "the sample rate is outside what the vendor accepts"},
	{ID: "AC322", Name: "channels", Severity: finding.Error, Summary: "the number of channels is outside what the vendor accepts"},
	{ID: "AC323", Name: "bit-depth", Severity: finding.Error, Summary: "the bits a sample are none that the vendor accepts"},

	{ID: "AC401", Name: "too-many-files", Severity: finding.Error, Summary: "there are more files than one request may hold"},
	{ID: "AC402", Name: "too-many-pairs", Severity: finding.Error, Summary: "queries times candidates are more pairs than one search may hold"},
}

// damageRules maps a kind of damage in probe.Info to its rule: the rules of
// the stream bear the same names with hyphens.
var damageRules = map[string]string{
	"truncated": "AC201", "lost_sync": "AC202", "bad_packet": "AC203", "bad_crc": "AC204",
	"bad_md5": "AC205", "bad_numbering": "AC206", "broken_refs": "AC207", "lying_total": "AC208",
	"format_change": "AC209", "bad_sample": "AC210", "bad_structure": "AC211", "missing_header": "AC212",
	"junk_before": "AC251", "junk_between": "AC252", "junk_after": "AC253", "wrong_byte_rate": "AC254",
	"odd_padding": "AC255", "unknown_total": "AC256", "count_off": "AC257", "bad_tag": "AC258",
	"missing_refs": "AC259", "bad_priming": "AC260",
}

// Rules returns every rule of this package in order of their IDs.
func Rules() []finding.Rule { return slices.Clone(rules) }

// LookupRule returns the rule whose ID or name is s, and false when there is
// none.
func LookupRule(s string) (finding.Rule, bool) {
	i := slices.IndexFunc(rules, func(r finding.Rule) bool { return r.ID == s || r.Name == s })
	if i < 0 {
		return finding.Rule{}, false
	}
	return rules[i], true
}

// New returns a finding of the rule with that ID, at its severity, without a
// place.
func New(id, path, message string) finding.Finding {
	r, _ := LookupRule(id)
	return finding.Finding{Rule: id, Severity: r.Severity, Path: path, Offset: finding.NoOffset, Message: message}
}

// Verdict is what the findings of a file amount to.
type Verdict string

// Verdicts.
const (
	Accepted Verdict = "accept" // nothing worse than a note
	Warned   Verdict = "warn"   // warnings only
	Rejected Verdict = "reject" // at least one error
)

// Judge returns the verdict of fs.
func Judge(fs []finding.Finding) Verdict {
	switch finding.Worst(fs) {
	case finding.Error:
		return Rejected
	case finding.Warning:
		return Warned
	}
	return Accepted
}

// Result is one judged file.
type Result struct {
	Info     probe.Info
	Verdict  Verdict
	Findings []finding.Finding
}
