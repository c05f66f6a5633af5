// Package learn has the parts of a language model as exercises: a function for each, which the learner writes, and
// checks that say at once whether it is right, and if not, why.
//
// A [Part] is a stub with a signature of plain Go slices and numbers, three hints, and what it teaches. [Grade] tries
// an answer: on small examples, on properties that must hold, and on random arguments, whose results come from the
// chapter's own function ([Cases]). Wrong answers that people give for a reason are known by what they make of the
// examples ([Mistake]) and answered by a sentence of their own, with the smallest input that shows them. An answer that
// panics, does not end, takes all memory or changes its arguments gets a sentence, too.
//
//	part.go       Part, Mistake, Property, Parts, Find
//	grade.go      Grade: the order of the checks
//	guard.go      what stands around an answer while it runs
//	verdict.go    Verdict, and how it is written
//	results.go    what right and wrong functions make of the examples: results.json
//	cases.go      random cases
//	compare.go    when two results are equal
//	literal.go    values in one line
//	folder.go     a folder of stubs, a module of its own
//	program.go    the program of such a folder
//	progress.go   what was done: one small file
//	solution.go   the text of a right function, on request
//	part_*.go     the parts, in the order of the book
//	exercises.go  exercises of the notebooks that ask for a function
//	labs*.go      functions with a fault: the learner finds it, mends it and names it
//	labs/         whole programs with a fault, a package of its own
//
// No answer stands here: results.json has results only. The right functions and the wrong ones, and what mends the
// whole programs, are in package solutions beside it, which a student's copy goes without; nothing else imports it.
//
// Package own beside it puts the parts into a model.
//
// The package imports only Go's own library, so that a learner's program is linked in a moment.
//
// Shapes are written [seq, embed]; a matrix is [][]float64, its first index the row.
package learn
