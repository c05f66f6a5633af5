// Package longrun is what makes chapter 5's training fast and safe: the book's step and the book's loop, with the
// machinery around them. Whoever reads the chapter does not need it; whoever trains for hours does.
//
//	step.go          Stepper: the Trainer's steps, to the bit, in the way that is fastest on a backend
//	adamw_host.go    AdamW in the memory that host and backend share
//	adamw_simd.go    the same for eight values at a time, where Go has vector instructions
//	adamw_nosimd.go  where it has none
//	accumulate.go    micro-batches: the same step in less memory
//	recompute.go     Recompute: less memory for more work
//	train.go         Train: pretrain.Train with all of it
//	run.go           Run: a training of any kind, and where it stands
//	checkpoint.go    Checkpoint: interrupt a run and go on
//	save.go          a checkpoint is written, whole or not at all, in the background too
//	resume.go        and read again, unless it is of a run with other settings
//	metrics.go       Metrics: every step and evaluation as a line of CSV
//	metrics_read.go  ReadMetrics
//	bar.go           Bar: progress with the time left
//	corpus.go        NewCorpusLoaders: texts larger than memory
//	windows.go       windows of a corpus, also such that begin with documents
//	course.go        CourseRecipe, CourseStart: the course's own model
//	job.go           Job: a whole run whose result is kept under a name that knows all it depends on
//
// A run that is interrupted and resumed gives the same losses and parameters as one that never was, to the bit, on the
// Go backend.
//
// A program that interrupts a run and goes on with it is the first example below.
package longrun
