package setup

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"llmfromscratch/shared/backend"
)

// newHome gives this test a home folder of its own, without any library, and a PATH whose npm is the script given, if
// any.
func newHome(t *testing.T, npm string) (home string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the installers of this test are shell scripts, and the folders Linux's")
	}
	if states := backend.States(); len(states) != 3 || !states[0].Built || !states[1].Built {
		t.Skip("this program was built without XLA and ONNX Runtime")
	}
	home = t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("LLM_OFFLINE", "")
	for _, name := range []string{"XDG_CACHE_HOME", "PJRT_PLUGIN_LIBRARY_PATH", backend.EnvONNX, "GOMLX_BACKEND",
		"LD_LIBRARY_PATH"} {
		t.Setenv(name, "")
		if err := os.Unsetenv(name); err != nil {
			t.Fatal(err)
		}
	}
	if len(backend.XLAPlugins()) > 0 {
		t.Skip("XLA is installed for all users of this machine")
	}
	bin := t.TempDir()
	if npm != "" {
		if err := os.WriteFile(filepath.Join(bin, "npm"), []byte("#!/bin/sh\nPATH=/usr/bin:/bin\n"+npm),
			0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", bin)
	return home
}

// script is an installer written in shell; $1 is the backend's name.
func script(text string) []string {
	return []string{"/bin/sh", "-c", "PATH=/usr/bin:/bin\n" + text, "installer"}
}

// files are all files below a folder, but for locks.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, strings.TrimPrefix(path, dir))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Whatever an installer does, what cannot be used is not left behind, each backend gets one line, and nothing is an
// error.
func TestInstallersThatFailLeaveNothing(t *testing.T) {
	for _, tt := range []struct {
		name, installer, npm string
		want                 []string // parts of the lines
	}{
		{"no network, no npm", "echo lookup of the server: no such host >&2; exit 1", "",
			[]string{"xla      not installed, others serve: ", "no such host", "onnx     not installed, others serve: ",
				"npm is missing"}},
		{"no network, npm neither", "exit 1", "echo npm error network ENOTFOUND >&2; exit 1",
			[]string{"it said nothing", "ENOTFOUND"}},
		{"silent servers", "sleep 1000", "sleep 1000 & wait",
			[]string{"xla      not", "onnx     not", "nothing arrived for"}},
		{"rubbish", "d=$HOME/.local/lib; case $1 in\nxla) mkdir -p $d/go-xla; echo rubbish > " +
			"$d/go-xla/pjrt_c_api_cpu_v1_plugin.so;;\n" +
			"onnx) mkdir -p $d/onnxruntime; echo rubbish > $d/onnxruntime/libonnxruntime.so;; esac",
			"echo rubbish > onnxruntime-node-1.30.0.tgz",
			[]string{"removed again", "is no shared library", "npm pack", "unexpected EOF"}},
		{"half extracted", "d=$HOME/.local/lib/go-xla/.extracting-1; mkdir -p $d; echo half > $d/half; exit 1",
			"exit 1", []string{"not installed"}},
		{"npm without an archive", "exit 1", "exit 0", []string{"it left 0 archives"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			home := newHome(t, tt.npm)
			var out bytes.Buffer
			opt := BackendOptions{Installer: script(tt.installer), Patience: 2 * time.Second}
			if err := Backends(t.Context(), &out, opt); err != nil {
				t.Fatal(err)
			}
			for _, want := range tt.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("printed %q, which lacks %q", out.String(), want)
				}
			}
			for _, name := range []string{"xla ", "onnx "} {
				if n := strings.Count("\n"+out.String(), "\n"+name); n != 1 {
					t.Errorf("%d lines begin with %q: %q", n, name, out.String())
				}
			}
			if left := files(t, home); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// realLibrary is ONNX Runtime's library on this machine; the test is skipped where there is none.
func realLibrary(t *testing.T) string {
	t.Helper()
	state := backend.ONNXState()
	if state.Err != nil {
		t.Skip(state.Err)
	}
	path, err := backend.LibraryPath()
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestALibraryThatWorksIsInstalledAndAnotherOneReplaced(t *testing.T) {
	library := realLibrary(t)
	home := newHome(t, "exit 1")
	target, err := backend.LibraryTarget()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(target, []byte("broken"), 0o644); err != nil {
		t.Fatal(err)
	}
	// As in the makers' archive: the name is a link to the file.
	installer := script("[ $1 = onnx ] || exit 1; d=$HOME/.local/lib/onnxruntime; mkdir -p $d; cp '" + library +
		"' $d/libonnxruntime.so.1.30.0\n" +
		"ln -s libonnxruntime.so.1.30.0 $d/libonnxruntime.so")
	var out bytes.Buffer
	if err := Backends(t.Context(), &out, BackendOptions{Installer: installer, Patience: time.Minute}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "\nonnx     installed in") ||
		!strings.Contains(out.String(), "ONNX Runtime in ~/.local/lib/onnxruntime") {
		t.Errorf("printed %q", out.String())
	}
	if got := files(t, home); !slices.Equal(got, []string{"/.local/lib/onnxruntime/libonnxruntime.so"}) {
		t.Errorf("files %q", got)
	}
	if info, err := os.Lstat(target); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%v, %v: not the file itself", info, err)
	}
	out.Reset()
	if err := Backends(t.Context(), &out, BackendOptions{One: true}); err != nil ||
		!strings.HasPrefix(out.String(), "backend  ready: ONNX Runtime in ~/") {
		t.Errorf("%v, printed %q", err, out.String())
	}
}

func TestNothingIsFetchedWhereTheUserDecided(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"LLM_OFFLINE", "1", "LLM_OFFLINE"},
		{"GOMLX_BACKEND", "go", "GOMLX_BACKEND=go is set"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			home := newHome(t, "touch called")
			t.Setenv(tt.name, tt.value)
			var out bytes.Buffer
			opt := BackendOptions{Installer: script("touch $HOME/called"), Patience: time.Second, One: true}
			if err := Backends(t.Context(), &out, opt); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(out.String(), tt.want) {
				t.Errorf("printed %q, want %q", out.String(), tt.want)
			}
			if left := files(t, home); len(left) > 0 {
				t.Errorf("the installer ran: %q", left)
			}
		})
	}
	t.Run(backend.EnvONNX, func(t *testing.T) {
		newHome(t, "")
		t.Setenv(backend.EnvONNX, filepath.Join(t.TempDir(), "none.so"))
		var out bytes.Buffer
		err := Run(t.Context(), &out, ONNXRuntime(BackendOptions{Installer: script("exit 1"), Patience: time.Second}))
		if err == nil || !strings.Contains(err.Error(), "correct "+backend.EnvONNX) {
			t.Errorf("error %v", err)
		}
	})
}

// archive writes a package of npm's with one file.
func archive(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "p.tgz")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	zipped := gzip.NewWriter(f)
	w := tar.NewWriter(zipped)
	if err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Mode: 0o644}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	for _, c := range []io.Closer{w, zipped, f} {
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func TestOnlyTheKnownLibraryIsTakenFromAPackage(t *testing.T) {
	known := onnxFile{"os/lib.so", 5, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"} // of "hello"
	for _, tt := range []struct{ name, file, data, want string }{
		{"the file", "package/bin/napi-v6/os/lib.so", "hello", ""},
		{"other contents", "package/bin/napi-v6/os/lib.so", "hallo", "sha256"},
		{"longer", "package/bin/napi-v6/os/lib.so", "hello, world", "has 6 bytes"},
		{"another name", "package/lib.so", "hello", "has no"},
	} {
		var got bytes.Buffer
		err := extract(archive(t, tt.file, []byte(tt.data)), known, &got)
		if tt.want == "" && (err != nil || got.String() != "hello") || tt.want != "" &&
			(err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %q, error %v", tt.name, &got, err)
		}
	}
}
