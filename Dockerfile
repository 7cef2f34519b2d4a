# One static binary on nothing: docker run --rm -v "$PWD:/data:ro" audiocheck check .
FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags="-s -w -X main.release=${VERSION}" -o /audiocheck ./cmd/audiocheck

FROM scratch
LABEL org.opencontainers.image.title="audiocheck" \
      org.opencontainers.image.description="Tells before an upload whether audio will be accepted" \
      org.opencontainers.image.source="https://github.com/audiocheck/audiocheck" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /audiocheck /audiocheck
COPY LICENSE /LICENSE
# nobody, by number: there is no /etc/passwd here.
USER 65534:65534
WORKDIR /data
ENTRYPOINT ["/audiocheck"]
