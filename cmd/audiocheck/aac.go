//go:build !noaac

package main

import (
	"github.com/audiocheck/audiocheck/decode"
	"github.com/audiocheck/audiocheck/decode/goaac"
)

// extraFormats returns the codecs that live in packages of their own because
// of their licences.
func extraFormats() []decode.Format { return []decode.Format{goaac.Format()} }
