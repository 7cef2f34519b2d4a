package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestService(t *testing.T) {
	s := httptest.NewServer(routes())
	defer s.Close()
	for name, want := range map[string]struct {
		status int
		text   string
	}{
		"jingle.wav":  {200, `"codec":"pcm_s24le"`},
		"renamed.mp3": {400, "Unsupported audio format. Use .mp3, .wav, .flac, or .m4a"},
	} {
		res, err := post(s.URL+"/upload", filepath.Join("..", "..", "testdata", "catalog", name))
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != want.status || !strings.Contains(string(text), want.text) {
			t.Errorf("%s: %d, %v, want %d and %q in\n%s", name, res.StatusCode, err, want.status, want.text, text)
		}
	}
}

func post(url, path string) (*http.Response, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", filepath.Base(path))
	if err != nil {
		return nil, err
	}
	if _, err := part.Write(data); err != nil {
		return nil, err
	}
	if err := form.Close(); err != nil {
		return nil, err
	}
	return http.Post(url, form.FormDataContentType(), &body)
}
