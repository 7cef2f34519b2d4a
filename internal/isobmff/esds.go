package isobmff

import "encoding/binary"

// Descriptor tags; ISO/IEC 14496-1:2010, 7.2.2.1.
const (
	tagES            = 3
	tagDecoderConfig = 4
	tagDecoderInfo   = 5
)

// descriptor splits the descriptor at the front of v into its tag, its payload,
// and what follows. ok is false where v ends within its header.
//
// Source: ISO/IEC 14496-1:2010, 8.3.3.
func descriptor(v []byte) (tag byte, body, rest []byte, ok bool) {
	if len(v) < 2 {
		return 0, nil, nil, false
	}
	tag = v[0]
	n, i := 0, 1
	for ; ; i++ {
		if i >= len(v) || i > 4 {
			return 0, nil, nil, false
		}
		n = n<<7 | int(v[i]&0x7f)
		if v[i] < 0x80 {
			break
		}
	}
	v = v[i+1:]
	n = min(n, len(v))
	return tag, v[:n], v[n:], true
}

// esds reads an elementary stream descriptor for the object type, the bit rate
// and the codec's own header.
//
// Source: ISO/IEC 14496-1:2010, 7.2.6.5 and 7.2.6.6.
func (s *soundHeader) esds(v []byte) {
	tag, body, _, ok := descriptor(v)
	if !ok || tag != tagES || len(body) < 3 {
		return
	}
	const dependsOn, hasURL, hasOCR = 0x80, 0x40, 0x20
	flags := body[2]
	body = body[3:]
	if flags&dependsOn != 0 {
		body = skip(body, 2)
	}
	if flags&hasURL != 0 && len(body) > 0 {
		body = skip(body, 1+int(body[0]))
	}
	if flags&hasOCR != 0 {
		body = skip(body, 2)
	}
	for {
		tag, d, rest, ok := descriptor(body)
		if !ok {
			return
		}
		if tag == tagDecoderConfig {
			s.decoderConfig(d)
			return
		}
		body = rest
	}
}

func (s *soundHeader) decoderConfig(d []byte) {
	if len(d) < 13 {
		return
	}
	s.hasESDS, s.object = true, d[0]
	s.entry.BitRate = int64(binary.BigEndian.Uint32(d[9:]))
	if tag, info, _, ok := descriptor(d[13:]); ok && tag == tagDecoderInfo {
		s.config(info)
	}
}
