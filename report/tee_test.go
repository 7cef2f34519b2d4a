package report

import (
	"bytes"
	"errors"
	"testing"
)

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Add(Item) error      { return errBroken }
func (broken) Close(Summary) error { return errBroken }

// TestTeeWritesTheOthers keeps a report whole beside one that fails.
func TestTeeWritesTheOthers(t *testing.T) {
	f, _ := Lookup("json")
	var alone, beside bytes.Buffer
	one, both := f.New(&alone, testMeta), Tee(broken{}, f.New(&beside, testMeta))
	it := Item{Path: "a", Verdict: "accept"}
	if err := one.Add(it); err != nil {
		t.Fatal(err)
	}
	if err := both.Add(it); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	if err := one.Close(Summary{Files: 1}); err != nil {
		t.Fatal(err)
	}
	if err := both.Close(Summary{Files: 1}); !errors.Is(err, errBroken) {
		t.Errorf("got %v", err)
	}
	if alone.String() != beside.String() {
		t.Errorf("got %s, want %s", beside.String(), alone.String())
	}
}
