// Package labs has the broken programs: complete programs with one fault each, which a learner finds by measuring.
//
// A [Lab] is a folder in this one: main.go, the faulty program, which is copied into a learner's folder as labs/p1 and
// so on, and check.go, which is built together with the learner's main.go ("llm learn check P1") and calls its
// functions instead of main. So a program is judged by what its functions do, in whatever way they were mended. The
// check writes a [probe.Report]; [Lab.Verdict] puts it into words. Mended and not named, named and not mended, or
// mended at the cost of something else: each has a sentence of its own.
//
//	lab.go       Lab, All, Find
//	table.go     the labs: titles, hints, what they teach
//	folder.go    the programs in a learner's folder
//	verdict.go   verdicts
//	solution.go  what has to be changed, on request
//	probe/       what checks are made with
//	tiny/        what the programs are made of
//	p1 … p8      the programs and their checks
//
// The functions with a fault in package learn, L1 to L8, show each fault by itself. Here the same faults come in
// another order, in programs where nothing looks wrong. No cause stands here, only its digest; the solutions are
// beside those of the parts, in the folder of package solutions.
package labs
