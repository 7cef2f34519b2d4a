//go:build !unix

package cache

import "io/fs"

// identify adds nothing: there is no inode in what os.Stat tells here.
func identify(*Stamp, fs.FileInfo) {}
