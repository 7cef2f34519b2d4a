package upload

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"runtime/metrics"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/audiocheck/audiocheck/limits"
)

// served is a server on the loopback whose every request can be waited for.
type served struct {
	*httptest.Server
	ended chan struct{} // one a request that has left the handler
}

func serve(t *testing.T, h http.Handler) *served {
	t.Helper()
	s := &served{ended: make(chan struct{}, 1024)}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() { s.ended <- struct{}{} }()
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *served) dial(t *testing.T) *net.TCPConn {
	t.Helper()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c.(*net.TCPConn)
}

// head returns the head of a request that declares a body of n bytes.
func head(kind string, n int) string {
	return fmt.Sprintf("POST /upload HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", kind, n)
}

func readAnswer(t *testing.T, c net.Conn) answer {
	t.Helper()
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	a := answer{Status: res.StatusCode}
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		t.Fatalf("status %d: %v", res.StatusCode, err)
	}
	return a
}

// TestASlowClientIsCutOff sends half of a body and then nothing, for ever.
func TestASlowClientIsCutOff(t *testing.T) {
	o := Options{Dir: t.TempDir(), RequestTime: 50 * time.Millisecond}
	s := serve(t, Handler(never(t), o))
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	for _, sent := range []int{0, 20, len(body) / 2} {
		c := s.dial(t)
		io.WriteString(c, head(kind, len(body)))
		c.Write(body[:sent])
		if a := readAnswer(t, c); a.Status != http.StatusRequestTimeout || !strings.Contains(a.Message, "did not arrive in time") {
			t.Errorf("after %d bytes: %+v, want 408", sent, a)
		}
		<-s.ended
		nothingLeft(t, o.Dir)
	}
}

// TestASlowStreamIsCutOff is the same for one stream of HTTP/2.
func TestASlowStreamIsCutOff(t *testing.T) {
	o := Options{Dir: t.TempDir(), RequestTime: 50 * time.Millisecond}
	s := httptest.NewUnstartedServer(Handler(never(t), o))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	r, w := io.Pipe()
	defer w.Close()
	go w.Write(body[:len(body)/2])
	res, err := s.Client().Post(s.URL, kind, r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.ProtoMajor != 2 || res.StatusCode != http.StatusRequestTimeout {
		t.Errorf("%s %d, want HTTP/2.0 408", res.Proto, res.StatusCode)
	}
}

func TestAClientThatGoesAwayLeavesNothing(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := serve(t, Handler(never(t), o))
	body, kind := encode(t, catalogFile(t, "jingle.wav"), catalogFile(t, "ballad.flac"))
	for _, sent := range []int{0, 20, len(body) / 4, len(body) - 1} {
		c := s.dial(t)
		io.WriteString(c, head(kind, len(body)))
		c.Write(body[:sent])
		c.Close()
		<-s.ended
		nothingLeft(t, o.Dir)
	}
}

// TestALyingLengthIsRefused declares more than is sent, and less.
func TestALyingLengthIsRefused(t *testing.T) {
	o := Options{Dir: t.TempDir()}
	s := serve(t, Handler(never(t), o))
	body, kind := encode(t, catalogFile(t, "jingle.wav"))
	for _, declared := range []int{len(body) + 1000, len(body) - 1000} {
		c := s.dial(t)
		io.WriteString(c, head(kind, declared))
		c.Write(body[:min(len(body), declared)-100])
		c.CloseWrite()
		if a := readAnswer(t, c); a.Status != http.StatusBadRequest {
			t.Errorf("declared %d of %d bytes: %+v, want 400", declared, len(body), a)
		}
		<-s.ended
		nothingLeft(t, o.Dir)
	}
}

// wave returns a WAV file of n bytes of stereo noise and a head of 44 bytes.
func wave(n int) []byte {
	b := make([]byte, 44+n)
	copy(b, "RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00\x44\xac\x00\x00\x10\xb1\x02\x00\x04\x00\x10\x00data")
	binary.LittleEndian.PutUint32(b[4:], uint32(36+n))
	binary.LittleEndian.PutUint32(b[40:], uint32(n))
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		b[44+i] = byte(rng.Uint32())
	}
	return b
}

// client is one sort of client of the load test: what it sends and what it
// must be answered; 0 where it does not wait for an answer.
type client struct {
	name   string
	send   func(url string) (*http.Response, error)
	status int
	// early marks what is refused before all of it is read. The server then
	// closes while the client still sends, and its answer can be lost.
	early bool
}

func post(kind string, body func() io.Reader) func(string) (*http.Response, error) {
	one := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	return func(url string) (*http.Response, error) { return one.Post(url, kind, body()) }
}

func whole(t *testing.T, parts ...part) func(string) (*http.Response, error) {
	body, kind := encode(t, parts...)
	return post(kind, func() io.Reader { return bytes.NewReader(body) })
}

