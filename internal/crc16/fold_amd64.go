//go:build amd64 && !purego

package crc16

import "golang.org/x/sys/cpu"

// fold takes out the units of p, whole blocks.
func (t *taken) fold(p []byte) {
	if !cpu.X86.HasAVX2 || len(p) < blockSize {
		t.foldPlain(p)
		return
	}
	foldAVX2(t, &p[0], len(p)/blockSize)
}

//go:noescape
func foldAVX2(t *taken, p *byte, blocks int)
