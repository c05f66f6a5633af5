package main

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// head is the beginning of the page.
const head = `# From the book to this project

<!-- made by "make book-table" from docs/book-table.json -->

Where the listings and examples of *Build a Large Language Model (From Scratch)* are here: the book's section, the name
in Go, the notebook's cell, the exercises, and the figures.

* The book's code cells are those of the notebooks in its public repository,
  [rasbt/LLMs-from-scratch](https://github.com/rasbt/LLMs-from-scratch), counted from 1 in each: ` + "`ch03-cell-12`" + ` is
  the twelfth code cell of the notebook of chapter 3. Appendix A has two notebooks, ` + "`appA`" + ` and ` + "`appA-2`" + `.
* Our cells are named by their ids. On the built pages ` + "`ch03.html#cell-id=dot`" + ` leads to the cell ` + "`dot`" + `; in a
  notebook's file search for the id.
* Figures are results that the book shows. They are computed and compared here under their ids (` + "`llm verify`" + `), except
  those that begin with ` + "`book.`" + `, which are known only as the book prints them.

`

// page is the whole page.
func (t *table) page() string {
	var b strings.Builder
	b.WriteString(head)
	n := t.count()
	fmt.Fprintf(&b, "**%d of %d** code cells of the book's chapters have a counterpart, %d of them with a remark. The "+
		"others stand [at the end](#without-a-counterpart), each with the reason. **%d of %d** exercises of the book "+
		"are here, and %d of our own.\n\n", n.mapped, n.cells, n.noted, n.solved, n.exercises, n.own)
	t.sums(&b)
	for _, c := range t.Chapters {
		c.write(&b)
	}
	t.without(&b)
	return b.String()
}

// sums are the numbers of each chapter.
func (t *table) sums(b *strings.Builder) {
	b.WriteString("| chapter | code cells | with a counterpart | of these with a remark | exercises of the book | " +
		"our own | pictures |\n|---|---|---|---|---|---|---|\n")
	for _, c := range t.Chapters {
		n := (&table{Chapters: []chapter{c}}).count()
		fmt.Fprintf(b, "| [%s](#%s) | %d | %d | %d | %d | %d | %d |\n", c.heading(), anchor(c.heading()), n.cells,
			n.mapped, n.noted, n.exercises, n.own, n.pictures)
	}
	b.WriteString("\n")
}

// heading is a chapter's number and title.
func (c chapter) heading() string { return c.Number + " " + c.Title }

// anchor is the name that a heading gets on a page.
func anchor(heading string) string {
	keep := func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case strings.ContainsRune("?,.:", r):
			return -1
		}
		return r
	}
	return strings.Map(keep, strings.ToLower(heading))
}

// write writes a chapter's two tables.
func (c chapter) write(b *strings.Builder) {
	fmt.Fprintf(b, "## %s\n\n[Notebook](../notebooks/%s.ipynb)", c.heading(), c.Notebook)
	if len(c.Exercises) > 0 {
		fmt.Fprintf(b, ", [exercises](../notebooks/exercises/%s.ipynb)", c.Notebook)
	}
	if len(c.Pictures) > 0 {
		fmt.Fprintf(b, "; pictures at its beginning: %s", links(c.Pictures))
	}
	b.WriteString(".\n\n| book | what | Go | cell | figures |\n|---|---|---|---|---|\n")
	for _, s := range c.Sections {
		c.writeSection(b, s)
	}
	b.WriteString("\n")
	if len(c.Exercises) == 0 {
		return
	}
	b.WriteString("| exercise | what | for section | the book's solution | cell | figures |\n" +
		"|---|---|---|---|---|---|\n")
	for _, e := range c.Exercises {
		name, solution := e.Number, span(e.Book)
		switch {
		case e.Own:
			name, solution = strings.TrimSpace(name+" (ours)"), ""
		case solution == "":
			solution = "text"
		}
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", name, noted(e.Title, e.Note), e.Section, solution,
			links(e.Cells), code(e.Figures))
	}
	b.WriteString("\n")
}

// writeSection writes a section's line and its rows.
func (c chapter) writeSection(b *strings.Builder, s section) {
	var also []string
	if s.Code == 0 {
		also = append(also, "no code")
	}
	if len(s.Pictures) > 0 {
		also = append(also, "pictures "+links(s.Pictures))
	}
	var numbers []string
	for _, e := range c.Exercises {
		if e.Section == s.Number && e.Number != "" {
			numbers = append(numbers, e.Number)
		}
	}
	if len(numbers) > 0 {
		also = append(also, "exercises "+strings.Join(numbers, ", "))
	}
	title := "**" + strings.TrimSpace(s.Number+" "+s.Title) + "**"
	fmt.Fprintf(b, "| %s | %s | | | |\n", title, strings.Join(also, "; "))
	for _, r := range s.Rows {
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", span(r.Book), noted(r.What, r.Note),
			code(slices.Concat(r.Go, r.Library)), links(r.Cells), code(r.Figures))
	}
}

// without lists the code cells that have no counterpart.
func (t *table) without(b *strings.Builder) {
	b.WriteString("## Without a counterpart\n\n| book | what | here |\n|---|---|---|\n")
	for _, c := range t.Chapters {
		for _, s := range c.Sections {
			for _, r := range s.Rows {
				if len(r.Cells) == 0 {
					fmt.Fprintf(b, "| %s | %s | %s |\n", span(r.Book), r.What, r.Note)
				}
			}
		}
		for _, e := range c.Exercises {
			if len(e.Cells) == 0 {
				fmt.Fprintf(b, "| exercise %s | %s | %s |\n", e.Number, e.Title, e.Note)
			}
		}
	}
}

// noted is a text with a remark behind it.
func noted(text, note string) string {
	if note == "" {
		return text
	}
	return text + " – *" + note + "*"
}

// span is a list of the book's cells: the first whole, of the others the number.
func span(cells []string) string {
	if len(cells) == 0 {
		return ""
	}
	parts := []string{"`" + cells[0] + "`"}
	for _, cell := range cells[1:] {
		parts = append(parts, cell[strings.LastIndexByte(cell, '-')+1:])
	}
	return strings.Join(parts, ", ")
}

// code is a list of names in code.
func code(names []string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = "`" + name + "`"
	}
	return strings.Join(quoted, " ")
}

// links are links to cells of our notebooks.
func links(cells []string) string {
	all := make([]string, len(cells))
	for i, cell := range cells {
		name, id, _ := strings.Cut(cell, "#")
		all[i] = fmt.Sprintf("[%s](%s#cell-id=%s)", id, path.Join("../notebooks", name+".ipynb"), id)
	}
	return strings.Join(all, " ")
}
