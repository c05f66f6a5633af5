package backend_test

import (
	"context"
	"debug/elf"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"llmfromscratch/shared/backend"
)

// write makes a file in a folder of this test.
func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// elfHeader is the smallest shared library for a processor: a header and one segment of length size, which follows it.
func elfHeader(machine elf.Machine, size uint64) []byte {
	h := elf.Header64{
		Type: uint16(elf.ET_DYN), Machine: uint16(machine), Version: uint32(elf.EV_CURRENT),
		Phoff: 64, Ehsize: 64, Phentsize: 56, Phnum: 1, Shentsize: 64,
	}
	copy(h.Ident[:], elf.ELFMAG)
	h.Ident[elf.EI_CLASS], h.Ident[elf.EI_DATA], h.Ident[elf.EI_VERSION] = byte(elf.ELFCLASS64), byte(elf.ELFDATA2LSB),
		byte(elf.EV_CURRENT)
	segment := elf.Prog64{Type: uint32(elf.PT_LOAD), Flags: uint32(elf.PF_R), Off: 120, Filesz: size, Memsz: size,
		Align: 1}
	data, err := binary.Append(nil, binary.LittleEndian, h)
	if err == nil {
		data, err = binary.Append(data, binary.LittleEndian, segment)
	}
	if err != nil {
		panic(err) // both have a fixed size
	}
	return data
}

// other is a processor that this program does not run on, and its name in Go.
func other() (elf.Machine, string) {
	if runtime.GOARCH == "arm64" {
		return elf.EM_X86_64, "amd64"
	}
	return elf.EM_AARCH64, "arm64"
}

func this(t *testing.T) elf.Machine {
	t.Helper()
	switch runtime.GOARCH {
	case "amd64":
		return elf.EM_X86_64
	case "arm64":
		return elf.EM_AARCH64
	}
	t.Skip("written for amd64 and arm64, not " + runtime.GOARCH)
	return 0
}

func onLinux(t *testing.T) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("the libraries of this test are Linux's, this is " + runtime.GOOS)
	}
}

func TestHeadersTellWhetherALibraryCanServe(t *testing.T) {
	onLinux(t)
	machine, name := other()
	whole := append(elfHeader(this(t), 40), make([]byte, 40)...)
	program := elfHeader(this(t), 0)
	program[16] = byte(elf.ET_EXEC)
	for _, tt := range []struct {
		name string
		data []byte
		want string // part of the error; empty when the file is good
	}{
		{"whole", whole, ""},
		{"cut short in a segment", whole[:len(whole)-1], "is cut short: 159 bytes of at least 160"},
		{"cut short in the header", whole[:30], "damaged or cut short at 30 bytes"},
		{"empty", nil, "is no shared library"},
		{"text", []byte("<html>404 not found</html>"), "is no shared library"},
		{"another processor", append(elfHeader(machine, 40), make([]byte, 40)...),
			"is made for another processor: " + name},
		{"a program", program, "is no shared library but a file of type ET_EXEC"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "lib.so", tt.data)
			err := backend.CheckLibrary(path)
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), path) {
				t.Errorf("error %v does not begin with the file's path", err)
			}
		})
	}
	if err := backend.CheckLibrary(t.TempDir()); err == nil || !strings.Contains(err.Error(), "is no file") {
		t.Errorf("a folder: %v", err)
	}
	if err := backend.CheckLibrary(filepath.Join(t.TempDir(), "none")); err == nil ||
		!strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("no file: %v", err)
	}
}

// compile makes a library of C code, or skips where there is no compiler.
func compile(t *testing.T, name, code string) string {
	t.Helper()
	cc, err := exec.LookPath("cc")
	if err != nil {
		t.Skip("no C compiler to make a library with")
	}
	source := write(t, "lib.c", []byte(code))
	library := filepath.Join(t.TempDir(), name)
	if out, err := exec.CommandContext(t.Context(), cc, "-shared", "-fPIC", "-o", library,
		source).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return library
}

// Libraries in the place of ONNX Runtime's: what they do when they are loaded or asked for their functions.
const (
	oldRuntime = `#include <stdio.h>
		typedef struct { const void *(*GetApi)(unsigned); const char *(*GetVersionString)(void); } Base;
		static const void *api(unsigned version) {
			fprintf(stderr, "The requested API version [%%u] is not available, only API versions [1, 20] are supported in this build."
				" Current ORT Version is: 1.20.1\n", version);
			return 0;
		}
		static const char *version(void) { return "1.20.1"; }
		static Base base = {api, version};
		const Base *OrtGetApiBase(void) { return &base; }`
	noRuntime = `int answer(void) { return 42; }`
	aborts    = `#include <stdlib.h>
		__attribute__((constructor)) static void load(void) { abort(); }`
	exits = `#include <stdlib.h>
		__attribute__((constructor)) static void load(void) { exit(0); }`
	hangs = `#include <unistd.h>
		__attribute__((constructor)) static void load(void) { for (;;) pause(); }`
)

