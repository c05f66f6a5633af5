package setup

import (
	"context"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// linkAlone is the linker's setting that makes it do without the C compiler's linker, when it is 0: a cell is ready a
// fifth sooner.
const linkAlone = "GO_EXTLINK_ENABLED"

// linksAlone tries that with a program of the backend of the cells, whose environment is env. It depends on what the C
// compiler made of ONNX Runtime's wrapper whether Go's linker understands it.
func linksAlone(ctx context.Context, root string, env map[string]string) bool {
	if runtime.GOOS != "linux" || os.Getenv(linkAlone) != "" {
		return false
	}
	dir, err := os.MkdirTemp("", "llm-link-")
	if err != nil {
		return false
	}
	defer os.RemoveAll(dir)
	settings := append(os.Environ(), linkAlone+"=0")
	for name, value := range env {
		if name != "PATH" {
			settings = append(settings, name+"="+value)
		}
	}
	program := filepath.Join(dir, "trial")
	build := exec.CommandContext(ctx, "go", "build", "-o", program, "./internal/setup/trial")
	build.Dir, build.Env = root, settings
	if build.Run() != nil {
		return false
	}
	run := exec.CommandContext(ctx, program)
	run.Dir, run.Env = root, settings
	out, err := run.Output()
	return err == nil && strings.TrimSpace(string(out)) == "2"
}

// sameSettings says whether cells have the environment that they should have, with or without linkAlone, which is a
// finding and no setting.
func sameSettings(have, want map[string]string) bool {
	if _, fixed := want[linkAlone]; !fixed {
		have = maps.Clone(have)
		delete(have, linkAlone)
	}
	return maps.Equal(have, want)
}
