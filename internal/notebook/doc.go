// Package notebook reads, checks, runs and cleans the project's Jupyter notebooks.
//
// A notebook here is a file of nbformat 4.5 whose code cells run on the GoNB kernel. GoNB compiles every cell to a
// program of its own, so a cell stands alone: it imports what it uses and loads what it needs.
//
//   - [Read], [Parse] and [Notebook.Write] are the file format.
//   - [Notebook.CheckSource] holds the house rules for the text of a notebook, [Notebook.CheckOutputs] those for
//     the outputs of a run. The runner and the tests use the same two.
//   - [Run] executes notebooks from top to bottom with jupyter nbconvert and reports a [Result] for each.
//     With pages it also makes them one site: links from page to page, a start page of [Start] that can search all.
//   - [Notebook.Clean] strips what changes from run to run and from machine to machine, so that outputs can be
//     committed.
package notebook
