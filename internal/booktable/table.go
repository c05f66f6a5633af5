package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// table says where each code cell of the book's notebooks is here.
type table struct {
	Chapters []chapter `json:"chapters"`
}

// chapter is a chapter or an appendix of the book.
type chapter struct {
	Number    string     `json:"number"`    // "3", "D"
	Title     string     `json:"title"`     // in our words
	Notebook  string     `json:"notebook"`  // ours: "ch03"
	Sources   []source   `json:"sources"`   // the book's
	Pictures  []string   `json:"pictures"`  // cells of ours above the first section
	Sections  []section  `json:"sections"`  // in the book's order
	Exercises []exercise `json:"exercises"` // the book's and our own
}

// source is a notebook of the book with the number of its code cells.
type source struct {
	Book  string `json:"book"` // "ch03", "ch03-exercises"
	Cells int    `json:"cells"`
}

// section is a section of the book. One without a number stands for what comes before the first.
type section struct {
	Number   string   `json:"number"` // "3.3.1"
	Title    string   `json:"title"`
	Code     int      `json:"code"`     // code cells of the section in the book's notebook
	Pictures []string `json:"pictures"` // cells of ours that draw something
	Rows     []row    `json:"rows"`
}

// row is a listing or an example: one code cell of the book or several that make one.
type row struct {
	Book    []string `json:"book"`    // "ch03-cell-12"
	What    string   `json:"what"`    // in our words
	Go      []string `json:"go"`      // "ch05_pretrain/lora.Layer.Forward"
	Library []string `json:"library"` // what GoMLX has for it, "graph.MatMul"
	Cells   []string `json:"cells"`   // "ch03#dot"
	Figures []string `json:"figures"` // ids in shared/book
	Note    string   `json:"note"`    // what differs, or why there is no cell
}

// exercise is an exercise, with the cells of its answer and solution.
type exercise struct {
	Number  string   `json:"number"` // "3.1"; some of our own have none
	Own     bool     `json:"own"`    // not the book's
	Title   string   `json:"title"`
	Section string   `json:"section"` // what it practises
	Book    []string `json:"book"`    // of the book's solutions
	Cells   []string `json:"cells"`
	Figures []string `json:"figures"`
	Note    string   `json:"note"`
}

// readTable reads the table; a field that is none is an error.
func readTable(path string) (*table, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var t table
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&t); err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return &t, nil
}

// counts are the sums of a table.
type counts struct {
	cells, mapped, noted int // code cells of the book's chapters; those with a cell here; of these with a remark
	exercises, solved    int // of the book; those with a cell here
	own, pictures        int
}

// count adds up the table.
func (t *table) count() (n counts) {
	for _, c := range t.Chapters {
		n.pictures += len(c.Pictures)
		for _, s := range c.Sections {
			n.pictures += len(s.Pictures)
			for _, r := range s.Rows {
				n.cells += len(r.Book)
				if len(r.Cells) > 0 {
					n.mapped += len(r.Book)
					if r.Note != "" {
						n.noted += len(r.Book)
					}
				}
			}
		}
		for _, e := range c.Exercises {
			switch {
			case e.Own:
				n.own++
			case len(e.Cells) > 0:
				n.solved++
				fallthrough
			default:
				n.exercises++
			}
		}
	}
	return n
}

// String is the counts in one sentence.
func (n counts) String() string {
	return fmt.Sprintf("%d of %d code cells of the book's chapters have a counterpart here, %d of them with a remark; "+
		"so have %d of its %d exercises; %d exercises and %d pictures are our own",
		n.mapped, n.cells, n.noted, n.solved, n.exercises, n.own, n.pictures)
}
