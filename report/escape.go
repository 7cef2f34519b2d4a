package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// runnerCommand starts a command wherever it stands in a line that the runner
// of GitHub Actions reads; github.com/actions/runner, ActionCommand.TryParse.
const runnerCommand = "##["

// visible returns s as one line of printable text: control and format
// characters, and bytes that are no character, are written as in a Go string.
// It is for readers; what has to come back as it was goes through
// pathname.JSON.
func visible(s string) string {
	if strings.IndexFunc(s, hidden) < 0 && !strings.Contains(s, runnerCommand) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[i])|0x100, 16)[1:])
		case hidden(r):
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		case strings.HasPrefix(s[i:], runnerCommand):
			b.WriteString(`#\x23[`)
			n = len(runnerCommand)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

func hidden(r rune) bool { return r == utf8.RuneError || !unicode.IsPrint(r) }
