package limits

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/audiocheck/audiocheck/internal/pathname"
)

// Quote returns s as one word of a POSIX shell, on one line of printable text.
// What is not pathname.Shown becomes "$(printf ...)", so that the word is shown
// as it runs; only a newline at the very end stands as it is, since the shell
// takes it off there.
func Quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./,:=+@%", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	if pathname.Shown(s) {
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

// printfFormat returns the format, between single quotes, with which the
// utility printf writes s.
//
// Source: POSIX.1-2017, Shell & Utilities, printf: "\ddd" is a byte in octal.
func printfFormat(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case strings.HasPrefix(s[i:], pathname.RunnerCommand):
			b.WriteString(`#\043`)
			n = len("##")
		case pathname.Hidden(r), r == '\'', r == '\\', r == '-' && i == 0:
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
