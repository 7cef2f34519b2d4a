package audioverify

// isUUID reports whether s has the form 8-4-4-4-12 of hexadecimal digits.
//
// Source: RFC 9562, section 4.
func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (s[i] == '-') || !dash && !isHex(s[i]) {
			return false
		}
	}
	return true
}

func isHex(b byte) bool {
	return isDigit(b) || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isUpper(b byte) bool { return b >= 'A' && b <= 'Z' }

// isISRC reports whether s is an ISRC without separators: a country of two
// letters, a registrant of three letters or digits, two digits of the year and
// five of a number.
//
// Source: ISO 3901.
func isISRC(s string) bool {
	if len(s) != 12 {
		return false
	}
	for i := range len(s) {
		letter, digit := isUpper(s[i]), isDigit(s[i])
		if i < 2 && !letter || i < 5 && !letter && !digit || i >= 5 && !digit {
			return false
		}
	}
	return true
}
