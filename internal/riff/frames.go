package riff

// A block of GSM 6.10 in WAV holds two frames of 32.5 bytes and 160 samples;
// RFC 2361, A.19.
const (
	gsmBytes  = 65
	gsmFrames = 320
)

// CodedFrames returns the frames that the bytes of audio hold, and false for
// codecs whose packets have to be walked.
func (f *File) CodedFrames() (int64, bool) {
	var n int64
	for _, s := range f.Data {
		k, ok := f.Format.frames(s.Len)
		if !ok {
			return 0, false
		}
		n += k
	}
	return n, f.hasFormat && f.hasData && f.Format.fixed()
}

// Frames returns the frames to be played: those that are coded, without the
// padding of the last block where the fact chunk tells it.
func (f *File) Frames() (int64, bool) {
	coded, ok := f.CodedFrames()
	return f.trim(coded), ok
}

// Promised returns the frames that the headers promise, and false where they
// leave it open.
func (f *File) Promised() (int64, bool) {
	if f.Declared == Open {
		return 0, false
	}
	if !f.Short {
		return f.Frames()
	}
	n, ok := f.Format.frames(f.Declared)
	return f.trim(n), ok
}

func (f *File) trim(coded int64) int64 {
	pad := coded - f.Fact
	if f.Format.BlockFrames > 1 && f.Fact > 0 && pad > 0 && pad < f.Format.BlockFrames {
		return f.Fact
	}
	return coded
}

// fixed reports whether frames follow from bytes.
func (f Format) fixed() bool { return f.Frame > 0 || f.BlockBytes > 0 && f.BlockFrames > 0 }

// frames returns how many frames so many bytes hold; part of a frame is none,
// part of a block is what can be decoded of it.
func (f Format) frames(bytes int64) (int64, bool) {
	switch {
	case !f.fixed():
		return 0, false
	case f.Frame > 0:
		return bytes / f.Frame, true
	}
	n := bytes / f.BlockBytes * f.BlockFrames
	rest := bytes % f.BlockBytes
	if f.Tag == TagGSM {
		return n + rest/(gsmBytes/2+1)*(gsmFrames/2), true
	}
	return n + min(f.adpcmFrames(rest), f.BlockFrames), true
}

// adpcmFrames returns the frames in an ADPCM block of so many bytes: those in
// its header and one a nibble behind it, in groups of eight for IMA.
//
// Source: Microsoft Multimedia Standards Update 3.0, 1994, "Microsoft ADPCM"
// and "IMA ADPCM".
func (f Format) adpcmFrames(bytes int64) int64 {
	ch := int64(f.Channels)
	switch {
	case ch == 0:
		return 0
	case f.Tag == TagMSADPCM && bytes >= 7*ch:
		return 2 + (bytes-7*ch)*2/ch
	case f.Tag == TagIMAADPCM && bytes >= 4*ch:
		return 1 + (bytes-4*ch)/(4*ch)*8
	}
	return 0
}
