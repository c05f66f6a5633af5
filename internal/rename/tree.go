package main

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// maxSize is more than any text of the project has, in bytes. Larger files are somebody's data, and stay.
const maxSize = 64 << 20

// foreign are names of what git and Jupyter keep for themselves. In a work tree of its own, .git is a file.
var foreign = []string{".git", ".ipynb_checkpoints"}

// read collects the text files below root, but for what is built.
func (p *plan) read(root string) error {
	return filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if d.IsDir() && (name == "build" || slices.Contains(foreign, d.Name())) {
			return fs.SkipDir
		}
		if name != "." && !strings.Contains(name, "/") {
			p.top[name] = true
		}
		if !d.Type().IsRegular() || slices.Contains(foreign, d.Name()) {
			return nil
		}
		if info, err := d.Info(); err != nil || info.Size() > maxSize {
			return err
		}
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return p.addText(name, content)
	})
}

// addText keeps a file's content if it is a text, and what it says about packages and other modules.
func (p *plan) addText(name string, content []byte) error {
	if bytes.IndexByte(content[:min(len(content), 8000)], 0) >= 0 {
		return nil
	}
	p.texts[name] = content
	if path.Ext(name) == ".go" {
		p.packages[path.Dir(name)] = true
	}
	if name != "go.mod" {
		return nil
	}
	f, err := modfile.ParseLax(name, content, nil)
	if err != nil {
		return err
	}
	for _, r := range f.Require {
		p.required = append(p.required, r.Mod.Path)
	}
	return nil
}

// within reports whether path is dir or lies below it.
func within(path, dir string) bool { return path == dir || strings.HasPrefix(path, dir+"/") }
