package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

// change is one file with its old and its new content.
type change struct {
	path     string // from the root, with slashes
	old, new []byte
	places   int
	imports  bool // a Go file that imports packages of the module
}

// plan is everything that a rename does, before it is done.
type plan struct {
	names
	changes []change
	left    []string // "shared/assets/find.go:11", places where the word is no path

	texts    map[string][]byte // all text files, by path
	packages map[string]bool   // folders with Go files
	required []string          // modules that go.mod names
}

// newPlan reads the module in root and makes the texts that it has under the path to. It is an error when to is no path
// that other modules could require, and when the module's texts do not agree about its present path.
func newPlan(root, to string) (*plan, error) {
	if err := module.CheckPath(to); err != nil {
		return nil, fmt.Errorf("%w: take an address that is yours, such as example.org/you/llm", err)
	}
	p := &plan{names: names{to: to, top: map[string]bool{}}, texts: map[string][]byte{}, packages: map[string]bool{}}
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("%w: run this in the project's folder", err)
	}
	if p.from = modfile.ModulePath(gomod); p.from == "" {
		return nil, errors.New("go.mod declares no module")
	}
	if err := p.read(root); err != nil {
		return nil, err
	}
	if err := p.checkPath(); err != nil || p.from == p.to {
		return p, err
	}
	for _, name := range slices.Sorted(maps.Keys(p.texts)) {
		if err := p.add(name); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(p.changes, func(a, b change) int { return a.rank() - b.rank() })
	return p, nil
}

// checkPath refuses a new path that would mean something else already.
func (p *plan) checkPath() error {
	for _, r := range p.required {
		if r != p.from && within(r, p.to) {
			return fmt.Errorf("%s holds the module %s, which this one requires: choose another path", p.to, r)
		}
	}
	if rest, ok := strings.CutPrefix(p.to, p.from+"/"); ok {
		if first, _, _ := strings.Cut(rest, "/"); p.top[first] {
			return fmt.Errorf("%s/%s is in this module already: choose another path", p.from, first)
		}
	}
	return nil
}

// rank orders the writing. Imports come first: when the writing is cut short, the next run sees it by them. This
// program's own files and go.mod come last, so that it can be built until then.
func (c change) rank() int {
	switch {
	case c.path == "go.mod":
		return 4
	case path.Base(c.path) == "go.mod":
		return 3
	case strings.HasPrefix(c.path, "internal/rename/"):
		return 2
	case !c.imports:
		return 1
	}
	return 0
}

// add plans the change of one file, if it needs one.
func (p *plan) add(name string) error {
	c := change{path: name, old: p.texts[name]}
	also := func(int) bool { return false }
	switch base := path.Base(name); {
	case base == "go.mod" || base == "go.work":
		also = func(int) bool { return true }
	case path.Ext(name) == ".go":
		places, err := p.inspect(&c)
		if err != nil {
			return err
		}
		also = func(at int) bool { return places[at] }
	}
	var left []int
	c.new, c.places, left = p.replace(c.old, also)
	for _, line := range left {
		p.left = append(p.left, fmt.Sprintf("%s:%d", name, line))
	}
	if c.places == 0 {
		return nil
	}
	if path.Ext(name) == ".go" {
		if err := c.format(); err != nil {
			return err
		}
	}
	p.changes = append(p.changes, c)
	return nil
}
