package setup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"

	"llmfromscratch/shared/atomicfile"
	"llmfromscratch/shared/backend"
)

// onnxVersion is the version that this project was tried with; the library's interface has to be that of 1.26 or later.
const onnxVersion = "1.30.0"

// onnxPackage is the npm package that ships ONNX Runtime's library for several systems, as a file in a registry and not
// as a download of an install script.
const onnxPackage = "onnxruntime-node@" + onnxVersion

// onnxFile is a library in that package.
type onnxFile struct {
	inPackage string
	size      int64
	sha256    string
}

// onnxFiles are the libraries by operating system and processor.
var onnxFiles = map[string]onnxFile{
	"linux/amd64": {"linux/x64/libonnxruntime.so.1", 45828512,
		"ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23"},
	"linux/arm64": {"linux/arm64/libonnxruntime.so.1", 25135496,
		"1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76"},
	"darwin/arm64": {"darwin/arm64/libonnxruntime.1.30.0.dylib", 44589928,
		"685d2be5dba1309c89d3a5324b7fd06a5c42f1a61bfea32d14c4cc28d072121d"},
}

// ONNXRuntime installs ONNX Runtime's library into the folder where the backend looks for it: by the backend's own
// installer, which fetches its makers' release, else from the npm registry, whose file is checked by size and sha256.
// It is put in its place only after it was loaded and has computed in a process of its own.
func ONNXRuntime(opt BackendOptions) Step {
	return Step{
		Name:    "onnx",
		Network: true,
		Done: func(context.Context) (bool, string) {
			state := backend.ONNXState()
			if state.Err != nil {
				return false, state.Err.Error()
			}
			return true, "ONNX Runtime in " + tidyHome(state.Where)
		},
		Do: func(ctx context.Context, w io.Writer) error {
			switch state := backend.ONNXState(); {
			case state.Remedy != "" && (os.Getenv(backend.EnvONNX) != "" || !state.Built):
				return fmt.Errorf("%w: %s", state.Err, state.Remedy) // another library would change nothing
			case state.Err == nil:
				return nil
			}
			target, err := backend.LibraryTarget()
			if err != nil {
				return err
			}
			return installONNX(ctx, w, opt, target)
		},
	}
}

// installONNX fetches the library into a folder beside its place, tries it there and moves it.
func installONNX(ctx context.Context, w io.Writer, opt BackendOptions, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(filepath.Dir(target), ".installing-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var failures []error
	for _, source := range []struct {
		name  string
		fetch func(context.Context, BackendOptions, string, string) (string, error)
	}{
		{"ONNX Runtime " + onnxVersion + " from its makers", onnxRelease},
		{"npm pack " + onnxPackage + " (108 MB)", onnxFromNPM},
	} {
		fmt.Fprintf(w, "%s …\n", source.name)
		library, err := source.fetch(ctx, opt, dir, target)
		if err == nil {
			err = settle(ctx, library, target)
		}
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		failures = append(failures, fmt.Errorf("%s: %w", source.name, err))
	}
	return errors.Join(failures...)
}

// settle puts a library that works in its place.
func settle(ctx context.Context, library, target string) error {
	if err := backend.CheckLibrary(library); err != nil {
		return err
	}
	if err := backend.Probe(ctx, "onnx:cpu", backend.EnvONNX+"="+library); err != nil {
		return err
	}
	if err := os.Chmod(library, 0o755); err != nil {
		return err
	}
	return os.Rename(library, target)
}

// onnxRelease lets the backend's own installer fetch the library, into a home folder below dir.
func onnxRelease(ctx context.Context, opt BackendOptions, dir, target string) (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	place, err := filepath.Rel(home, target)
	if err != nil {
		return "", err
	}
	stage := filepath.Join(dir, "home")
	if err := opt.official(ctx, "onnx", []string{"HOME=" + stage}, stage); err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(filepath.Join(stage, place))
}

// onnxFromNPM fetches the package and takes one file out of it.
func onnxFromNPM(ctx context.Context, opt BackendOptions, dir, _ string) (string, error) {
	system := runtime.GOOS + "/" + runtime.GOARCH
	file, ok := onnxFiles[system]
	if !ok {
		return "", fmt.Errorf("no library for %s", system)
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return "", errors.New("npm is missing: install Node.js")
	}
	stage := filepath.Join(dir, "npm")
	if err := os.Mkdir(stage, 0o755); err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, npm, "pack", "--silent", "--fetch-retries=1", "--fetch-retry-mintimeout=1000",
		"--cache=cache", onnxPackage)
	cmd.Dir = stage
	if err := runInstaller(ctx, cmd, opt.Patience, stage); err != nil {
		return "", err
	}
	archives, err := filepath.Glob(filepath.Join(stage, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return "", fmt.Errorf("it left %d archives, want one", len(archives))
	}
	library := filepath.Join(stage, "libonnxruntime")
	return library, atomicfile.Write(library, func(w io.Writer) error { return extract(archives[0], file, w) })
}

// extract copies a library out of the package's archive and checks it.
func extract(archive string, file onnxFile, w io.Writer) error {
	f, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return err
	}
	want := path.Join("package/bin/napi-v6", file.inPackage)
	for r := tar.NewReader(unzipped); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("the archive has no %s", want)
		}
		if err != nil {
			return err
		}
		if header.Name != want {
			continue
		}
		sum := sha256.New()
		n, err := io.Copy(io.MultiWriter(w, sum), io.LimitReader(r, file.size+1))
		if err != nil {
			return err
		}
		if got := hex.EncodeToString(sum.Sum(nil)); n != file.size || got != file.sha256 {
			return fmt.Errorf("%s has %d bytes and sha256 %s, want %d and %s", want, n, got, file.size, file.sha256)
		}
		return nil
	}
}
