package upload_test

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/audiocheck/audiocheck/limits"
	"github.com/audiocheck/audiocheck/limits/upload"
)

// A service takes what the vendor would take. The rest never reaches its own
// handler.
func ExampleHandler() {
	profile, err := limits.Lookup("trace")
	if err != nil {
		log.Fatal(err)
	}
	store := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u, _ := upload.From(r.Context())
		for _, f := range u.Files {
			seconds, _ := f.Result.Info.Duration()
			fmt.Fprintf(w, "%s: %s, %.3f s\n", f.Name, f.Result.Info.Codec.Value, seconds)
		}
	})
	server := httptest.NewServer(upload.Handler(store, upload.Options{Profile: &profile}))
	defer server.Close()

	send(server.URL, "jingle.wav")
	send(server.URL, "epic.flac")
	// Output:
	// 200 OK
	// jingle.wav: pcm_s24le, 0.100 s
	// 400 Bad Request
	// {"success":false,"message":"\"epic.flac\": duration 310.000 s is over the limit of 300.000 s","findings":[{"path":"epic.flac","rule":"AC301","severity":"error","message":"duration 310.000 s is over the limit of 300.000 s","got":"310.000","want":"300.000","unit":"s","offset":null,"http_status":400,"mend":"n=0; while [ $n -lt 2 ] \u0026\u0026 ffmpeg -nostdin -n -i epic.flac -map 0:a:0 -ss $((n*299)) -t 299 -c:a flac epic.part$n.flac; do n=$((n+1)); done; [ $n -eq 2 ]"}]}
}

// send uploads a file of the catalog and prints the answer.
func send(url, name string) {
	data, err := os.ReadFile("../../testdata/catalog/" + name)
	if err != nil {
		log.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		log.Fatal(err)
	}
	part.Write(data)
	form.Close()
	res, err := http.Post(url, form.FormDataContentType(), &body)
	if err != nil {
		log.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s\n%s", res.Status, text)
}
