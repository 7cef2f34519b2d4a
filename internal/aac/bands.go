package aac

// bandTable says how the spectrum is cut into scale factor bands at a sampling
// frequency.
type bandTable struct {
	from     int      // Hz: the lowest sampling frequency that uses the row; table 4.82
	long     []uint16 // swb_offset_long_window
	short    []uint16 // swb_offset_short_window
	tnsLong  int      // TNS_MAX_BANDS of long windows
	tnsShort int      // and of short ones
}

// The first line of each band, and the end; 4.5.4. They are named after the
// highest sampling frequency in kHz that uses them.

var long96 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 156, 172,
	188, 212, 240, 276, 320, 384, 448, 512, 576, 640, 704, 768, 832, 896, 960, 1024,
}

var long64 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 64, 72, 80, 88, 100, 112, 124, 140, 156, 172, 192,
	216, 240, 268, 304, 344, 384, 424, 464, 504, 544, 584, 624, 664, 704, 744, 784, 824, 864, 904, 944, 984, 1024,
}

var long48 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 160, 176, 196, 216,
	240, 264, 292, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896,
	928, 1024,
}

var long32 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 48, 56, 64, 72, 80, 88, 96, 108, 120, 132, 144, 160, 176, 196, 216,
	240, 264, 292, 320, 352, 384, 416, 448, 480, 512, 544, 576, 608, 640, 672, 704, 736, 768, 800, 832, 864, 896,
	928, 960, 992, 1024,
}

var long24 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 52, 60, 68, 76, 84, 92, 100, 108, 116, 124, 136, 148, 160, 172,
	188, 204, 220, 240, 260, 284, 308, 336, 364, 396, 432, 468, 508, 552, 600, 652, 704, 768, 832, 896, 960, 1024,
}

var long16 = []uint16{
	0, 8, 16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 100, 112, 124, 136, 148, 160, 172, 184, 196, 212, 228, 244, 260,
	280, 300, 320, 344, 368, 396, 424, 456, 492, 532, 572, 616, 664, 716, 772, 832, 896, 960, 1024,
}

var long8 = []uint16{
	0, 12, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 172, 188, 204, 220, 236, 252, 268, 288, 308, 328,
	348, 372, 396, 420, 448, 476, 508, 544, 580, 620, 664, 712, 764, 820, 880, 944, 1024,
}

var short96 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 32, 40, 48, 64, 92, 128,
}

var short48 = []uint16{
	0, 4, 8, 12, 16, 20, 28, 36, 44, 56, 68, 80, 96, 112, 128,
}

var short24 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 36, 44, 52, 64, 76, 92, 108, 128,
}

var short16 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 32, 40, 48, 60, 72, 88, 108, 128,
}

var short8 = []uint16{
	0, 4, 8, 12, 16, 20, 24, 28, 36, 44, 52, 60, 72, 88, 108, 128,
}

// bandTables are the rows by falling sampling frequency. TNS_MAX_BANDS are those
// of AAC-LC; 4.6.9.
var bandTables = [12]bandTable{
	{92017, long96, short96, 31, 9},  // 96000 Hz
	{75132, long96, short96, 31, 9},  // 88200 Hz
	{55426, long64, short96, 34, 10}, // 64000 Hz
	{46009, long48, short48, 40, 14}, // 48000 Hz
	{37566, long48, short48, 42, 14}, // 44100 Hz
	{27713, long32, short48, 51, 14}, // 32000 Hz
	{23004, long24, short24, 46, 14}, // 24000 Hz
	{18783, long24, short24, 46, 14}, // 22050 Hz
	{13856, long16, short16, 42, 14}, // 16000 Hz
	{11502, long16, short16, 42, 14}, // 12000 Hz
	{9391, long16, short16, 42, 14},  // 11025 Hz
	{0, long8, short8, 39, 14},       // 8000 Hz
}

// bandsOf returns the row for a sampling frequency in Hz.
func bandsOf(rate int) *bandTable {
	for i := range bandTables {
		if rate >= bandTables[i].from {
			return &bandTables[i]
		}
	}
	return &bandTables[len(bandTables)-1]
}
