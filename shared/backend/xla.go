//go:build cgo && !noxla && ((linux && (amd64 || arm64)) || (darwin && arm64))

package backend

import (
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/gomlx/go-xla/compute/xla"
	"github.com/gomlx/go-xla/pjrt"
)

// prepareXLA keeps XLA from downloading its plug-in when it is opened: installing is the business of `llm setup`.
var prepareXLA = sync.OnceFunc(func() { xla.EnableAutoInstall(false) })

// xlaFolders are the folders where a plug-in may be: those of PJRT_PLUGIN_LIBRARY_PATH, else the ones that installers
// use and those of LD_LIBRARY_PATH. go-xla itself looks in all of the system's library folders as well and loads what
// it finds, to ask for its name; a plug-in there is used when GOMLX_BACKEND asks for it.
func xlaFolders() []string {
	if path, set := os.LookupEnv(pjrt.PJRTPluginPathsEnv); set {
		return filepath.SplitList(path)
	}
	folders := []string{"/usr/local/lib/go-xla", "/usr/local/lib/go-xla/nvidia", "/usr/local/lib/gomlx/pjrt"}
	if home, err := userLibraries(); err == nil {
		folders = append([]string{filepath.Join(home, "go-xla"), filepath.Join(home, "go-xla", "nvidia")}, folders...)
	}
	return append(folders, filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))...)
}

// XLAPlugins are the files of XLA's plug-ins that are installed; opening them may still fail.
func XLAPlugins() []string {
	var files []string
	for _, folder := range xlaFolders() {
		for _, pattern := range []string{"pjrt_c_api_*_plugin.*", "pjrt?plugin?*.*"} {
			found, err := filepath.Glob(filepath.Join(folder, pattern))
			if err != nil || folder == "" {
				continue
			}
			for _, file := range found {
				if ext := filepath.Ext(file); ext == ".so" || ext == ".dylib" {
					files = append(files, file)
				}
			}
		}
	}
	return files
}

// xlaConfigs are the configurations that the installed plug-ins may serve, best first.
func xlaConfigs() []string {
	var cuda, cpu, other []string
	for _, file := range XLAPlugins() {
		switch name := filepath.Base(file); {
		case pjrt.IsCUDAName(name):
			cuda = []string{"xla:cuda"}
		case strings.Contains(name, "cpu"):
			cpu = []string{"xla:cpu"}
		default:
			other = []string{"xla"}
		}
	}
	return append(append(cuda, other...), cpu...)
}

// checkXLA reads the headers of the plug-ins that opening config would load.
func checkXLA(config string) error {
	_, options, _ := strings.Cut(config, ":")
	if file, _, _ := strings.Cut(options, ","); filepath.IsAbs(file) {
		return CheckLibrary(file)
	}
	for _, file := range XLAPlugins() {
		if err := CheckLibrary(file); err != nil {
			return err
		}
	}
	return nil
}
