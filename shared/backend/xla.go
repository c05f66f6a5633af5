//go:build cgo && !noxla && ((linux && (amd64 || arm64)) || (darwin && arm64))

package backend

import (
	"os"

	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// init keeps XLA from downloading its plug-in when it is opened: installing is the business of `llm setup`.
func init() { xla.EnableAutoInstall(false) }

// xlaInstalled says whether a PJRT plug-in file can be found; opening it may still fail.
func xlaInstalled() bool {
	if path := os.Getenv("PJRT_PLUGIN_LIBRARY_PATH"); path != "" {
		if info, err := os.Stat(path); err != nil || (!info.IsDir() && info.Size() == 0) {
			return false
		}
	}
	return len(pjrt.AvailablePlugins()) > 0
}
