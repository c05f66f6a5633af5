// Package classify is chapter 6 of the book: a GPT model that tells spam from other messages.
//
// A pretrained model has learned much about language on the way to predicting words. For another task its output head,
// 50,257 numbers wide, gives way to one with a number for each class, and a short training on labelled examples adapts
// the last layers. Under the causal mask only the last token has seen the whole message, so its output decides.
//
//	6.2    csv.go       rows of a separated file, quotes as pandas reads them
//	6.2    sms.go       Read: the SMS Spam Collection
//	6.2    split.go     Balance, RandomSplit, CSV files
//	6.3    dataset.go   Dataset, NewLoaders: padded batches
//	6.5    config.go    Config: which parameters are trained, which token decides
//	6.5    model.go     New: head, frozen base; Classifier
//	6.6    evaluate.go  Evaluator, Accuracy: loss and accuracy by batches
//	6.7    train.go     Train: chapter 5's loop on labelled messages
//	6.7    history.go   History: what a run found
//	6.7    recipe.go    BookRecipe, TinyRecipe
//	6.8    predict.go   Predictor: Classify
//	6.8    save.go      Save, Load
//
// A program that does the whole chapter is the first example below.
//
// Exercises: 6.1 is DataOptions.Padding.Length, 6.2 Config.Train, 6.3 Config.Token. The other settings are
// experiments of the book's additional material: no causal mask, the mean of all tokens, LoRA adapters (appendix E,
// package lora).
//
// Shapes are written [batch, seq, embed]. The directory carries the course's name, the package the short one.
package classify
