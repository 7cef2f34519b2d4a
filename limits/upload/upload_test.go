package upload

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/audiocheck/audiocheck/finding"
	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/probe"
)

const catalog = "../../testdata/catalog/"

// part is one part of a form. A name without file is a field.
type part struct {
	field, file string
	kind        string // Content-Type
	body        []byte
}

func catalogFile(t testing.TB, name string) part {
	t.Helper()
	b, err := os.ReadFile(catalog + name)
	if err != nil {
		t.Fatal(err)
	}
	return part{field: "file", file: name, body: b}
}

func encode(t testing.TB, parts ...part) (body []byte, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		params := fmt.Sprintf(`form-data; name=%q`, p.field)
		if p.file != "" {
			params += `; filename="` + p.file + `"`
		}
		h.Set("Content-Disposition", params)
		if p.kind != "" {
			h.Set("Content-Type", p.kind)
		}
		pw, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pw.Write(p.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), w.FormDataContentType()
}

// answer is what a client sees.
type answer struct {
	Status   int    `json:"-"`
	Success  bool   `json:"success"`
	Message  string `json:"message"`
	Findings []struct {
		Path, Rule, Severity, Message string
	} `json:"findings"`
}

func (a *answer) rules() []string {
	var ids []string
	for _, f := range a.Findings {
		ids = append(ids, f.Rule)
	}
	return ids
}

// send gives the handler one request in memory and checks that nothing is left
// behind.
func send(t testing.TB, o Options, next http.Handler, body io.Reader, contentType string) answer {
	t.Helper()
	if o.Dir == "" {
		o.Dir = t.TempDir()
	}
	r := httptest.NewRequest(http.MethodPost, "/upload", body)
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	Handler(next, o).ServeHTTP(w, r)
	nothingLeft(t, o.Dir)
	a := answer{Status: w.Code}
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%d, no JSON: %v\n%s", w.Code, err, w.Body)
	}
	return a
}

func nothingLeft(t testing.TB, dir string) {
	t.Helper()
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) > 0 {
		t.Errorf("%d temporary files are left, the first is %s", len(left), left[0].Name())
	}
}

// taken answers 200 to what was accepted.
var taken = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, `{"success":true}`) })

func never(t testing.TB) http.Handler {
	return http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the handler behind was called") })
}

func TestAcceptedFilesReachTheHandler(t *testing.T) {
	first, second := catalogFile(t, "jingle.wav"), catalogFile(t, "ballad.flac")
	second.file = `C:\music\..\ballad.flac`
	o := Options{Dir: t.TempDir()}
	next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, ok := From(r.Context())
		if !ok || len(u.Files) != 2 || u.Fields.Get("title") != "Öl" {
			t.Fatalf("upload %+v", u)
		}
		for i, want := range []part{first, second} {
			f := u.Files[i]
			got, err := io.ReadAll(f.Content)
			if err != nil || !bytes.Equal(got, want.body) || f.Size != int64(len(want.body)) {
				t.Errorf("%s: %d bytes, %v; want the file's %d", f.Name, len(got), err, len(want.body))
			}
			if st, err := f.Content.Stat(); err != nil || st.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
				t.Errorf("%s: mode %v, %v", f.Name, st.Mode(), err)
			}
			if filepath.Dir(f.Content.Name()) != o.Dir {
				t.Errorf("%s is kept in %s", f.Name, f.Content.Name())
			}
			if f.Result.Verdict != limits.Accepted || !f.Result.Info.Frames.Known() {
				t.Errorf("%s: %+v", f.Name, f.Result)
			}
		}
		if u.Files[0].Name != "jingle.wav" || u.Files[1].Name != "ballad.flac" {
			t.Errorf("names %q and %q", u.Files[0].Name, u.Files[1].Name)
		}
		if n, err := r.Body.Read(make([]byte, 1)); n != 0 || err != io.EOF {
			t.Errorf("the body holds %d bytes more, %v", n, err)
		}
		taken(w, r)
	})
	body, kind := encode(t, first, part{field: "title", body: []byte("Öl")}, second)
	if a := send(t, o, next, bytes.NewReader(body), kind); a.Status != http.StatusOK || !a.Success {
		t.Errorf("answer %+v", a)
	}
	if _, ok := From(context.Background()); ok {
		t.Error("From finds an upload where there is none")
	}
}

