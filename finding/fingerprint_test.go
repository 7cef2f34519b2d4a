package finding

import (
	"regexp"
	"slices"
	"testing"
)

func TestFingerprintSurvivesWhatMoves(t *testing.T) {
	f := Finding{Rule: "AC204", Severity: Error, Path: "a/b.flac", Offset: 100, Message: "bad", Got: "1", Want: "2", Unit: "s"}
	moved := f
	moved.Offset, moved.Pointer, moved.Message, moved.Got, moved.Severity, moved.Mend = 7, "/x", "worse", "9", Warning, "mv"
	moved.Path = "./a//b.flac"
	if a, b := Fingerprint(f, 0), Fingerprint(moved, 0); a != b {
		t.Errorf("got %s and %s for the same finding at another offset", a, b)
	}
	if got := Fingerprint(f, 0); !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(got) {
		t.Errorf("got %q, want 32 hexadecimal digits", got)
	}
}

// The digest was computed by another program:
//
//	printf '%s' '12:audiocheck/1,5:AC301,5:a.mp3,3:300,1:s,1:0,' | sha256sum | cut -c1-32
func TestFingerprintIsStable(t *testing.T) {
	f := Finding{Rule: "AC301", Path: "a.mp3", Want: "300", Unit: "s", Got: "301.5"}
	if got, want := Fingerprint(f, 0), "848dfe1e9b18c8fa2281aa1d295f525d"; got != want {
		t.Errorf("got %s, want %s: a baseline written by an earlier release would be void", got, want)
	}
}

func TestFingerprintTellsApart(t *testing.T) {
	base := Finding{Rule: "AC301", Path: "a", Want: "1", Unit: "s"}
	others := []Finding{base, base, base, base, {Rule: "AC301", Path: "a1", Want: "", Unit: "s"}}
	others[0].Rule = "AC303"
	others[1].Path = "b"
	others[2].Want = "2"
	others[3].Unit = ""
	all := []string{Fingerprint(base, 0), Fingerprint(base, 1)}
	for _, f := range others {
		all = append(all, Fingerprint(f, 0))
	}
	slices.Sort(all)
	if n := len(slices.Compact(all)); n != len(others)+2 {
		t.Errorf("%d of %d fingerprints differ", n, len(others)+2)
	}
}

func TestFingerprintsCountEquals(t *testing.T) {
	crc := Finding{Rule: "AC204", Path: "a", Offset: 1}
	got := Fingerprints([]Finding{crc, {Rule: "AC201", Path: "a"}, crc, crc})
	want := []string{Fingerprint(crc, 0), Fingerprint(Finding{Rule: "AC201", Path: "a"}, 0), Fingerprint(crc, 1), Fingerprint(crc, 2)}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if len(Fingerprints(nil)) != 0 {
		t.Error("no findings have fingerprints")
	}
}
