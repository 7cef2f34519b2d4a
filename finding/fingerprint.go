package finding

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"path/filepath"
	"strconv"
)

// fingerprintScheme is hashed first: a scheme that counts other things gets
// another number, and never the fingerprints of this one.
const fingerprintScheme = "audiocheck/1"

// Fingerprint returns a name for f that outlives a change of the file around
// it: 32 hexadecimal digits, the same on every machine and in every release.
//
// It depends on the rule, the path ("./a.wav" is "a.wav", and slashes separate
// folders everywhere), the limit (Want and Unit) and the ordinal, which tells
// apart findings that are the same in all of that: 0 for the first in a file, 1
// for the next. It does not depend on the severity, the offset, the pointer,
// the message or what was measured, which move when the file is written again
// or a release words things better.
func Fingerprint(f Finding, ordinal int) string {
	h := sha256.New()
	for _, s := range []string{fingerprintScheme, f.Rule, cleaned(f.Path), f.Want, f.Unit, strconv.Itoa(ordinal)} {
		// The length in front keeps "a"+"bc" from being "ab"+"c".
		fmt.Fprintf(h, "%d:%s,", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

func cleaned(p string) string {
	if p == "" {
		return ""
	}
	return path.Clean(filepath.ToSlash(p))
}

// Fingerprints returns the fingerprint of each of fs, which are all findings
// of one file in the order of Sort. No two are equal.
func Fingerprints(fs []Finding) []string {
	type same struct{ rule, path, want, unit string }
	seen := make(map[same]int, len(fs))
	out := make([]string, len(fs))
	for i, f := range fs {
		key := same{f.Rule, cleaned(f.Path), f.Want, f.Unit}
		out[i] = Fingerprint(f, seen[key])
		seen[key]++
	}
	return out
}
