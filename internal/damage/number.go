package damage

import (
	"regexp"
	"strings"
	"sync"
)

// one finds one thing that is counted as several, and the rest of its clause;
// of "1 to 1 bytes" it is none.
var one = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(to )?\b1 (?:byte|bit|packet|frame|channel|page|chunk)s\b[^;:,()]*`)
})

// singular are the verbs of such clauses.
var singular = strings.NewReplacer(
	" are ", " is ", " stand ", " stands ", " hold ", " holds ", " follow ", " follows ", " belong ", " belongs ", " go ", " goes ")

// agree returns text with its nouns and verbs in the singular where they are
// about one thing: "1 byte is left" for "1 bytes are left".
func agree(text string) string {
	return one().ReplaceAllStringFunc(text, func(clause string) string {
		if strings.HasPrefix(clause, "to ") {
			return clause
		}
		counted, rest, _ := strings.Cut(clause, "s")
		return counted + strings.TrimSuffix(singular.Replace(rest+" "), " ")
	})
}
