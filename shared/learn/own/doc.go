// Package own puts a learner's parts into a model that writes: the last step of package learn. What the learner has not
// written yet is the chapter's own function, so that the model works from the first part on.
//
//	parts.go  Parts: all functions, each yours or the chapter's
//	model.go  Model: a GPT of these, from ids to logits
//	write.go  Tokens, Read, Continue, Sample, Likely, Loss: what a model does with texts
//	tape.go   what a small model computes on, so that it can be trained
//	tiny.go   Tiny: a model of a few hundred numbers, trained with the parts for training
//	table.go  Table: whose each part is, and what it does in the model
//	guard.go  Try: which of your parts has panicked or does not end
//
// Read model.go first: it is the chapters 2 to 4 on one page. The numbers of the course's own pretrained model and the
// chapters' functions come from package reference of the notebooks, for shared packages import no chapter.
package own
