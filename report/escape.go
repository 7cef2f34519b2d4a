package report

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/audiocheck/audiocheck/internal/pathname"
)

// visible returns s as one line of printable text: what is not
// pathname.Shown is written as in a Go string. It is for readers; what has to
// come back as it was goes through pathname.JSON. The words that limits.Quote
// makes come through unchanged, so that a mend that is shown is one that runs.
func visible(s string) string {
	if pathname.Shown(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1:
			b.WriteString(`\x` + strconv.FormatUint(uint64(s[i])|0x100, 16)[1:])
		case pathname.Hidden(r):
			q := strconv.QuoteRuneToASCII(r)
			b.WriteString(q[1 : len(q)-1])
		case strings.HasPrefix(s[i:], pathname.RunnerCommand):
			b.WriteString(`#\x23[`)
			n = len(pathname.RunnerCommand)
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
