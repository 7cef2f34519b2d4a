package alac

import "github.com/audiocheck/audiocheck/internal/alacconfig"

// element is one single channel (SCE, or LFE) or channel pair (CPE) of a packet.
type element struct {
	channels int
	at       int // where its first channel stands among those that are put out
}

// layouts are the elements of packets by the number of channels. They stand in
// MPEG's order, and are put out in the one of WAVE files and of ffmpeg: left,
// right, centre, LFE, left and right surround, the rest.
//
// Source: ALACMagicCookieDescription.txt, Channel Layout Tags; ALACEncoder.cpp,
// sChannelMaps.
var layouts = [alacconfig.MaxChannels][]element{
	{{1, 0}},
	{{2, 0}},
	{{1, 2}, {2, 0}},                         // C, L R
	{{1, 2}, {2, 0}, {1, 3}},                 // C, L R, Cs
	{{1, 2}, {2, 0}, {2, 3}},                 // C, L R, Ls Rs
	{{1, 2}, {2, 0}, {2, 4}, {1, 3}},         // C, L R, Ls Rs, LFE
	{{1, 2}, {2, 0}, {2, 4}, {1, 6}, {1, 3}}, // C, L R, Ls Rs, Cs, LFE
	{{1, 2}, {2, 6}, {2, 0}, {2, 4}, {1, 3}}, // C, Lc Rc, L R, Ls Rs, LFE
}
