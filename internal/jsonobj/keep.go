package jsonobj

import "encoding/json"

// Keep is embedded in every struct that stands for a JSON object: it holds what
// the struct's fields cannot, so that writing what was read gives an equal document.
type Keep struct {
	// Extra holds the keys that the struct has no field for.
	Extra map[string]json.RawMessage `json:"-"`

	odd []oddField
}

// oddField is a field whose zero value was not written the way Marshal would
// write it by itself.
type oddField struct {
	name  string
	state state
}

type state byte

const (
	absent  state = iota + 1 // the key was not there
	null                     // the key was there with the value null
	present                  // the key was there with a zero value
	misfit                   // the key was there with a value that the field cannot hold
)

// Lacks reports whether key, which the struct has a field for, was absent, null
// or of another type in the document that was read. It is false for a struct made
// in Go.
func (k *Keep) Lacks(key string) bool {
	st := k.state(key)
	return st == absent || st == null || st == misfit
}

// IsMisfit reports whether key was there with a value that the field cannot hold.
func (k *Keep) IsMisfit(key string) bool { return k.state(key) == misfit }

// IsNull reports whether key was there with the value null.
func (k *Keep) IsNull(key string) bool { return k.state(key) == null }

func (k *Keep) state(key string) state {
	for _, o := range k.odd {
		if o.name == key {
			return o.state
		}
	}
	return 0
}

func (k *Keep) note(name string, st state) {
	k.odd = append(k.odd, oddField{name: name, state: st})
}
