//go:build noaac

package main

import "github.com/audiocheck/audiocheck/decode"

// extraFormats returns nothing: this build leaves out what is not under a
// permissive licence.
func extraFormats() []decode.Format { return nil }
