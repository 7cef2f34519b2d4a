//go:build !amd64 || purego

package crc16

func (t *taken) fold(p []byte) { t.foldPlain(p) }
