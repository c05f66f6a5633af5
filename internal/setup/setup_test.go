package setup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"llmfromscratch/shared/assets"
)

// recorded is a step that says what was done with it.
func recorded(name string, done bool, fails error, log *[]string) Step {
	return Step{
		Name: name,
		Done: func(context.Context) (bool, string) { return done, "version 1" },
		Do: func(context.Context, io.Writer) error {
			*log = append(*log, name)
			done = fails == nil
			return fails
		},
	}
}

func TestRunDoesWhatIsNotDoneAndStopsAtTheFirstFailure(t *testing.T) {
	var log []string
	var out bytes.Buffer
	err := Run(t.Context(), &out, recorded("one", true, nil, &log), recorded("two", false, nil, &log),
		recorded("three", false, errors.New("no network"), &log), recorded("four", false, nil, &log))
	if !slices.Equal(log, []string{"two", "three"}) {
		t.Errorf("did %q", log)
	}
	if err == nil || err.Error() != "three: no network" {
		t.Errorf("error %v", err)
	}
	if want := "one      ready: version 1\ntwo      installed in 0 s: version 1\n"; out.String() != want {
		t.Errorf("printed %q, want %q", out.String(), want)
	}
}

func TestRunReportsAnInstallationThatDidNotHelp(t *testing.T) {
	useless := Step{Name: "kernel",
		Done: func(context.Context) (bool, string) { return false, "wrong folder" },
		Do:   func(context.Context, io.Writer) error { return nil }}
	if err := Run(t.Context(), io.Discard, useless); err == nil ||
		!strings.Contains(err.Error(), "still not usable: wrong folder") {
		t.Errorf("error %v", err)
	}
}

func TestOfflineNothingIsInstalledFromTheNetwork(t *testing.T) {
	t.Setenv("LLM_OFFLINE", "1")
	var log []string
	there, local, far := recorded("one", true, nil, &log), recorded("two", false, nil, &log),
		recorded("three", false, nil, &log)
	there.Network, far.Network = true, true
	err := Run(t.Context(), io.Discard, there, local, far)
	if !errors.Is(err, assets.ErrOffline) || !strings.Contains(err.Error(), "three") ||
		!slices.Equal(log, []string{"two"}) {
		t.Errorf("did %q, error %v", log, err)
	}
	for _, s := range []Step{Jupyter(false), Modules("."), XLA(BackendOptions{}), ONNXRuntime(BackendOptions{})} {
		if !s.Network {
			t.Errorf("%s counts as local", s.Name)
		}
	}
}

func TestInterruptedRunInstallsNothing(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var log []string
	if err := Run(ctx, io.Discard, recorded("one", false, nil, &log)); !errors.Is(err, context.Canceled) ||
		len(log) > 0 {
		t.Errorf("did %q, %v", log, err)
	}
}

