// Command upload-service is a small web service that takes audio only if
// Soundverse Trace would: it answers what is wrong with the rest.
//
//	go run ./examples/upload-service &
//	curl -F file=@testdata/catalog/jingle.wav http://localhost:8080/upload
//	curl -F file=@testdata/catalog/renamed.mp3 http://localhost:8080/upload
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"log"
	"net/http"
	"os"
	"os/signal"
	"time"

	"github.com/audiocheck/audiocheck/limits/upload"
	"github.com/audiocheck/audiocheck/probe"
)

func main() {
	addr := flag.String("addr", "localhost:8080", "where to listen")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	s := &http.Server{
		Addr: *addr, Handler: routes(),
		ReadHeaderTimeout: 5 * time.Second, MaxHeaderBytes: 16 << 10,
	}
	go func() {
		<-ctx.Done()
		s.Shutdown(context.Background()) //nolint:errcheck // the process ends next
	}()
	log.Printf("listening on %s", *addr)
	if err := s.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
}

func routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /upload", upload.Handler(http.HandlerFunc(accept), upload.Options{
		Probe:       probe.Options{Depth: probe.Packets},
		FileTime:    10 * time.Second,
		RequestTime: time.Minute,
	}))
	return mux
}

// accepted is what a client is told of a file.
type accepted struct {
	Name    string     `json:"name"`
	Verdict string     `json:"verdict"`
	Info    probe.Info `json:"info"`
}

// accept is called for uploads in which every file is within the limits. A
// real service would store each file's Content here.
func accept(w http.ResponseWriter, r *http.Request) {
	u, ok := upload.From(r.Context())
	if !ok {
		http.Error(w, "no upload", http.StatusInternalServerError)
		return
	}
	files := make([]accepted, len(u.Files))
	for i, f := range u.Files {
		files[i] = accepted{f.Name, string(f.Result.Verdict), f.Result.Info}
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"success": true, "files": files}) //nolint:errcheck // the client is gone then
}
