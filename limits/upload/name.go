package upload

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxName is how much of a client's name is kept, in bytes.
const maxName = 255

// baseName returns what stands behind the last separator of a path of any
// system.
func baseName(name string) string { return name[strings.LastIndexAny(name, `/\`)+1:] }

// harmless returns name as one printable line of at most maxName bytes. What
// is no printable character becomes an underscore; a long name loses its
// middle, since the rules judge its extension.
func harmless(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, name)
	if len(clean) <= maxName {
		return clean
	}
	ext := path.Ext(clean)
	if len(ext) > maxName/2 {
		ext = ""
	}
	return cut(clean, maxName-len(ext)) + ext
}

// cut returns at most the first n bytes of s, and whole characters.
func cut(s string, n int) string {
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
