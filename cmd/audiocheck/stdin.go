package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/audiocheck/audiocheck/internal/spool"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

// spoolLimit bounds what is taken from standard input, in bytes.
const spoolLimit = 8 << 30

// boundStdin takes no more of standard input than says that profile refuses it
// for its size.
func (p *plan) boundStdin(profile limits.Profile) {
	p.refused = min(max(profile.Size.Max, profile.Size.Unclear), spoolLimit)
}

// readStdin reads standard input by way of a temporary file. That it comes
// slowly is not its reading: it may wait for its first byte, take as long as a
// file may from there to its end, and is read as a file is then.
func (p *plan) readStdin(ctx context.Context, o *probe.Options) (probe.Info, error) {
	info, limit := probe.Info{Integrity: probe.NotChecked}, int64(spoolLimit)
	if p.refused > 0 {
		limit = p.refused
	}
	n, err := p.spool.Fill(ctx, p.stdin, limit, p.maxTime)
	switch {
	case err == nil && p.isolation != nil:
		info, err = p.isolation.file(ctx, p.spool.Name(), p.maxTime, o)
	case err == nil:
		info, err = probe.Read(p.timed(ctx), p.spool, n, o)
	case errors.Is(err, context.DeadlineExceeded):
		err = &problem{limits.TookTooLong, fmt.Sprintf("standard input did not end within %v of its first byte (--max-time)", p.maxTime)}
	case errors.Is(err, spool.ErrTooLarge) && p.refused > 0:
		err = &problem{limits.TooLarge, fmt.Sprintf("standard input is over the limit of %d bytes; no more of it was read", limit)}
	}
	info.Path = p.name
	return info, err
}

// timed returns a context that ends when the time for one file is over.
func (p *plan) timed(ctx context.Context) context.Context {
	if p.maxTime == 0 {
		return ctx
	}
	return deadline{ctx, time.Now().Add(p.maxTime)}
}
