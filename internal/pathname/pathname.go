// Package pathname writes the names of files, which may be any bytes, where
// only text is allowed.
package pathname

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// JSON returns path as text for JSON, and whether it had to be escaped because
// it is no valid UTF-8: then each byte that belongs to no character is written
// as \xHH and each backslash as \\, so that the bytes can be recovered.
func JSON(path string) (text string, escaped bool) {
	if utf8.ValidString(path) {
		return path, false
	}
	var b strings.Builder
	for i := 0; i < len(path); {
		r, n := utf8.DecodeRuneInString(path[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, path[i])
		case r == '\\':
			b.WriteString(`\\`)
		default:
			b.WriteString(path[i : i+n])
		}
		i += n
	}
	return b.String(), true
}

// Unescape returns the bytes that JSON escaped.
func Unescape(text string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\\' {
			b.WriteByte(text[i])
			continue
		}
		switch rest := text[i+1:]; {
		case strings.HasPrefix(rest, `\`):
			b.WriteByte('\\')
			i++
		case len(rest) >= 3 && rest[0] == 'x':
			v, err := strconv.ParseUint(rest[1:3], 16, 8)
			if err != nil {
				return "", fmt.Errorf("byte %d of %q: %w", i, text, err)
			}
			b.WriteByte(byte(v))
			i += 3
		default:
			return "", fmt.Errorf("byte %d of %q: a backslash that escapes nothing", i, text)
		}
	}
	return b.String(), nil
}

// RunnerCommand starts a command wherever it stands in a line that the runner
// of GitHub Actions reads; github.com/actions/runner, ActionCommand.TryParse.
const RunnerCommand = "##["

// Hidden reports whether r is not to reach a reader as it is: control and format
// characters, spaces other than that of ASCII, what Unicode gives no meaning to,
// and what is no character.
func Hidden(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }

// Shown reports whether s is shown as it is: nothing in it is Hidden, or a
// RunnerCommand.
func Shown(s string) bool {
	return strings.IndexFunc(s, Hidden) < 0 && !strings.Contains(s, RunnerCommand)
}

// Terminal returns path as one line that a terminal can show: what is not Shown
// is escaped as in Go. So is "::" in front, which GitHub Actions would take for
// a command in its log.
func Terminal(path string) string {
	if Shown(path) && !strings.HasPrefix(strings.TrimSpace(path), "::") {
		return path
	}
	return strings.ReplaceAll(strconv.Quote(path), RunnerCommand, `#\x23[`)
}
