// Package instruct is chapter 7 of the book: a language model learns to follow instructions.
//
// A pretrained model continues a text. Trained on tasks with their answers, written as one text each, it continues a
// task with an answer. The training loop is chapter 5's; what is new is how tasks become batches, and how answers are
// judged.
//
//	7.2  records.go, data.go  Entry, Read, Split
//	     prompt.go            Style: Alpaca, and Phi3 of exercise 7.1
//	7.3  dataset.go           Dataset: entries as token ids
//	     collate.go           PadInputs, PadBatch, Collate; masked prompts of exercise 7.2
//	7.4  loader.go            NewLoaders: batches in the book's order
//	     pack.go              NewPackedLoaders: several entries in a row
//	7.6  recipe.go            BookRecipe, CourseRecipe: the settings
//	     assistant.go         Assistant: model, tokenizer and style together; Train, Evaluate
//	     room.go              WithRoom: entries that a context is too short for are left out
//	     save.go              Save, LoadAssistant, LoadAssistantWith, LoadAnswerer
//	7.7  answer.go            Answerer; answers to and from JSON
//	7.8  judge.go, ollama.go  a language model scores the answers
//	     score.go             ExactMatch, F1: scores that need no other model
//	     families.go          Families: the same for each kind of task
//	     likelihood.go        Likelihood: how likely the model finds the right answers
//
// Exercise 7.3 is Read on Stanford's file of 52,000 entries; for exercise 7.4, replace the model's layers by those of
// appendix E before Train, which trains whatever is trainable.
//
// Beyond the book, the model learns from answers that people like better or worse, by direct preference optimization:
//
//	preference.go             Preference, ReadPreferences
//	dpo.go                    DPOLoss, Rewards
//	dpo_train.go              TrainDPO, DPOTraining
//
// A program that does the whole chapter is the first example below.
//
// Shapes are written [batch, seq, embed]. The directory carries the course's name, the package the short one.
package instruct
