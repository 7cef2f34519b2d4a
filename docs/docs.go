// Package docs holds the documents that the command shows.
package docs

import (
	_ "embed"
	"strings"
)

//go:embed rules.md
var rules string

// Rule returns the section of docs/rules.md about the rule with that ID, and
// false when there is none.
func Rule(id string) (section string, ok bool) {
	const head = "\n## "
	_, rest, ok := strings.Cut(rules, head+id+" ")
	if !ok {
		return "", false
	}
	body, _, _ := strings.Cut(rest, head)
	return id + " " + strings.TrimRight(body, "\n") + "\n", true
}
