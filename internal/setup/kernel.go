package setup

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/project"
)

// DataDir is the project's own Jupyter data folder, build/jupyter under root. Jupyter finds the kernel there when
// JUPYTER_PATH names it.
func DataDir(root string) string { return filepath.Join(root, "build", "jupyter") }

// kernelSpec is Jupyter's kernel.json.
type kernelSpec struct {
	Argv          []string          `json:"argv"`
	DisplayName   string            `json:"display_name"`
	Language      string            `json:"language"`
	InterruptMode string            `json:"interrupt_mode"`
	Env           map[string]string `json:"env"`
}

func kernelFile(root string) string {
	return filepath.Join(DataDir(root), "kernels", "gonb", "kernel.json")
}

// kernelJS is what the classic Notebook loads with the kernel.
//
//go:embed kernel.js
var kernelJS []byte

func kernelScript(root string) string {
	return filepath.Join(filepath.Dir(kernelFile(root)), "kernel.js")
}

// Kernel installs the GoNB kernel into [DataDir]: cells can import the project's packages from any folder, errors come
// as plain text, cells are built with SIMD where there are SIMD kernels and ask no network for modules, and in the
// classic Notebook Shift+Tab shows what the kernel says. Where Go's linker can do without the C compiler's, which a
// trial shows, cells are linked so. After another backend was installed the kernel is installed again, because its
// cells then link that one. extra is added to the environment of the cells, and wins.
func Kernel(root string, extra map[string]string) Step {
	return Step{
		Name: "kernel",
		Done: func(context.Context) (bool, string) {
			spec, err := readKernel(root)
			if err != nil {
				return false, "not installed"
			}
			if !spec.serves(root) || !sameSettings(spec.Env, kernelEnv(root, extra)) {
				return false, "installed for another folder or with other settings"
			}
			if script, err := os.ReadFile(kernelScript(root)); err != nil || !bytes.Equal(script, kernelJS) {
				return false, "installed without the page's part of it"
			}
			return true, "Go (gonb) in " + project.Rel(DataDir(root))
		},
		Do: func(ctx context.Context, w io.Writer) error {
			cmd := exec.CommandContext(ctx, ToolPath(root, "gonb"), "--install", "-raw_error", "-go_work="+root)
			cmd.Env = append(os.Environ(),
				"JUPYTER_DATA_DIR="+DataDir(root),
				// it insists on goimports and gopls
				"PATH="+BinDir(root)+string(os.PathListSeparator)+os.Getenv("PATH"))
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("gonb --install: %w\n%s", err, out)
			}
			spec, err := readKernel(root)
			if err != nil {
				return err
			}
			if len(spec.Argv) == 0 {
				return fmt.Errorf("gonb --install wrote no command into %s", kernelFile(root))
			}
			// below the system's folder for temporary files gonb makes a copy of itself
			spec.Argv[0] = ToolPath(root, "gonb")
			spec.Env = kernelEnv(root, extra)
			if _, fixed := spec.Env[linkAlone]; !fixed && linksAlone(ctx, root, spec.Env) {
				spec.Env[linkAlone] = "0"
			}
			data, err := json.MarshalIndent(spec, "", "  ")
			if err != nil {
				return err
			}
			if err := os.WriteFile(kernelFile(root), append(data, '\n'), 0o644); err != nil {
				return err
			}
			return os.WriteFile(kernelScript(root), kernelJS, 0o644)
		},
	}
}

// CheckKernel returns nil when the kernel is installed for this folder and its program is there.
func CheckKernel(root string) error {
	spec, err := readKernel(root)
	if err != nil {
		return err
	}
	if !spec.serves(root) {
		return errors.New("the installed kernel belongs to another folder")
	}
	_, err = os.Stat(spec.Argv[0])
	return err
}

func readKernel(root string) (*kernelSpec, error) {
	data, err := os.ReadFile(kernelFile(root))
	if err != nil {
		return nil, err
	}
	var spec kernelSpec
	if err := json.Unmarshal(data, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", kernelFile(root), err)
	}
	return &spec, nil
}

// serves reports whether the kernel was installed from and for this project folder.
func (k *kernelSpec) serves(root string) bool {
	return len(k.Argv) > 0 && k.Argv[0] == ToolPath(root, "gonb") && slices.Contains(k.Argv, "-go_work="+root)
}

// NoFMA is Go's setting under which vector kernels do not make exponentials slower, see expSlowdown: the digits are the
// same, and the kernels keep their own fused multiply-adds.
const NoFMA = "cpu.fma=off"

// kernelEnv is what cells see. Jupyter itself replaces ${PATH} when it starts the kernel.
func kernelEnv(root string, extra map[string]string) map[string]string {
	sep := string(os.PathListSeparator)
	path := []string{BinDir(root), "${PATH}"}
	if goTool, err := exec.LookPath("go"); err == nil { // Jupyter may be started where go is not on the PATH
		path = append(path, filepath.Dir(goTool))
	}
	env := map[string]string{
		"PATH":                  strings.Join(path, sep),
		"GOFLAGS":               strings.Join(kernelFlags(os.Getenv("GOFLAGS"), unused()), " "),
		"GOMLX_NO_AUTO_INSTALL": "1",
		"GOWORK":                "", // GoNB's own go.work is what lets cells import the project
		project.EnvRoot:         root,
	}
	if runtime.GOARCH == "amd64" {
		env["GOEXPERIMENT"], env["GODEBUG"] = "simd", NoFMA
	}
	maps.Copy(env, NoNetwork) // a cell before the first one would ask for newer modules
	maps.Copy(env, extra)
	return env
}

// kernelFlags are the go command's flags for cells: those of this environment, none of git's questions about who owns
// the folder, no tables for debuggers, which no cell needs and the linker spends a third of its time on, and the tags
// that leave out the backends that are not used here: without XLA and ONNX Runtime a cell links in half a second
// instead of 2 s.
func kernelFlags(env string, unused []string) []string {
	flags := strings.Fields(env)
	if !slices.Contains(flags, "-buildvcs=false") {
		flags = append(flags, "-buildvcs=false")
	}
	if !strings.Contains(env, "-ldflags") {
		flags = append(flags, "-ldflags=-s") // the lines of a panic still have names and numbers
	}
	if len(unused) > 0 && !strings.Contains(env, "-tags") {
		flags = append(flags, "-tags="+strings.Join(unused, ","))
	}
	return flags
}

// unused are the tags that leave out the backends that programs do not open here.
func unused() []string {
	b, choice, err := backend.Open("")
	if err != nil {
		return nil // leave all in, so that cells show the same error
	}
	b.Finalize()
	switch name, _, _ := strings.Cut(choice.Config, ":"); name {
	case "go":
		return []string{"noxla", "noonnx"}
	case "onnx", "onnxruntime":
		return []string{"noxla"}
	}
	return []string{"noonnx"}
}
