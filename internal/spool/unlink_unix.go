//go:build unix

package spool

// canUnlink says that an open file can lose its name.
const canUnlink = true
