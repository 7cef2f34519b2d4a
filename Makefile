# Short names for what CI does too. Everything needs Go alone.

.PHONY: build test lint fuzz docs bench

build:
	CGO_ENABLED=0 go build -trimpath -o bin/audiocheck ./cmd/audiocheck

test:
	go test ./...

lint:
	.ci/lint

fuzz:
	.ci/fuzz 20s

docs: # writes what the commands print into the documents
	go test ./cmd/audiocheck -run 'TestDocuments|TestManPages' -update

bench: # see bench/README.md for the peers
	go test -run '^$$' -bench . -benchmem ./...
