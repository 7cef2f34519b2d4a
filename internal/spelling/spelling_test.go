package spelling

import "testing"

func TestNearest(t *testing.T) {
	words := []string{"profile", "profile_file", "depth", "severity"}
	for s, want := range map[string]string{
		"profil": "profile", "profilefile": "profile_file", "dpeth": "depth", "serverity": "severity", "depth": "depth",
	} {
		if got := Nearest(s, words); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
	if got := Nearest("x", nil); got != "" {
		t.Errorf("no words: got %q", got)
	}
	if got := Nearest("", []string{"abc", "b", "a"}); got != "b" {
		t.Errorf("the first of the nearest is b, got %q", got)
	}
}
