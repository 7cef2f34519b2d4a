package pathname

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
)

func FuzzJSONIsReversible(f *testing.F) {
	for _, s := range []string{"a.mp3", "caf\xe9.wav", `C:\x`, "\xff\\x41\\", "new\nline", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		text, escaped := JSON(path)
		b, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		var back string
		if err := json.Unmarshal(b, &back); err != nil {
			t.Fatal(err)
		}
		if escaped {
			if back, err = Unescape(back); err != nil {
				t.Fatal(err)
			}
		}
		if back != path {
			t.Fatalf("%q came back as %q", path, back)
		}
		if i := strings.IndexFunc(Terminal(path), unicode.IsControl); i >= 0 {
			t.Fatalf("Terminal(%q) has a control character at byte %d", path, i)
		}
	})
}

func TestUnescapeRefuses(t *testing.T) {
	for _, s := range []string{`\`, `\q`, `\x4`, `\xgg`} {
		if got, err := Unescape(s); err == nil {
			t.Errorf("Unescape(%q) = %q, want an error", s, got)
		}
	}
}
