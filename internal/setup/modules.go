package setup

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"

	"llmfromscratch/shared/project"
)

// NoNetwork are the settings under which the go command asks nobody: neither a proxy nor the sources for a module, nor
// a database for its checksum.
var NoNetwork = map[string]string{"GOPROXY": "off", "GOSUMDB": "off"}

// goLine is the line of a go.mod file that says for which Go it is.
var goLine = regexp.MustCompile(`(?m)^go [0-9.]+$`)

// Modules makes sure that cells find the modules of all packages of the project on this machine: the kernel's
// environment forbids them to ask the network. It tries as a cell would, from a module of its own beside the project's.
func Modules(root string) Step {
	return Step{
		Name:    "modules",
		Network: true,
		Done: func(ctx context.Context) (bool, string) {
			if out, err := listFromCell(ctx, root); err != nil {
				return false, fmt.Sprintf("not all are here: %v: %s", err, tail(string(out), 1))
			}
			return true, "all in the module cache"
		},
		Do: func(ctx context.Context, w io.Writer) error {
			cmd := exec.CommandContext(ctx, "go", "mod", "download")
			cmd.Dir = root
			cmd.Env = append(os.Environ(), "GOWORK=off")
			if out, err := cmd.CombinedOutput(); err != nil {
				return fmt.Errorf("go mod download: %w\n%s", err, tail(string(out), 15))
			}
			return nil
		},
	}
}

// listFromCell lists what the project's packages depend on, as the go command does for a cell, without a network.
func listFromCell(ctx context.Context, root string) ([]byte, error) {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "llm-modules-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	version := goLine.FindString(string(mod))
	for name, text := range map[string]string{
		"go.mod":  "module cell\n\n" + version + "\n",
		"go.work": fmt.Sprintf("%s\n\nuse (\n\t.\n\t%q\n)\n", version, root),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	cmd := exec.CommandContext(ctx, "go", "list", "-deps", project.Module+"/...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOWORK=") // the one in this folder
	for name, value := range NoNetwork {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd.CombinedOutput()
}
