package setup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"llmfromscratch/shared/assets"
)

// Names of the programs that tools/go.mod lists.
var toolNames = []string{"gonb", "goimports", "gopls", "staticcheck"}

// BinDir is the folder for built tools: build/bin under root.
func BinDir(root string) string { return filepath.Join(root, "build", "bin") }

// ToolPath is the path of a built tool.
func ToolPath(root, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(BinDir(root), name)
}

// Tools builds gonb, goimports, gopls and staticcheck, pinned in tools/go.mod, into build/bin. They are built again
// when tools/go.mod, tools/go.sum or the Go version changes.
func Tools(root string) Step {
	stamp := filepath.Join(BinDir(root), ".stamp")
	return Step{
		Name: "tools",
		Done: func(context.Context) (bool, string) {
			want, err := toolsKey(root)
			if err != nil {
				return false, err.Error()
			}
			got, err := os.ReadFile(stamp)
			if err != nil || string(got) != want {
				return false, "not built, or of another version"
			}
			for _, name := range toolNames {
				if _, err := os.Stat(ToolPath(root, name)); err != nil {
					return false, name + " is missing"
				}
			}
			return true, strings.Join(toolNames, ", ")
		},
		Do: func(ctx context.Context, w io.Writer) error {
			key, err := toolsKey(root)
			if err != nil {
				return err
			}
			if err := os.MkdirAll(BinDir(root), 0o755); err != nil {
				return err
			}
			fmt.Fprintf(w, "building %s (the first time takes some minutes) …\n", strings.Join(toolNames, ", "))
			cmd := exec.CommandContext(ctx, "go", "build", "-o", BinDir(root)+string(filepath.Separator), "tool")
			cmd.Dir = filepath.Join(root, "tools")
			cmd.Env = append(os.Environ(), "GOWORK=off") // a learner's go.work does not list tools
			if assets.Offline() {
				cmd.Env = append(cmd.Env, "GOPROXY=off") // what is in the module cache may do
			}
			cmd.Stdout, cmd.Stderr = w, w
			if err := cmd.Run(); err != nil {
				return fmt.Errorf("go build in tools: %w (the modules come from the network or the module cache; see "+
					"the lines above)", err)
			}
			return os.WriteFile(stamp, []byte(key), 0o644)
		},
	}
}

// toolsKey changes whenever the tools must be built again.
func toolsKey(root string) (string, error) {
	h := sha256.New()
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(filepath.Join(root, "tools", name))
		if err != nil {
			return "", err
		}
		h.Write(data)
	}
	fmt.Fprint(h, runtime.Version())
	return hex.EncodeToString(h.Sum(nil)), nil
}
