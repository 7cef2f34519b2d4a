package damage

import "testing"

func TestAgree(t *testing.T) {
	for text, want := range map[string]string{
		"1 bytes are left of a frame of 2 bytes":                                   "1 byte is left of a frame of 2 bytes",
		"21 bytes are left of a frame of 2 bytes":                                  "21 bytes are left of a frame of 2 bytes",
		"1 bytes that are no chunk stand behind the audio":                         "1 byte that is no chunk stands behind the audio",
		"the data chunk declares 1 bytes, and 9 bytes that are no chunk go on":     "the data chunk declares 1 byte, and 9 bytes that are no chunk go on",
		"its size is open (0), as a stream's is; 1 bytes follow":                   "its size is open (0), as a stream's is; 1 byte follows",
		"3 bytes hold no page; 1 pages are missing":                                "3 bytes hold no page; 1 page is missing",
		"1 packets of 40 are there, as the Info tag says":                          "1 packet of 40 is there, as the Info tag says",
		"chunk \"LIST\" of 1 bytes behind the audio is cut off: 1 bytes are left":  "chunk \"LIST\" of 1 byte behind the audio is cut off: 1 byte is left",
		"packet 3 has 1 channels, 16 bits at 8000 Hz":                              "packet 3 has 1 channel, 16 bits at 8000 Hz",
		"STREAMINFO has packets of 1 to 1 frames, they are 4096 to 4096":           "STREAMINFO has packets of 1 to 1 frames, they are 4096 to 4096",
		"the file ends 1 bytes into packet 2, which holds the frames from 9216 on": "the file ends 1 byte into packet 2, which holds the frames from 9216 on",
		"1 bits":  "1 bit",
		"nothing": "nothing",
	} {
		if got := agree(text); got != want {
			t.Errorf("%q:\n got %q\nwant %q", text, got, want)
		}
		var l Log
		l.Add(BadTag, 0, "%s", text)
		if got := l.List()[0].Detail; got != want {
			t.Errorf("%q is logged as %q", text, got)
		}
	}
}
