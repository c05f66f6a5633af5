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

// onnxPackage is the npm package that ships ONNX Runtime's library for several systems, as a file in a registry and not as
// a download of an install script.
const onnxPackage = "onnxruntime-node@1.30.0"

// onnxFile is a library in that package, and the name under which it is installed.
type onnxFile struct {
	inPackage, name string
	size            int64
	sha256          string
}

// onnxFiles are the libraries by operating system and processor.
var onnxFiles = map[string]onnxFile{
	"linux/amd64": {"linux/x64/libonnxruntime.so.1", "libonnxruntime.so", 45828512,
		"ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23"},
	"linux/arm64": {"linux/arm64/libonnxruntime.so.1", "libonnxruntime.so", 25135496,
		"1f549d46250b005580b597f4164984aaf75b3bcb9f3aeb07c7f8a8fe60b23c76"},
	"darwin/arm64": {"darwin/arm64/libonnxruntime.1.30.0.dylib", "libonnxruntime.dylib", 44589928,
		"685d2be5dba1309c89d3a5324b7fd06a5c42f1a61bfea32d14c4cc28d072121d"},
}

// ONNXRuntime installs ONNX Runtime's library from the npm registry into the folder where the backend looks for it. It
// checks size and sha256 and opens the library before it counts as installed.
func ONNXRuntime() Step {
	return Step{
		Name:    "onnx",
		Network: true,
		Done: func(context.Context) (bool, string) {
			where, err := backend.LibraryPath()
			if err != nil {
				return false, err.Error()
			}
			if err := tryBackend("onnx:cpu"); err != nil {
				return false, err.Error()
			}
			return true, "ONNX Runtime in " + filepath.Dir(where)
		},
		Do: func(ctx context.Context, w io.Writer) error {
			system := runtime.GOOS + "/" + runtime.GOARCH
			file, ok := onnxFiles[system]
			if !ok {
				return fmt.Errorf("no ONNX Runtime for %s that this program knows: it goes on with the Go backend", system)
			}
			if _, err := exec.LookPath("npm"); err != nil {
				return fmt.Errorf("ONNX Runtime comes from the npm registry and npm is missing: install Node.js, or set "+
					"%s to a library of your own", "ONNXRUNTIME_SHARED_LIBRARY_PATH")
			}
			target, err := backend.LibraryTarget()
			if err != nil {
				return err
			}
			return installONNX(ctx, w, file, target)
		},
	}
}

// installONNX fetches the package and installs one file of it.
func installONNX(ctx context.Context, w io.Writer, file onnxFile, target string) error {
	dir, err := os.MkdirTemp("", "onnxruntime")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintf(w, "npm pack %s (108 MB)\n", onnxPackage)
	cmd := exec.CommandContext(ctx, "npm", "pack", "--silent", onnxPackage)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("npm pack %s: %w\n%s", onnxPackage, err, tail(string(out), 5))
	}
	archives, err := filepath.Glob(filepath.Join(dir, "*.tgz"))
	if err != nil || len(archives) != 1 {
		return fmt.Errorf("npm pack %s left %d archives, want one", onnxPackage, len(archives))
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	if err := atomicfile.Write(target, func(w io.Writer) error { return extract(archives[0], file, w) }); err != nil {
		return fmt.Errorf("ONNX Runtime from %s: %w", onnxPackage, err)
	}
	if err := tryBackend("onnx:cpu"); err != nil {
		return errors.Join(fmt.Errorf("the library cannot be opened and was removed: %w", err), os.Remove(target))
	}
	return nil
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

// tryBackend opens a backend and closes it.
func tryBackend(config string) error {
	b, _, err := backend.Open(config)
	if err == nil {
		b.Finalize()
	}
	return err
}