// TestRefusals wants the vendor's own words, status and shape: the two
// messages are those of Soundverse Trace's page on uploads.
func TestRefusals(t *testing.T) {
	trace, err := limits.Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	small := trace
	small.Size.Max, small.Size.Unclear = 10_000, 0
	jingle := catalogFile(t, "jingle.wav")
	renamed := catalogFile(t, "renamed.mp3")
	eleven := slices.Repeat([]part{jingle}, 11)
	for _, c := range []struct {
		name    string
		o       Options
		parts   []part
		status  int
		message string
		rule    string
	}{
		{"wrong content", Options{}, []part{jingle, renamed}, 400, "Unsupported audio format. Use .mp3, .wav, .flac, or .m4a", "AC104"},
		{"wrong extension", Options{}, []part{{field: "f", file: "x.ogg", body: jingle.body}}, 400, "Unsupported audio format.", "AC103"},
		{"too long", Options{}, []part{catalogFile(t, "epic.flac")}, 400, `"epic.flac": duration`, "AC301"},
		{"damaged", Options{}, []part{catalogFile(t, "scratched.flac")}, 400, `"scratched.flac": `, "AC204"},
		{"too large", Options{Profile: &small}, []part{jingle}, 413, "Upload file size exceeds the maximum limit of 10 kB.", "AC311"},
		{"a larger limit of one's own", Options{MaxFileBytes: 1 << 10}, []part{jingle}, 413, "limit of 1 KiB.", "AC311"},
		{"eleven files", Options{}, eleven, 400, "more than 10 files", "AC401"},
		{"empty file", Options{}, []part{{field: "f", file: "x.wav"}}, 400, "the file is empty", "AC007"},
		{"too slow", Options{FileTime: 1}, []part{jingle}, 400, "not judged within", "AC005"},
		{"a warning", Options{FailOn: finding.Warning}, []part{catalogFile(t, "answering-machine.wav")}, 400, "Unsupported audio format.", "AC106"},
		{"no file", Options{}, []part{{field: "f", body: []byte("x")}}, 400, "holds no file", ""},
		{"no part", Options{}, nil, 400, "The form", ""},
		{"a form in a form", Options{}, []part{{field: "f", file: "x", kind: "Multipart/mixed; boundary=x", body: []byte("--x--")}}, 400, "a form itself", ""},
		{"a long field", Options{}, []part{{field: "f", body: make([]byte, 65<<10)}}, 413, "a file needs a filename", ""},
		{"a long field name", Options{MaxFieldBytes: 100}, []part{{field: strings.Repeat("n", 101)}}, 413, "over 100 bytes", ""},
		{"many fields", Options{}, slices.Repeat([]part{{field: "f"}}, 33), 400, "more than 32 fields", ""},
		{"10,000 parts", Options{}, slices.Repeat([]part{{field: "f", file: "a.wav", body: jingle.body[:44]}}, 10_000), 400, "more than 10 files", "AC401"},
		{"a long part header", Options{}, []part{{field: "f", kind: strings.Repeat("k", 20<<10)}}, 400, "header of over 8192 bytes", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			body, kind := encode(t, c.parts...)
			a := send(t, c.o, never(t), bytes.NewReader(body), kind)
			if a.Status != c.status || a.Success || !strings.Contains(a.Message, c.message) {
				t.Errorf("status %d, %+v; want %d and %q", a.Status, a, c.status, c.message)
			}
			if c.rule != "" && !slices.Contains(a.rules(), c.rule) || c.rule == "" && len(a.Findings) > 0 {
				t.Errorf("findings of %v, want %q", a.rules(), c.rule)
			}
		})
	}
}

func TestForeignBodiesAreRefused(t *testing.T) {
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	for _, c := range []struct {
		name, kind string
		body       []byte
		status     int
	}{
		{"no type", "", body, 415},
		{"another type", "audio/wav", body, 415},
		{"mixed", strings.Replace(kind, "form-data", "mixed", 1), body, 415},
		{"no boundary", "multipart/form-data", body, 400},
		{"empty boundary", `multipart/form-data; boundary=""`, body, 400},
		{"long boundary", "multipart/form-data; boundary=" + strings.Repeat("b", 71), body, 400},
		{"another boundary", "multipart/form-data; boundary=other", body, 400},
		{"empty body", kind, nil, 400},
		{"cut in the header", kind, body[:90], 400},
		{"cut in the file", kind, body[:len(body)/2], 400},
		{"no last boundary", kind, body[:len(body)-10], 400},
		{"junk before the first boundary", kind, slices.Concat(bytes.Repeat([]byte("junk\r\n"), 4000), body), 400},
		{"a line without end", kind, bytes.Repeat([]byte("junk"), 40_000), 400},
	} {
		t.Run(c.name, func(t *testing.T) {
			if a := send(t, Options{}, never(t), bytes.NewReader(c.body), c.kind); a.Status != c.status || a.Message == "" {
				t.Errorf("status %d, %q; want %d", a.Status, a.Message, c.status)
			}
		})
	}
}

// counter counts what is read of a body.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// TestNothingIsReadBehindARefusal sends a file that is over the limit, and an
// eleventh one, with much more behind.
func TestNothingIsReadBehindARefusal(t *testing.T) {
	jingle := catalogFile(t, "jingle.wav")
	big := part{field: "f", file: "big.wav", body: make([]byte, 1<<20)}
	for name, c := range map[string]struct {
		parts []part
		most  int64
	}{
		"a large file": {[]part{big, big, big}, 20_000 + 64<<10},
		"11 files":     {append(slices.Repeat([]part{jingle}, 10), big, big), int64(10*(len(jingle.body)+300)) + 64<<10},
	} {
		body, kind := encode(t, c.parts...)
		from := &counter{r: bytes.NewReader(body)}
		send(t, Options{MaxFileBytes: 20_000}, never(t), from, kind)
		if from.n > c.most {
			t.Errorf("%s: %d bytes of %d were read, want at most %d", name, from.n, len(body), c.most)
		}
	}
}

