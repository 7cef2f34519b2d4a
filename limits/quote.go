package limits

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Quote returns s as one word of a POSIX shell, on one line of printable text.
// Control characters and bytes that are no character become "$(printf ...)",
// so that the word can be shown on a terminal; only a newline at the very end
// stands as it is, since the shell takes it off there.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./,:=+@%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	if strings.IndexFunc(s, unprintable) < 0 {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	body := strings.TrimRight(s, "\n")
	word := ""
	if body != "" {
		word = `"$(printf '` + printfFormat(body) + `')"`
	}
	if end := s[len(body):]; end != "" {
		word += "'" + end + "'"
	}
	return word
}

// unprintable reports what is not to reach a terminal: the control characters
// of ASCII and of ISO/IEC 8859-1, and what is no character.
func unprintable(r rune) bool {
	return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == utf8.RuneError
}

// printfFormat returns the format, between single quotes, with which the
// utility printf writes s.
//
// Source: POSIX.1-2017, Shell & Utilities, printf: "\ddd" is a byte in octal.
func printfFormat(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case unprintable(r), r == '\'', r == '\\', r == '-' && i == 0:
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		case r == '%':
			b.WriteString("%%")
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
