package backend_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"llmfromscratch/shared/backend"
)

func TestOpen(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "broken.so")
	if err := os.WriteFile(broken, []byte("not a library"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, config, env string
		wantConfig        string // of the choice
		wantErr           string // part of the error
	}{
		{name: "plain go is made safe", config: "go", wantConfig: backend.GoParallel},
		{name: "config wins over the environment", config: backend.GoSequential, env: "bogus",
			wantConfig: backend.GoSequential},
		{name: "environment", env: "go", wantConfig: backend.GoParallel},
		{name: "unknown backend", config: "bogus", wantErr: `backend "bogus" is not part of this program`},
		{name: "unknown backend from the environment", env: "bogus:cpu", wantErr: `backend "bogus" is not part`},
		{name: "unknown option", config: "go:nonsense", wantErr: `backend "go:nonsense"`},
		{name: "XLA with a file that is no plug-in", config: "xla:" + broken, wantErr: "is no shared library"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("GOMLX_BACKEND", tt.env)
			b, choice, err := backend.Open(tt.config)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Fatalf("error = %v, want one with %q", err, tt.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer b.Finalize()
			if choice.Config != tt.wantConfig {
				t.Errorf("opened %q, want %q", choice.Config, tt.wantConfig)
			}
		})
	}
}

func TestOpenFindsABackendWithoutBeingTold(t *testing.T) {
	unset(t, "GOMLX_BACKEND")
	b, choice, err := backend.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Finalize()
	if choice.Config == "" || choice.Reason == "" || choice.Name == "" {
		t.Errorf("the choice is not explained: %+v", choice)
	}
	if line := choice.String(); strings.Contains(line, "\n") || !strings.Contains(line, choice.Config) {
		t.Errorf("String() = %q, want one line that names the backend", line)
	}
}

// A library that cannot be loaded must not stop the program: the next backend serves.
func TestOpenSkipsBrokenLibraries(t *testing.T) {
	broken := filepath.Join(t.TempDir(), "libonnxruntime.so")
	if err := os.WriteFile(broken, []byte("not a library"), 0o644); err != nil {
		t.Fatal(err)
	}
	unset(t, "GOMLX_BACKEND")
	t.Setenv("ONNXRUNTIME_SHARED_LIBRARY_PATH", broken)
	b, choice, err := backend.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer b.Finalize()
	if strings.HasPrefix(choice.Config, "onnx") {
		t.Errorf("opened %q with a broken library", choice.Config)
	}
	if _, err := backend.LibraryPath(); err == nil && !strings.Contains(choice.Reason, "is no shared library") {
		t.Errorf("%s: does not say what is wrong with the library", choice)
	}
}
