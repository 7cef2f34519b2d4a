package cache

import (
	"io/fs"
	"syscall"
)

func identify(s *Stamp, info fs.FileInfo) {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		s.Inode, s.Device = st.Ino, uint64(st.Dev)
		s.Changed = st.Ctimespec.Nano()
	}
}
