// Package project knows where things of this project lie on disk: the module's root folder and the folder
// for what is built or saved, which git ignores.
//
// A notebook cell, a test and the llm command all start in different folders; [Root] finds the module from
// any of them. Nothing is created here except by [Build].
//
// Weighed: golang.org/x/mod/modfile reads all of a go.mod; one line of it, the module's path, is wanted here.
package project

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Module is the module path that the root's go.mod declares.
const Module = "llmfromscratch"

// EnvRoot names the environment variable that says where the project is when no parent folder of the
// current one holds it. The notebook kernel sets it.
const EnvRoot = "LLM_ROOT"

// Root is the absolute path of the folder with this module's go.mod: the nearest one at or above the current
// folder, else above GONB_DIR (the folder of the running notebook), else LLM_ROOT.
func Root() (string, error) {
	wd, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find the project: %w", err)
	}
	var tried []string
	for _, dir := range []string{wd, os.Getenv("GONB_DIR"), os.Getenv(EnvRoot)} {
		if dir == "" {
			continue
		}
		root, err := above(dir)
		if err == nil {
			return root, nil
		}
		tried = append(tried, dir)
	}
	return "", fmt.Errorf("no go.mod of module %s in or above %s: run this inside the project's folder or set %s to it",
		Module, strings.Join(tried, ", "), EnvRoot)
}

// above is the nearest folder at or above dir whose go.mod declares this module.
func above(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		name, err := moduleOf(filepath.Join(dir, "go.mod"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if name == Module {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fs.ErrNotExist
		}
		dir = parent
	}
}

// moduleOf is the module path that a go.mod file declares, "" when it declares none.
func moduleOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if name, ok := strings.CutPrefix(strings.TrimSpace(lines.Text()), "module "); ok {
			return strings.Trim(strings.TrimSpace(name), `"`), nil
		}
	}
	return "", lines.Err()
}

// Build is the absolute path of a file or folder under the project's build folder, which git ignores.
// Folders on the way are created; the last element is not.
func Build(elem ...string) (string, error) {
	root, err := Root()
	if err != nil {
		return "", err
	}
	path := filepath.Join(append([]string{root, "build"}, elem...)...)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("create the folder of %s: %w", filepath.Join(elem...), err)
	}
	return path, nil
}

// Rel is path as seen from the project's root, with slashes ("build/ch05/model.safetensors"), for printing:
// what a notebook shows must not depend on where the project lies. A path outside is returned as it is.
func Rel(path string) string {
	root, err := Root()
	if err != nil {
		return path
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return path
	}
	return filepath.ToSlash(rel)
}
