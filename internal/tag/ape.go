package tag

import "encoding/binary"

const (
	apeMagic  = "APETAGEX"
	apeHeader = 32 // header and footer have the same size and fields
)

// ape is a header or footer of an APE tag.
type ape struct {
	size      int64 // of items and footer
	isHeader  bool
	hasHeader bool
}

// parseAPE returns the APE header or footer at the front of b.
//
// Source: APEv2 specification, "APE Tags Header" and "Ape Tags Flags".
func parseAPE(b []byte) (ape, bool) {
	if len(b) < apeHeader || string(b[:len(apeMagic)]) != apeMagic {
		return ape{}, false
	}
	const (
		version2     = 2000
		flagHas      = 1 << 31
		flagIsHeader = 1 << 29
	)
	a := ape{size: int64(binary.LittleEndian.Uint32(b[12:]))}
	if binary.LittleEndian.Uint32(b[8:]) >= version2 {
		flags := binary.LittleEndian.Uint32(b[20:])
		a.hasHeader, a.isHeader = flags&flagHas != 0, flags&flagIsHeader != 0
	}
	return a, true
}
