//go:build !amd64 || purego

package kernel

// tile is what only the assembly needs.
type tile struct{}
