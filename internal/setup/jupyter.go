package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// Packages of Debian and Ubuntu: to execute notebooks, and to open them in a browser.
var (
	runPackages = []string{"jupyter-core", "jupyter-nbconvert"}
	labPackages = []string{"jupyter-core", "jupyter-nbconvert", "jupyter-notebook"}
)

// Jupyter makes sure that notebooks can be executed (jupyter nbconvert) and, when browser is set, opened (JupyterLab or
// Notebook). As root on Debian or Ubuntu it installs the system's packages; elsewhere its error says what to install.
func Jupyter(browser bool) Step {
	need := runPackages
	if browser {
		need = labPackages
	}
	return Step{
		Name:    "jupyter",
		Network: true,
		Done: func(ctx context.Context) (bool, string) {
			version, err := Nbconvert(ctx)
			if err != nil {
				return false, err.Error()
			}
			what := "nbconvert " + version
			if browser {
				ui, err := Browser(ctx)
				if err != nil {
					return false, err.Error()
				}
				what += ", " + strings.Join(ui, " ")
			}
			return true, what
		},
		Do: func(ctx context.Context, w io.Writer) error {
			if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
				return errors.New(jupyterAdvice(runtime.GOOS, err == nil, need))
			}
			for _, args := range [][]string{
				{"update"},
				append([]string{"install", "-y", "--no-install-recommends"}, need...),
			} {
				args = append([]string{"-q", "-o", "DPkg::Lock::Timeout=300"}, args...)
				fmt.Fprintf(w, "apt-get %s\n", strings.Join(args, " "))
				cmd := exec.CommandContext(ctx, "apt-get", args...)
				cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
				if out, err := cmd.CombinedOutput(); err != nil {
					return fmt.Errorf("apt-get %s: %w\n%s", strings.Join(args, " "), err, tail(string(out), 15))
				}
			}
			return nil
		},
	}
}

// jupyterAdvice says how to get Jupyter where this program cannot install it.
func jupyterAdvice(goos string, apt bool, packages []string) string {
	var b strings.Builder
	b.WriteString("Jupyter with nbconvert is missing. Install it, then run the same command again:\n")
	if apt {
		fmt.Fprintf(&b, "    sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n",
			strings.Join(packages, " "))
		b.WriteString("or, without administrator rights (needs the package python3-venv):\n")
	}
	if goos == "windows" {
		b.WriteString("    py -m pip install nbconvert notebook")
		return b.String()
	}
	b.WriteString("    python3 -m venv ~/jupyter && ~/jupyter/bin/pip install nbconvert notebook && export " +
		"PATH=~/jupyter/bin:$PATH")
	return b.String()
}

// Nbconvert is the version of jupyter nbconvert, or an error when it does not run.
func Nbconvert(ctx context.Context) (string, error) {
	if _, err := exec.LookPath("jupyter"); err != nil {
		return "", errors.New("no jupyter command on the PATH")
	}
	out, err := exec.CommandContext(ctx, "jupyter", "nbconvert", "--version").Output()
	if err != nil {
		return "", fmt.Errorf("jupyter nbconvert does not run: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

// Browser is the sub-command of jupyter that opens notebooks in a browser: {"lab"} or {"notebook"}.
func Browser(ctx context.Context) ([]string, error) {
	for _, ui := range []string{"lab", "notebook"} {
		if exec.CommandContext(ctx, "jupyter", ui, "--version").Run() == nil {
			return []string{ui}, nil
		}
	}
	return nil, errors.New("neither JupyterLab nor Notebook is installed")
}

// tail is the last n lines of s.
func tail(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}