func TestADeclaredLengthOverAllLimitsIsNotRead(t *testing.T) {
	r := httptest.NewRequest(http.MethodPost, "/", &counter{})
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.ContentLength = 1 << 40
	w := httptest.NewRecorder()
	Handler(never(t), Options{}).ServeHTTP(w, r) // a read of the nil reader would panic
	if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), "the maximum limit of 100 MB.") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestTheContextIsRespected(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body)).WithContext(ctx)
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	dir := t.TempDir()
	Handler(never(t), Options{Dir: dir}).ServeHTTP(w, r)
	nothingLeft(t, dir)
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d, want 503", w.Code)
	}
}

func TestOptionsReachTheProbe(t *testing.T) {
	for _, depth := range []probe.Depth{0, probe.Header, probe.Samples} {
		next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			u, _ := From(r.Context())
			if got := u.Files[0].Result.Info.DepthReached; got != max(depth, probe.Header) && depth != 0 || depth == 0 && got != probe.Packets {
				t.Errorf("depth reached %v, want %v", got, depth)
			}
			taken(w, r)
		})
		body, kind := encode(t, catalogFile(t, "ballad.flac"))
		send(t, Options{Probe: probe.Options{Depth: depth}}, next, bytes.NewReader(body), kind)
	}
}

func TestAnOwnAnswer(t *testing.T) {
	var no *Refusal
	o := Options{Dir: filepath.Join(t.TempDir(), "missing"), Refuse: func(w http.ResponseWriter, _ *http.Request, got *Refusal) {
		no = got
		w.WriteHeader(http.StatusTeapot)
	}}
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	Handler(never(t), o).ServeHTTP(w, r)
	if w.Code != http.StatusTeapot || no == nil || no.Status != http.StatusInternalServerError || no.Err == nil || strings.Contains(no.Message, o.Dir) {
		t.Errorf("%d, %+v", w.Code, no)
	}
}

func TestAPanicBehindLeavesNoFile(t *testing.T) {
	dir := t.TempDir()
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	r := httptest.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	r.Header.Set("Content-Type", kind)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("behind") }), Options{Dir: dir}).
			ServeHTTP(httptest.NewRecorder(), r)
	}()
	nothingLeft(t, dir)
}

func TestNamesAreHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"a.wav": "a.wav", "../../etc/passwd": "passwd", `..\x.mp3`: "x.mp3", "/": "", "esc\x1b[31m\n.wav": "esc_[31m_.wav",
		"caf\xe9.wav": "caf_.wav", "\u202egnp.mp3": "_gnp.mp3", "héllo wörld.wav": "héllo wörld.wav",
	} {
		if got := harmless(baseName(in)); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	for _, long := range []string{strings.Repeat("é", 300) + ".flac", "x." + strings.Repeat("y", 300)} {
		if got := harmless(long); len(got) > maxName || !strings.HasPrefix(long, got[:100]) || strings.HasSuffix(long, ".flac") != strings.HasSuffix(got, ".flac") {
			t.Errorf("%d bytes become %d: %q", len(long), len(got), got)
		}
	}
}

func TestDefaults(t *testing.T) {
	var o Options
	o.fill()
	if o.MaxFiles != 10 || o.MaxFileBytes != 104857600 || o.Probe.DecodeLimit != 300*time.Second || o.FailOn != finding.Error {
		t.Errorf("defaults %+v", o)
	}
	o = Options{Profile: &limits.Profile{}, MaxFileBytes: 1 << 62}
	o.fill()
	if o.maxBody() <= 0 || o.MaxFiles != 10 {
		t.Errorf("the largest body is %d bytes", o.maxBody())
	}
}

// FuzzHandler gives the handler any body. Whatever comes, the answer is JSON
// with a status that is documented, the same twice, and nothing is left.
func FuzzHandler(f *testing.F) {
	const kind = "multipart/form-data; boundary=b"
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=f; filename=a.wav\r\n\r\nRIFF\r\n--b--\r\n"))
	f.Add([]byte("--b\r\nContent-Disposition: form-data; name=f\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=41=\r\n--b--"))
	f.Add([]byte("--b\r\n\r\n\r\n--b\r\n\r\n\r\n--b--"))
	f.Add([]byte("--b\r\nContent-Disposition: form-data; filename*=utf-8''%ff%00.mp3\r\n\r\nID3\x04\r\n--b--"))
	documented := []int{200, 400, 413}
	o := Options{MaxFileBytes: 2000, MaxFieldBytes: 100, MaxFiles: 3, MaxFields: 3}
	f.Fuzz(func(t *testing.T, body []byte) {
		a := send(t, o, taken, bytes.NewReader(body), kind)
		b := send(t, o, taken, bytes.NewReader(body), kind)
		if !slices.Contains(documented, a.Status) || a.Success != (a.Status == 200) {
			t.Errorf("status %d, success %v", a.Status, a.Success)
		}
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("two answers: %+v and %+v", a, b)
		}
	})
}
