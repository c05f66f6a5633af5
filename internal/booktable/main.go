// Booktable writes docs/BOOK.md, where each listing and example of the book is in this project:
//
//	make book-table
//
// The page is made from docs/book-table.json. A table that names a symbol, a cell or a figure that is not there, or
// leaves out a code cell of the book, is refused. The book's notebooks are those of its public repository,
// rasbt/LLMs-from-scratch; "ch03-cell-12" is the twelfth code cell of the notebook of chapter 3.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"llmfromscratch/shared/atomicfile"
)

// Where the table and its page are, from the project's folder.
var (
	tableFile = filepath.Join("docs", "book-table.json")
	pageFile  = filepath.Join("docs", "BOOK.md")
)

func main() {
	if err := run(os.Stdout, "."); err != nil {
		fmt.Fprintln(os.Stderr, "booktable:", err)
		os.Exit(1)
	}
}

// run checks the table of the project in root and writes its page.
func run(w io.Writer, root string) error {
	t, err := readTable(filepath.Join(root, tableFile))
	if err != nil {
		return err
	}
	problems := t.problems(root)
	for _, p := range problems {
		fmt.Fprintln(w, p)
	}
	if len(problems) > 0 {
		return errors.New("the page was left as it is")
	}
	if err := atomicfile.WriteBytes(filepath.Join(root, pageFile), []byte(t.page())); err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s\n", filepath.ToSlash(pageFile), t.count())
	return nil
}
