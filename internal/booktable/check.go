package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"llmfromscratch/internal/notebook"
	"llmfromscratch/shared/book"
)

// checker looks up what a table names.
type checker struct {
	root     string
	sources  map[string]map[string]string // notebook → id → source of its cells
	symbols  map[string]map[string]bool   // folder → exported names
	problems []string
}

// add notes a problem.
func (c *checker) add(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// problems are what is wrong with a table, one line each.
func (t *table) problems(root string) []string {
	c := &checker{root: root, sources: map[string]map[string]string{}, symbols: map[string]map[string]bool{}}
	for _, ch := range t.Chapters {
		c.cells("chapter "+ch.Number, ch.Pictures)
		numbers := map[string]bool{}
		seen := map[string]int{}
		for _, s := range ch.Sections {
			numbers[s.Number] = true
			c.section(ch, s)
			for _, r := range s.Rows {
				count(seen, r.Book)
			}
		}
		for _, e := range ch.Exercises {
			c.exercise(ch, e, numbers)
			count(seen, e.Book)
		}
		c.complete(ch, seen)
	}
	return c.problems
}

// count notes that these cells of the book were met.
func count(seen map[string]int, cells []string) {
	for _, cell := range cells {
		seen[cell]++
	}
}

// complete checks that each code cell of a chapter's notebooks in the book is there once.
func (c *checker) complete(ch chapter, seen map[string]int) {
	for _, s := range ch.Sources {
		for i := range s.Cells {
			id := fmt.Sprintf("%s-cell-%02d", s.Book, i+1)
			if n := seen[id]; n != 1 {
				c.add("%s stands %d times in chapter %s, want once", id, n, ch.Number)
			}
			delete(seen, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		c.add("%s: the book's notebooks of chapter %s have no such cell", id, ch.Number)
	}
}

// section checks the rows of a section.
func (c *checker) section(ch chapter, s section) {
	where := strings.TrimSpace("section " + s.Number)
	c.cells(where, s.Pictures)
	n := 0
	for _, r := range s.Rows {
		where := strings.Join(r.Book, ", ")
		if len(r.Book) == 0 {
			c.add("%s: %q names no cell of the book", where, r.What)
			continue
		}
		if !strings.Contains(r.Book[0], "-exercises-") {
			n += len(r.Book)
		}
		if len(r.Cells) == 0 && r.Note == "" {
			c.add("%s has neither a cell nor a reason", where)
		}
		for _, symbol := range r.Go {
			c.symbol(where, symbol)
		}
		text := c.cells(where, r.Cells)
		if named := func(symbol string) bool { return strings.Contains(text, lastName(symbol)) }; len(r.Go) > 0 &&
			len(r.Cells) > 0 && !slices.ContainsFunc(r.Go, named) {
			c.add("%s: its cells name none of %s", where, strings.Join(r.Go, ", "))
		}
		for _, name := range r.Library {
			if !strings.Contains(text, name) {
				c.add("%s: %s is in none of its cells", where, name)
			}
		}
		c.figures(where, r.Figures)
	}
	if n != s.Code {
		c.add("%s of chapter %s has rows for %d code cells, the book has %d", where, ch.Number, n, s.Code)
	}
}

// exercise checks one exercise.
func (c *checker) exercise(ch chapter, e exercise, sections map[string]bool) {
	where := "exercise " + e.Number + " " + e.Title
	if len(e.Cells) == 0 && e.Note == "" {
		c.add("%s has neither a cell nor a reason", where)
	}
	if !sections[e.Section] {
		c.add("%s: chapter %s has no section %q", where, ch.Number, e.Section)
	}
	c.cells(where, e.Cells)
	c.figures(where, e.Figures)
}

// figures checks that the book's table has these.
func (c *checker) figures(where string, ids []string) {
	for _, id := range ids {
		if _, err := book.Find(id); err != nil {
			c.add("%s: %v", where, err)
		}
	}
}

// cells checks that our notebooks have these cells, and returns the text of all.
func (c *checker) cells(where string, refs []string) string {
	var all strings.Builder
	for _, ref := range refs {
		name, id, _ := strings.Cut(ref, "#")
		if c.sources[name] == nil {
			c.sources[name] = map[string]string{}
			nb, err := notebook.Read(filepath.Join(c.root, "notebooks", filepath.FromSlash(name)+".ipynb"))
			if err != nil {
				c.add("%s: %v", where, err)
				continue
			}
			for _, cell := range nb.Cells {
				if cell.Type == notebook.Code {
					c.sources[name][cell.ID] = string(cell.Source)
				}
			}
		}
		source, ok := c.sources[name][id]
		if !ok {
			c.add("%s: notebook %s has no code cell %q", where, name, id)
		}
		all.WriteString(source)
	}
	return all.String()
}
