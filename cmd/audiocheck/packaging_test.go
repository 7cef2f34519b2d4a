package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/audiocheck/audiocheck/limits"
)

// parsed reads a YAML file of the repository's root into v, and refuses keys
// that v has no place for.
func parsed(t *testing.T, path string, v any) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := yaml.NewDecoder(f)
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// The keys of the three files.
//
// Source: docs.github.com, "Metadata syntax reference"; pre-commit.com,
// "Creating new hooks"; goreleaser.com, "Customization", version 2.
type (
	actionFile struct {
		Name, Description, Author string
		Branding                  map[string]string
		Inputs                    map[string]struct {
			Description string
			Required    bool
			Default     *string
		}
		Outputs map[string]struct{ Description, Value string }
		Runs    struct {
			Using string
			Steps []struct {
				Name, ID, If, Shell, Run, Uses string
				Env, With                      map[string]string
			}
		}
	}
	hook struct {
		ID            string
		Name          string
		Description   string
		Entry         string
		Language      string
		Files         string
		RequireSerial bool   `yaml:"require_serial"`
		Minimum       string `yaml:"minimum_pre_commit_version"`
	}
	releaseFile struct {
		Version     int
		ProjectName string `yaml:"project_name"`
		Before      struct{ Hooks []string }
		Builds      []struct {
			ID, Main, Binary                  string
			Env, Flags, Ldflags, Goos, Goarch []string
			ModTimestamp                      string `yaml:"mod_timestamp"`
		}
		Archives []struct {
			ID           string
			Formats      []string
			NameTemplate string            `yaml:"name_template"`
			BuildsInfo   map[string]string `yaml:"builds_info"`
			Files        []yaml.Node
		}
		Checksum struct {
			NameTemplate string `yaml:"name_template"`
			Algorithm    string
		}
		Sboms     []struct{ Artifacts string }
		Source    struct{ Enabled bool }
		Changelog struct{ Disable bool }
	}
)

func TestAction(t *testing.T) {
	inRoot(t)
	var a actionFile
	parsed(t, "action.yml", &a)
	for _, in := range []string{"version", "sha256", "paths", "config", "format", "fail-on"} {
		if a.Inputs[in].Description == "" {
			t.Errorf("there is no input %s", in)
		}
	}
	if a.Runs.Using != "composite" || len(a.Runs.Steps) != 3 {
		t.Fatalf("%+v", a.Runs)
	}
	for _, s := range a.Runs.Steps {
		if s.Run != "" && s.Shell == "" {
			t.Errorf("step %q has no shell, as a composite action needs", s.Name)
		}
		if strings.Contains(s.Run, "${{") {
			t.Errorf("step %q puts an input into a script, where it could be a command", s.Name)
		}
		if script, ok := strings.CutPrefix(strings.Trim(s.Run, `"`), "$GITHUB_ACTION_PATH/"); ok {
			st, err := os.Stat(script)
			if err != nil || st.Mode()&0o111 == 0 {
				t.Errorf("step %q: %s cannot be run: %v", s.Name, script, err)
			}
		}
		for _, v := range s.Env {
			name := strings.TrimSuffix(strings.TrimPrefix(v, "${{ inputs."), " }}")
			if _, ok := a.Inputs[name]; !ok {
				t.Errorf("step %q takes %s, and there is no such input", s.Name, v)
			}
		}
	}
}

func TestPreCommitHooks(t *testing.T) {
	inRoot(t)
	var hooks []hook
	parsed(t, ".pre-commit-hooks.yaml", &hooks)
	var ids []string
	for _, h := range hooks {
		ids = append(ids, h.ID)
		re, err := regexp.Compile(h.Files)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range limits.Names() {
			p, err := limits.Lookup(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, ext := range p.Extensions {
				if video := ext == ".avi" || ext == ".mpeg"; !video && name == "trace" && !re.MatchString("a b/C"+strings.ToUpper(ext)) {
					t.Errorf("hook %s passes over %s", h.ID, ext)
				}
			}
		}
		if re.MatchString("README.md") || !re.MatchString("x.ogg") {
			t.Errorf("hook %s: %s", h.ID, h.Files)
		}
		// pre-commit puts the names of files behind the entry.
		args := append(strings.Fields(h.Entry)[1:], "testdata/catalog/single.mp3", "testdata/catalog/epic.flac")
		if code, out, _ := command(t, "", args...); code != exitFindings || !strings.Contains(out, "2 files: 1 accepted, 0 warned, 1 rejected") {
			t.Errorf("hook %s: exit %d\n%s", h.ID, code, out)
		}
	}
	if !slices.Equal(ids, []string{"audiocheck", "audiocheck-system"}) {
		t.Errorf("hooks %v", ids)
	}
}

func TestReleases(t *testing.T) {
	inRoot(t)
	var r releaseFile
	parsed(t, ".goreleaser.yaml", &r)
	b := r.Builds[0]
	if r.Version != 2 || !slices.Contains(b.Env, "CGO_ENABLED=0") || !slices.Contains(b.Flags, "-trimpath") ||
		len(b.Goos) != 3 || len(b.Goarch) != 2 || b.ModTimestamp == "" || len(r.Sboms) == 0 {
		t.Errorf("%+v", r)
	}
	// What the action downloads is what is released.
	script, err := os.ReadFile(".ci/action-install")
	if err != nil {
		t.Fatal(err)
	}
	if r.Checksum.NameTemplate != "checksums.txt" || r.Archives[0].NameTemplate != "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}" ||
		!slices.Equal(r.Archives[0].Formats, []string{"tar.gz"}) || !strings.Contains(string(script), "audiocheck_${version}_${os}_${arch}.tar.gz") {
		t.Errorf("%+v", r.Archives)
	}
	docker, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^USER [1-9]\d*:[1-9]\d*$`).Match(docker) || !strings.Contains(string(docker), "CGO_ENABLED=0") {
		t.Error("the container is not static, or runs as root")
	}
}
