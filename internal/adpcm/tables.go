package adpcm

// steps are the quantiser's step sizes and moves how each code changes the
// index into them.
//
// Source: IMA Recommended Practices for Enhancing Digital Audio Compatibility
// in Multimedia Systems, revision 3.00, tables 1 and 2.
var steps = [89]int32{
	7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45,
	50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307,
	337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066,
	2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899,
	15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
}

var moves = [8]int8{-1, -1, -1, -1, 2, 4, 6, 8}

// adaptation scales the step of MS ADPCM by code, in units of 1/256;
// predictors are the seven pairs that every file must be able to use.
//
// Source: Microsoft Multimedia Standards Update 3.0, 1994, "Microsoft ADPCM".
var adaptation = [16]int32{
	230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230,
}

var predictors = [][2]int{
	{256, 0}, {512, -256}, {0, 0}, {192, 64}, {240, 0}, {460, -208}, {392, -232},
}