// fakeRoot is a project folder with the tools' modules, built tools and an installed kernel.
func fakeRoot(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	write := func(path, text string) {
		t.Helper()
		path = filepath.Join(root, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("tools/go.mod", "module llmfromscratch/tools\n")
	write("tools/go.sum", "")
	for _, name := range toolNames {
		rel, err := filepath.Rel(root, ToolPath(root, name))
		if err != nil {
			t.Fatal(err)
		}
		write(rel, "")
	}
	key, err := toolsKey(root)
	if err != nil {
		t.Fatal(err)
	}
	write("build/bin/.stamp", key)
	spec, err := json.Marshal(kernelSpec{Argv: []string{ToolPath(root, "gonb"), "-go_work=" + root},
		Env: kernelEnv(root, nil)})
	if err != nil {
		t.Fatal(err)
	}
	write("build/jupyter/kernels/gonb/kernel.json", string(spec))
	write("build/jupyter/kernels/gonb/kernel.js", string(kernelJS))
	return root
}

func TestToolsAreBuiltAgainWhenTheirVersionsChange(t *testing.T) {
	root := fakeRoot(t)
	if ok, what := Tools(root).Done(t.Context()); !ok {
		t.Fatalf("not ready: %s", what)
	}
	if err := os.WriteFile(filepath.Join(root, "tools", "go.mod"), []byte("module llmfromscratch/tools // changed\n"),
		0o644); err != nil {
		t.Fatal(err)
	}
	if ok, _ := Tools(root).Done(t.Context()); ok {
		t.Error("still ready after tools/go.mod changed")
	}
	root = fakeRoot(t)
	if err := os.Remove(ToolPath(root, "gopls")); err != nil {
		t.Fatal(err)
	}
	if ok, what := Tools(root).Done(t.Context()); ok || what != "gopls is missing" {
		t.Errorf("without gopls: %v, %q", ok, what)
	}
}

func TestKernelOfAnotherFolderIsNotTaken(t *testing.T) {
	root := fakeRoot(t)
	if ok, what := Kernel(root, nil).Done(t.Context()); !ok {
		t.Fatalf("not ready: %s", what)
	}
	if err := CheckKernel(root); err != nil {
		t.Error(err)
	}
	if ok, _ := Kernel(root, map[string]string{"GOMLX_BACKEND": "go"}).Done(t.Context()); ok {
		t.Error("ready although its settings changed")
	}
	moved := root + "-moved"
	if err := os.Rename(root, moved); err != nil {
		t.Fatal(err)
	}
	if ok, _ := Kernel(moved, nil).Done(t.Context()); ok {
		t.Error("ready although the folder was moved")
	}
	if err := CheckKernel(moved); err == nil {
		t.Error("CheckKernel accepts a kernel of another folder")
	}
}

func TestCellsSeeTheSettingsOfTheProject(t *testing.T) {
	env := kernelEnv("/p", map[string]string{"X": "1"})
	for name, want := range map[string]string{"GOMLX_NO_AUTO_INSTALL": "1", "GOWORK": "", "LLM_ROOT": "/p", "X": "1",
		"GOPROXY": "off", "GOSUMDB": "off"} {
		if got, ok := env[name]; !ok || got != want {
			t.Errorf("%s=%q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]string{"GOEXPERIMENT": "simd", "GODEBUG": "cpu.fma=off"} {
		if set := env[name] == want; set != (runtime.GOARCH == "amd64") {
			t.Errorf("%s=%q on %s", name, env[name], runtime.GOARCH)
		}
	}
	if !strings.HasPrefix(env["PATH"], BinDir("/p")+string(os.PathListSeparator)+"${PATH}") {
		t.Errorf("PATH=%q", env["PATH"])
	}
}

func TestCellsLinkOnlyWhatIsInstalled(t *testing.T) {
	for _, tc := range []struct {
		env    string
		unused []string
		want   string
	}{
		{"", nil, "-buildvcs=false -ldflags=-s"},
		{"", []string{"noxla"}, "-buildvcs=false -ldflags=-s -tags=noxla"},
		{"", []string{"noxla", "noonnx"}, "-buildvcs=false -ldflags=-s -tags=noxla,noonnx"},
		{"-buildvcs=false -v", []string{"noxla", "noonnx"}, "-buildvcs=false -v -ldflags=-s -tags=noxla,noonnx"},
		{"-tags=mine", []string{"noxla"}, "-tags=mine -buildvcs=false -ldflags=-s"},
		{"-ldflags=-w", nil, "-ldflags=-w -buildvcs=false"},
	} {
		if got := strings.Join(kernelFlags(tc.env, tc.unused), " "); got != tc.want {
			t.Errorf("%q, %v: %q, want %q", tc.env, tc.unused, got, tc.want)
		}
	}
}

func TestAdviceNamesTheCommandForTheSystem(t *testing.T) {
	for _, tc := range []struct {
		goos string
		apt  bool
		want string
	}{
		{"linux", true, "sudo apt-get update && sudo apt-get install -y --no-install-recommends jupyter-core " +
			"jupyter-nbconvert\n"},
		{"linux", false, "python3 -m venv"},
		{"darwin", false, "python3 -m venv"},
		{"windows", false, "py -m pip install"},
	} {
		got := jupyterAdvice(tc.goos, tc.apt, runPackages)
		if !strings.Contains(got, tc.want) || strings.Contains(got, "apt-get") != tc.apt {
			t.Errorf("%s: %s", tc.goos, got)
		}
	}
}

func TestSIMDFindingGivesTheRemedyOnlyWhereItHelps(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("there are SIMD kernels for amd64 only")
	}
	for _, tc := range []struct {
		built, avx2 bool
		slowdown    float64
		want        Status
	}{{true, true, 1, OK}, {true, true, 60, Better}, {false, true, 1, Better}, {false, false, 1, OK},
		{true, false, 1, OK}} {
		if f := simdFinding(tc.built, tc.avx2, tc.slowdown); f.Status != tc.want ||
			(f.Remedy != "") != (tc.want != OK) {
			t.Errorf("built %v, AVX2 %v, exponentials %v times slower: %v", tc.built, tc.avx2, tc.slowdown, f)
		}
	}
}

func TestDataFindingNamesTheMissingFiles(t *testing.T) {
	t.Setenv("LLM_DATA_DIR", t.TempDir())
	t.Setenv("LLM_CACHE_DIR", t.TempDir())
	f := dataFinding()
	if f.Status != Better || !strings.Contains(f.Remedy, "llm fetch "+strings.Join(dataFiles, " ")) {
		t.Errorf("found %v", f)
	}
}

func TestEveryFindingThatIsNotInOrderHasARemedy(t *testing.T) {
	findings := Diagnose(t.Context(), fakeRoot(t))
	if len(findings) < 8 {
		t.Errorf("only %d findings", len(findings))
	}
	for _, f := range findings {
		if (f.Status == OK) != (f.Remedy == "") || f.Found == "" {
			t.Errorf("%+v", f)
		}
	}
}

func ExampleFinding() {
	fmt.Println(Finding{Name: "Go", Found: "go1.26.5 linux/amd64"})
	fmt.Println(Finding{Name: "kernel", Status: Better, Found: "not installed", Remedy: "go run ./cmd/llm setup"})
	// Output:
	// ok       Go        go1.26.5 linux/amd64
	// note     kernel    not installed
	//                    → go run ./cmd/llm setup
}

// Where exponentials are slow after a kernel, the setting that make and the kernel have helps: the test runs itself in
// a process with it.
func TestExponentialsAreNotSlowWithTheSetting(t *testing.T) {
	const child = "LLM_TEST_EXP"
	if os.Getenv(child) != "" {
		if slowdown := expSlowdown(); slowdown >= slowExp {
			t.Errorf("exponentials are %v times slower after a kernel", slowdown)
		}
		return
	}
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Env = append(os.Environ(), child+"=1")
	if runtime.GOARCH == "amd64" {
		cmd.Env = append(cmd.Env, "GODEBUG="+NoFMA)
	}
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "PASS: "+t.Name()) {
		t.Errorf("%v: %s", err, out)
	}
}
