package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/gomlx/compute-onnx/support/onnxruntime"
	"github.com/gomlx/go-xla/installer"

	"llmfromscratch/shared/backend"
)

// BackendOptions say how faster backends are installed.
type BackendOptions struct {
	// Installer is the command that runs [OfficialInstaller] with the name that is appended to it. The installers run
	// in a process of their own because nothing else ends one that waits for a silent server.
	Installer []string
	// Patience is how long a download may bring nothing before it is given up.
	Patience time.Duration
	// One stops when one of them works, and leaves all alone when GOMLX_BACKEND is set.
	One bool
}

// Backends installs XLA's plug-in and ONNX Runtime where they are missing, each after a trial in a process of its own,
// and prints one line about each. All programs run on the Go backend as well, so that a failure is told and is no
// error; only an interruption is.
func Backends(ctx context.Context, w io.Writer, opt BackendOptions) error {
	states := backend.States()
	if len(states) == 1 {
		fmt.Fprintln(w, "backend  the Go backend is the only one on this system")
		return nil
	}
	if opt.One {
		if config := os.Getenv("GOMLX_BACKEND"); config != "" {
			fmt.Fprintf(w, "backend  GOMLX_BACKEND=%s is set: no other is installed\n", config)
			return nil
		}
		if i := slices.IndexFunc(states, func(s backend.State) bool { return s.Err == nil && s.Where != "" }); i >= 0 {
			fmt.Fprintf(w, "backend  ready: %s in %s\n", states[i].Name, tidyHome(states[i].Where))
			return nil
		}
	}
	for _, step := range []Step{XLA(opt), ONNXRuntime(opt)} {
		err := Run(ctx, w, step)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Fprintf(w, "%-8s not installed, others serve: %s\n", step.Name,
				oneLine(strings.TrimPrefix(err.Error(), step.Name+": ")))
		} else if opt.One {
			return nil
		}
	}
	return nil
}

// oneLine joins the lines of an error.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\n' }), "; ")
}

// OfficialInstaller runs, in this process, the installer that comes with a backend: "xla" fetches the plug-ins for the
// CPU and, where there is an NVIDIA card, for CUDA; "onnx" fetches ONNX Runtime for the CPU. They write into folders
// below the user's home folder.
func OfficialInstaller(name string) error {
	switch name {
	case "xla":
		return installer.AutoInstall("", true, installer.Quiet)
	case "onnx":
		_, err := onnxruntime.Install(onnxVersion, false, true)
		return err
	}
	return fmt.Errorf("no installer for %q: there are those of xla and onnx", name)
}

// official runs the installer of a backend patiently, watching the folders that it writes into.
func (opt BackendOptions) official(ctx context.Context, name string, env []string, folders ...string) error {
	if len(opt.Installer) == 0 {
		return errors.New("this program cannot run its installer")
	}
	cmd := exec.CommandContext(ctx, opt.Installer[0], append(slices.Clone(opt.Installer[1:]), name)...)
	cmd.Env = append(os.Environ(), env...)
	return runInstaller(ctx, cmd, opt.Patience, folders...)
}
