package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// limitMemory lets this process take n bytes of address space more than it has
// now. Go's runtime reserves much that it never touches, so that the whole is
// no measure.
func limitMemory(n int64) error {
	if n <= 0 {
		return nil
	}
	now, err := addressSpace()
	if err != nil {
		return err
	}
	return lower(unix.RLIMIT_AS, uint64(now)+uint64(n))
}

// addressSpace returns the bytes of address space that this process has;
// proc(5), /proc/pid/statm, first field.
func addressSpace() (int64, error) {
	b, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	size, _, _ := bytes.Cut(b, []byte(" "))
	pages, err := strconv.ParseInt(string(size), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("/proc/self/statm: %w", err)
	}
	return pages * int64(os.Getpagesize()), nil
}

// spareTime is what a file may take of the processor beyond its time, in
// seconds: the clock decides, and this only where nobody looks at it any more.
const spareTime = 5

// limitCPU lets this process take at most about d more of the processor.
func limitCPU(d time.Duration) error {
	endOnSIGXCPU()
	var used unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &used); err != nil {
		return err
	}
	seconds := used.Utime.Nano()/1e9 + used.Stime.Nano()/1e9 + int64(d/time.Second) + spareTime
	return lower(unix.RLIMIT_CPU, uint64(seconds))
}

// endOnSIGXCPU ends the process when it is over its limit, which Go's runtime
// by itself passes over.
var endOnSIGXCPU = sync.OnceFunc(func() {
	over := make(chan os.Signal, 1)
	signal.Notify(over, unix.SIGXCPU)
	go func() {
		<-over
		fmt.Fprintln(os.Stderr, "SIGXCPU")
		os.Exit(exitFailed)
	}()
})

// lower sets the soft limit of a resource, at most to its hard limit.
func lower(resource int, limit uint64) error {
	var r unix.Rlimit
	if err := unix.Getrlimit(resource, &r); err != nil {
		return err
	}
	r.Cur = min(limit, r.Max)
	if err := unix.Setrlimit(resource, &r); err != nil && !errors.Is(err, unix.EPERM) {
		return err
	}
	return nil
}
