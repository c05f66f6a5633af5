// Package batch generates several texts with one model at once.
//
// A step of a model over eight texts takes far less than eight steps over one: the weights are read from memory once.
// So requests share a running batch. They join it and leave it between tokens, each when it comes and when its own text
// ends; each has its own settings, random numbers and stop strings, and its text does not depend on who else is there.
//
//	engine.go      Engine: what a model must be able to do
//	predictors.go  Predictors: an engine of one predictor for each text; plain.Slots is one that shares its steps
//	request.go     Request and Event: what goes in, what comes out
//	sequence.go    one text on its way
//	batch.go       Batch: the loop that lets requests join and leave
//	stats.go       Stats: how much was done
//
// With a batch of two, the requests A, B and C and a token each step, a run looks so:
//
//	step      1    2    3    4    5
//	slot 0    A    A    A    C    C
//	slot 1         B    B    B    B
//
// A prompt is read in one pass, in which the others wait.
package batch
