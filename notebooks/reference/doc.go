// Package reference has the chapters' own functions in the form of the parts of package learn, which the learner's
// answers are compared with on random cases. It belongs to no chapter and is not in shared, which imports no chapter.
//
// [Chapters.Function] gives the function of a part, [Chapters.Cases] draws arguments and asks it. Where a chapter's
// function builds a graph, it is run on the backend that the Chapters have, in float32. [Chapters.Assemble] puts them
// and a learner's parts together, and [Base] has numbers and tokens for such a model.
//
//	reference.go  Chapters: which part is which function
//	text.go       chapter 2
//	attention.go  chapter 3
//	gpt.go        chapter 4
//	pretrain.go   chapters 0 and 5, appendix D
//	finetune.go   chapters 6 and 7, appendix E
//	own.go        Assemble, Base, Predictor: what a model of one's own parts is made of and compared with
package reference