// endless is a body whose one file does not end.
func endless() io.Reader {
	return io.MultiReader(
		strings.NewReader("--b\r\nContent-Disposition: form-data; name=f; filename=a.wav\r\n\r\nRIFF"), zeros{})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func loadClients(t *testing.T, addr string) []client {
	noise := part{field: "f", file: "noise.wav", body: wave(1_900_000)}
	jingle := catalogFile(t, "jingle.wav")
	cut, kind := encode(t, noise)
	return []client{
		{"four large good files", whole(t, noise, noise, noise, noise), 200, false},
		{"good files", whole(t, jingle, catalogFile(t, "ballad.flac"), catalogFile(t, "interlude.m4a")), 200, false},
		{"a damaged file", whole(t, jingle, catalogFile(t, "scratched.flac")), 400, false},
		{"an HTML page", whole(t, catalogFile(t, "download.mp3")), 400, false},
		{"an over-long file", whole(t, catalogFile(t, "epic.flac")), 400, false},
		{"10,000 files", whole(t, append([]part{jingle}, make10000()...)...), 400, true},
		{"a body without boundary", post("multipart/form-data", func() io.Reader { return bytes.NewReader(cut) }), 400, true},
		{"a cut body", post(kind, func() io.Reader { return bytes.NewReader(cut[:len(cut)/2]) }), 400, false},
		{"a file without end", post("multipart/form-data; boundary=b", endless), 413, true},
		{"a client that goes away", func(string) (*http.Response, error) {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				return nil, err
			}
			io.WriteString(c, head(kind, len(cut)))
			c.Write(cut[:len(cut)/2])
			return nil, c.Close()
		}, 0, false},
	}
}

func make10000() []part {
	parts := make([]part, 10_000)
	for i := range parts {
		parts[i] = part{field: "f", file: "a.wav"}
	}
	return parts
}

// heap returns the bytes that objects of the heap take, dead ones too.
func heap() uint64 {
	s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// TestLoad lets 200 clients upload at once. A tenth of them sends 7.6 MB of good
// files each, 152 MB in all, and others send without end: neither is in memory.
func TestLoad(t *testing.T) {
	const clients = 200
	const bound = 100 << 20 // bytes; clients, server and both ends of 200 connections are in this process
	trace, err := limits.Lookup("trace")
	if err != nil {
		t.Fatal(err)
	}
	trace.Size.Max, trace.Size.Unclear = 2_000_000, 0
	o := Options{Dir: t.TempDir(), Profile: &trace}
	s := serve(t, Handler(taken, o))
	sorts := loadClients(t, s.Listener.Addr().String())
	runtime.GC()
	before, highest := heap(), uint64(0)

	var wait sync.WaitGroup
	answered := make([]atomic.Int64, len(sorts))
	start := make(chan struct{})
	for i := range clients {
		c := sorts[i%len(sorts)]
		wait.Go(func() {
			<-start
			if attend(t, c, s.URL) {
				answered[i%len(sorts)].Add(1)
			}
		})
	}
	sampled, stop := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(sampled)
		for {
			select {
			case <-stop:
				return
			default:
				highest = max(highest, heap())
				runtime.Gosched()
			}
		}
	}()
	close(start)
	wait.Wait()
	close(stop)
	<-sampled
	for range clients { // one that went away may still be attended to
		<-s.ended
	}
	for i, c := range sorts {
		if answered[i].Load() == 0 {
			t.Errorf("%s: none was answered", c.name)
		}
	}
	if grown := int64(highest) - int64(before); grown > bound {
		t.Errorf("the heap grew by %d MB, over %d MB", grown>>20, bound>>20)
	} else {
		t.Logf("the heap grew by %d MB", grown>>20)
	}
	nothingLeft(t, o.Dir)
	s.Close()
	noGoroutine(t)
}

// attend is one client. It reports whether it was answered as it should be.
func attend(t *testing.T, c client, url string) bool {
	res, err := c.send(url)
	if err != nil || c.status == 0 {
		if err != nil && !c.early {
			t.Errorf("%s: %v", c.name, err)
		}
		return err == nil
	}
	defer res.Body.Close()
	var a answer
	err = json.NewDecoder(res.Body).Decode(&a)
	if err != nil && c.early {
		return false
	}
	if err != nil || res.StatusCode != c.status || a.Success != (c.status == 200) {
		t.Errorf("%s: status %d, %+v, %v; want %d", c.name, res.StatusCode, a, err, c.status)
	}
	return true
}

// noGoroutine looks for goroutines that are still in code of the library.
func noGoroutine(t *testing.T) {
	t.Helper()
	var b bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&b, 2); err != nil {
		t.Fatal(err)
	}
	for _, g := range strings.Split(b.String(), "\n\n") {
		for _, pkg := range []string{"limits/upload.(*", "limits/upload.wake", "audiocheck/probe.", "audiocheck/limits."} {
			if strings.Contains(g, pkg) && !strings.Contains(g, "testing.tRunner") {
				t.Errorf("a goroutine is left:\n%s", g)
			}
		}
	}
}
