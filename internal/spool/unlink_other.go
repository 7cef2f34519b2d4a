//go:build !unix

package spool

const canUnlink = false
