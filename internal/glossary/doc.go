// Package glossary holds the course's terms to its texts: each is explained before it is used, and uses link to it.
//
// The terms are in notebooks/glossary.json, each with the cell that defines it and the words that are a use of it.
//
//   - [Read] reads the terms; [Page] is notebooks/GLOSSARY.md, with an anchor for each.
//   - [Check] lists the cells that use a term before a cell has explained it.
//   - [Link] makes links to the page of each definition and of the first use in every later notebook.
//
// Only prose counts: not code, not headings, not what a notebook says at its top about what is to come. Tests of
// package notebook apply all three to the committed notebooks; "go test ./internal/notebook -update" writes the page
// and the links anew.
package glossary
