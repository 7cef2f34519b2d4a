package upload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"time"
)

// receive reads the request into u and judges it. It returns nil when all of
// it is accepted.
func (h *handler) receive(w http.ResponseWriter, r *http.Request, u *Upload) *Refusal {
	boundary, no := boundaryOf(r)
	if no != nil {
		return no
	}
	if r.ContentLength > h.o.maxBody() {
		return h.tooLarge("", fmt.Sprintf("the request declares %d bytes", r.ContentLength))
	}
	ctx, cancel := context.WithTimeout(r.Context(), h.o.RequestTime)
	defer cancel()
	defer wake(ctx, w)()
	f := newForm(http.MaxBytesReader(w, r.Body, h.o.maxBody()), boundary)
	for {
		part, err := f.next()
		if errors.Is(err, io.EOF) {
			return h.verdict(u)
		}
		if err != nil {
			return h.broken(ctx, err)
		}
		if no := h.take(ctx, part, u); no != nil {
			return no
		}
	}
}

// maxBoundary is the longest boundary, in bytes; RFC 2046, 5.1.1.
const maxBoundary = 70

func boundaryOf(r *http.Request) (string, *Refusal) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" {
		return "", refuse(http.StatusUnsupportedMediaType, "Send the files as multipart/form-data.")
	}
	if b := params["boundary"]; b != "" && len(b) <= maxBoundary {
		return b, nil
	}
	return "", refuse(http.StatusBadRequest, "The form has no boundary of 1 to 70 bytes.")
}

// wake makes a read of the body return when ctx ends, where the server allows
// that. The function that it returns ends the watch.
func wake(ctx context.Context, w http.ResponseWriter) (stop func()) {
	done := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		defer close(done)
		http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0)) //nolint:errcheck // the context is asked at the next read
	})
	return func() {
		if !cancel() {
			<-done // w must not be used once the handler has returned
		}
	}
}

// form reads the parts of a multipart form. Between two parts it takes a
// bounded number of bytes from the body, so that neither a header nor what
// stands in front of the first boundary can grow.
type form struct {
	r     io.Reader
	left  int64
	parts *multipart.Reader
}

var errHeader = fmt.Errorf("the header of a part is over %d bytes", partHeaderBytes)

func newForm(body io.Reader, boundary string) *form {
	f := &form{r: body}
	f.parts = multipart.NewReader(f, boundary)
	return f
}

// Read is what the multipart reader reads the body through.
func (f *form) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, errHeader
	}
	n, err := f.r.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	return n, err
}

// next returns the next part, or io.EOF behind the last boundary. The part
// before it must have been read to its end.
func (f *form) next() (*multipart.Part, error) {
	f.left = partHeaderBytes
	defer func() { f.left = math.MaxInt64 }()
	return f.parts.NextPart()
}

// take reads one part into u.
func (h *handler) take(ctx context.Context, part *multipart.Part, u *Upload) *Refusal {
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(part.Header.Get("Content-Type"))), "multipart/") {
		return refuse(http.StatusBadRequest, "A part of the form is a form itself; send each file as a part of its own.")
	}
	if part.FileName() == "" {
		return h.takeField(ctx, part, u)
	}
	if len(u.Files) == h.o.MaxFiles {
		return h.tooMany()
	}
	return h.takeFile(ctx, part, u)
}

func (h *handler) takeField(ctx context.Context, part *multipart.Part, u *Upload) *Refusal {
	if u.fields == h.o.MaxFields {
		return refuse(http.StatusBadRequest, fmt.Sprintf("The form has more than %d fields.", h.o.MaxFields))
	}
	name := part.FormName()
	left := h.o.MaxFieldBytes - u.fieldBytes - int64(len(name))
	value, err := io.ReadAll(io.LimitReader(part, max(left, 0)+1))
	if err != nil {
		return h.broken(ctx, err)
	}
	if int64(len(value)) > left {
		return refuse(http.StatusRequestEntityTooLarge, fmt.Sprintf(
			"The fields of the form are over %d bytes; a file needs a filename.", h.o.MaxFieldBytes))
	}
	u.fields++
	u.fieldBytes += int64(len(name) + len(value))
	u.Fields.Add(name, string(value))
	return nil
}

func (h *handler) takeFile(ctx context.Context, part *multipart.Part, u *Upload) *Refusal {
	tmp, err := os.CreateTemp(h.o.Dir, "audiocheck-upload-*") // O_EXCL, 0600
	if err != nil {
		return serverError(err)
	}
	u.Files = append(u.Files, File{Field: harmless(part.FormName()), Name: harmless(baseName(part.FileName())), Content: tmp})
	f := &u.Files[len(u.Files)-1]
	from := &source{r: part}
	f.Size, err = io.Copy(tmp, io.LimitReader(from, h.o.MaxFileBytes+1))
	switch {
	case from.err != nil:
		return h.broken(ctx, from.err)
	case err != nil:
		return serverError(err)
	case f.Size > h.o.MaxFileBytes:
		return h.tooLarge(f.Name, "the file")
	}
	if no := h.judge(ctx, f); no != nil {
		return no
	}
	if _, err := tmp.Seek(0, io.SeekStart); err != nil {
		return serverError(err)
	}
	return nil
}

// source remembers what went wrong with a reader, to tell it from what went
// wrong with the writer behind.
type source struct {
	r   io.Reader
	err error // other than io.EOF
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // a reader's end is io.EOF itself
		s.err = err
	}
	return n, err
}

// broken answers to a body that could not be read to its end.
func (h *handler) broken(ctx context.Context, err error) *Refusal {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return h.tooLarge("", "the request")
	case errors.Is(err, errHeader):
		return &Refusal{http.StatusBadRequest, fmt.Sprintf("A part of the form has a header of over %d bytes.", partHeaderBytes), nil, err}
	// A client that goes away ends the context too, without a deadline.
	case errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return &Refusal{http.StatusRequestTimeout, "The upload did not arrive in time.", nil, err}
	}
	return &Refusal{http.StatusBadRequest, "The form is malformed, or ends before its last boundary.", nil, err}
}