// A library that does not work must neither stop nor hold this program: the error says what is wrong with it, and
// without a choice of the user the next backend serves.
func TestLibrariesThatDoNotWork(t *testing.T) {
	machine, name := other()
	for _, tt := range []struct{ name, code, want string }{
		{"too old", strings.ReplaceAll(oldRuntime, "%%", "%"),
			"ONNX Runtime 1.20.1, is too old: ONNX Runtime 1.26 or later is needed"},
		{"another library", noRuntime, "OrtGetApiBase"},
		{"aborts", aborts, "ends the program that loads it: SIGABRT"},
		{"ends the program", exits, "ends the program that loads it"},
		{"another processor", "", "is made for another processor: " + name},
		{"cut short", "", "is cut short"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onLinux(t)
			var library string
			switch tt.name {
			case "another processor":
				library = write(t, "lib.so", append(elfHeader(machine, 40), make([]byte, 40)...))
			case "cut short":
				library = write(t, "lib.so", elfHeader(this(t), 4096))
			default:
				library = compile(t, "lib.so", tt.code)
			}
			t.Setenv("ONNXRUNTIME_SHARED_LIBRARY_PATH", library)
			_, _, err := backend.Open("onnx:cpu")
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("error %v, want %q", err, tt.want)
			}
			for _, want := range []string{`backend "onnx:cpu"`, "unset", "setup --backends"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q lacks %q", err, want)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("error %q is no single line", err)
			}
		})
	}
}

func TestALibraryThatHangsIsGivenUp(t *testing.T) {
	onLinux(t)
	if _, err := backend.LibraryPath(); err != nil && strings.Contains(err.Error(), "built without") {
		t.Skip(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	err := backend.Probe(ctx, "onnx:cpu", "ONNXRUNTIME_SHARED_LIBRARY_PATH="+compile(t, "lib.so", hangs))
	if err == nil || !strings.Contains(err.Error(), "gave no answer") {
		t.Errorf("error %v", err)
	}
}

// XLA looks for plug-ins in folders and loads what it finds there: one that does not work must not keep the others from
// serving.
func TestXLAPluginsThatDoNotWork(t *testing.T) {
	machine, name := other()
	for _, tt := range []struct{ name, code, want string }{
		{"text", "", "is no shared library"},
		{"another processor", "", "is made for another processor: " + name},
		{"cut short", "", "is cut short"},
		{"another library", noRuntime, "GetPjrtApi"},
		{"aborts", aborts, "ends the program that loads it: SIGABRT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onLinux(t)
			folder := t.TempDir()
			t.Setenv("PJRT_PLUGIN_LIBRARY_PATH", folder)
			plugin := filepath.Join(folder, "pjrt_c_api_cpu_plugin.so")
			data := map[string][]byte{
				"text":              []byte("404 not found"),
				"another processor": append(elfHeader(machine, 40), make([]byte, 40)...),
				"cut short":         elfHeader(this(t), 4096),
			}[tt.name]
			if data == nil {
				var err error
				if data, err = os.ReadFile(compile(t, "lib.so", tt.code)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.WriteFile(plugin, data, 0o755); err != nil {
				t.Fatal(err)
			}
			if len(backend.XLAPlugins()) == 0 {
				t.Skip("this program was built without XLA")
			}
			unset(t, "GOMLX_BACKEND")
			b, choice, err := backend.Open("")
			if err != nil {
				t.Fatal(err)
			}
			defer b.Finalize()
			if strings.HasPrefix(choice.Config, "xla") || !strings.Contains(choice.Reason, tt.want) ||
				strings.Contains(choice.String(), "\n") {
				t.Errorf("%s; want another backend and %q", choice, tt.want)
			}
			if _, _, err := backend.Open("xla:" + plugin); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("asked for by name: error %v, want %q", err, tt.want)
			}
		})
	}
}

// unset takes a variable out of the environment for the time of a test.
func unset(t *testing.T, name string) {
	t.Helper()
	t.Setenv(name, "")
	if err := os.Unsetenv(name); err != nil {
		t.Fatal(err)
	}
}
