package setup

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"golang.org/x/sys/cpu"

	"llmfromscratch/shared/assets"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/project"
)

// Status says how much a finding matters.
type Status int

const (
	OK      Status = iota // in order
	Better                // works, and could be better
	Missing               // something required is missing
)

// String is "ok", "note" or "MISSING".
func (s Status) String() string { return [...]string{"ok", "note", "MISSING"}[s] }

// MarshalJSON writes the status as its word.
func (s Status) MarshalJSON() ([]byte, error) { return json.Marshal(s.String()) }

// Finding is what [Diagnose] says about one thing.
type Finding struct {
	Name   string `json:"name"`
	Status Status `json:"status"`
	Found  string `json:"found"`
	Remedy string `json:"remedy,omitempty"` // what to do; empty when nothing is to be done
}

// String is the finding in one line, or two when there is a remedy.
func (f Finding) String() string {
	line := fmt.Sprintf("%-8s %-9s %s", f.Status, f.Name, f.Found)
	if f.Remedy != "" {
		line += fmt.Sprintf("\n%-18s → %s", "", strings.ReplaceAll(f.Remedy, "\n", "\n                     "))
	}
	return line
}

// minDisk is the free space that the build cache (about 1 GB with all tools) and one 124M-parameter checkpoint with its
// optimizer (2 GB) need together.
const minDisk = 4 << 30

// Diagnose looks at all that the project uses on this machine. It changes nothing.
func Diagnose(ctx context.Context, root string) []Finding {
	findings := []Finding{goFinding(ctx), simdFinding(simdBuild, cpu.X86.HasAVX2, expSlowdown()), backendFinding()}
	findings = append(findings, stateFindings(backend.States())...)
	return append(findings, toolsFinding(ctx, root), kernelFinding(root), jupyterFinding(ctx), dataFinding(),
		diskFinding(root))
}

func goFinding(ctx context.Context) Finding {
	f := Finding{Name: "Go", Found: runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH}
	if err := exec.CommandContext(ctx, "go", "version").Run(); err != nil {
		f.Status, f.Found = Missing, "no go command on the PATH, which the notebook kernel needs"
		f.Remedy = "install Go 1.26 from https://go.dev/dl and put its bin folder on the PATH"
	}
	return f
}

// slowExp is how many times slower exponentials must become for a word about it.
const slowExp = 4

// SlowExponentials tells whether exponentials are slow in this program after vector kernels, for want of [NoFMA].
func SlowExponentials() bool { return expSlowdown() >= slowExp }

// simdFinding judges from three facts: whether this program was built with GOEXPERIMENT=simd, whether the processor has
// AVX2, and how many times slower vector kernels make exponentials.
func simdFinding(built, avx2 bool, slowdown float64) Finding {
	f := Finding{Name: "SIMD"}
	switch {
	case runtime.GOARCH != "amd64":
		f.Found = "the Go backend has vector kernels for amd64 only; it runs without them here"
	case !avx2:
		f.Found = "this processor has no AVX2; the Go backend runs without vector kernels"
	case built && slowdown >= slowExp:
		f.Status, f.Found = Better,
			fmt.Sprintf("built with GOEXPERIMENT=simd, but on this processor the vector kernels "+
				"make exponentials %.0f times slower", slowdown)
		f.Remedy = "export GODEBUG=" + NoFMA + " (make, the notebook kernel and llm itself set it)"
	case built:
		f.Found = "built with GOEXPERIMENT=simd, the processor has AVX2"
	default:
		f.Status, f.Found = Better, "built without GOEXPERIMENT=simd: the Go backend is 4 to 5 times slower"
		f.Remedy = "export GOEXPERIMENT=simd (make and the notebook kernel set it themselves)"
	}
	return f
}

func backendFinding() Finding {
	f := Finding{Name: "backend"}
	b, choice, err := backend.Open("")
	if err != nil {
		f.Status, f.Found = Missing, err.Error()
		f.Remedy = "unset GOMLX_BACKEND, or set it to one that is installed: GOMLX_BACKEND=go always is"
		return f
	}
	b.Finalize()
	f.Found = strings.TrimPrefix(choice.String(), "backend: ")
	return f
}

// stateFindings are about each backend that needs a library.
func stateFindings(states []backend.State) []Finding {
	var findings []Finding
	for _, s := range states {
		switch {
		case s.Err != nil:
			findings = append(findings, optional(shortName(s.Name), false, s.Err.Error(), s.Remedy))
		case s.Where != "":
			findings = append(findings, optional(shortName(s.Name), true, s.Config+", library in "+tidyHome(s.Where),
				""))
		}
	}
	return findings
}

// shortName is a backend's name as long as the column of names allows.
func shortName(name string) string { return strings.TrimSuffix(name, " Runtime") }

func toolsFinding(ctx context.Context, root string) Finding {
	ok, what := Tools(root).Done(ctx)
	return optional("tools", ok, what, "go run ./cmd/llm setup (make notebooks and make lab do it themselves)")
}

func kernelFinding(root string) Finding {
	if err := CheckKernel(root); err != nil {
		return optional("kernel", false, "the notebook kernel is not installed in "+project.Rel(DataDir(root)),
			"go run ./cmd/llm setup (make notebooks and make lab do it themselves)")
	}
	return optional("kernel", true, "Go (gonb) in "+project.Rel(DataDir(root)), "")
}

func jupyterFinding(ctx context.Context) Finding {
	version, err := Nbconvert(ctx)
	if err != nil {
		_, noApt := exec.LookPath("apt-get")
		return optional("Jupyter", false, err.Error(), jupyterAdvice(runtime.GOOS, noApt == nil, labPackages))
	}
	ui, err := Browser(ctx)
	if err != nil {
		return optional("Jupyter", false, "nbconvert "+version+"; "+err.Error(), "go run ./cmd/llm setup --lab")
	}
	return optional("Jupyter", true, "nbconvert "+version+", jupyter "+strings.Join(ui, " "), "")
}

// The data sets of the book, and what falls back when they are absent.
var dataFiles = []string{"the-verdict.txt", "SMSSpamCollection.tsv", "instruction-data.json"}

func dataFinding() Finding {
	var missing []string
	for _, name := range dataFiles {
		if _, err := assets.Find(name); err != nil {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return optional("data", true, "the book's "+strings.Join(dataFiles, ", "), "")
	}
	return optional("data", false, "not here, so samples of our own serve: "+strings.Join(missing, ", "),
		"go run ./cmd/llm fetch "+strings.Join(missing, " ")+", or export LLM_DATA_DIR=<folder that has them>")
}

func diskFinding(root string) Finding {
	free, err := freeBytes(root)
	if err != nil {
		return optional("disk", false, "free space unknown: "+err.Error(), "make sure that 4 GB are free")
	}
	return optional("disk", free >= minDisk, fmt.Sprintf("%.1f GB free", float64(free)/1e9),
		"free some space: caches and a saved model of 124 million parameters with its optimizer take about 4 GB")
}

// optional is a finding about something that only some commands need.
func optional(name string, ok bool, found, remedy string) Finding {
	if ok {
		return Finding{Name: name, Found: found}
	}
	return Finding{Name: name, Status: Better, Found: found, Remedy: remedy}
}
