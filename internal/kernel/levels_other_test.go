//go:build !amd64 || purego

package kernel

// fills returns every way to fill a grid that this processor has.
func fills() map[string]fillFunc { return map[string]fillFunc{"plain": (*Grid).fillPlain} }
