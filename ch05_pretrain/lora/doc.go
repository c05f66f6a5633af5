// Package lora is appendix E of the book: fine-tuning a model through small matrices beside its large ones.
//
// Full fine-tuning changes every weight W of a layer. LoRA (low-rank adaptation) leaves W alone and learns its change
// as a product of two thin matrices, A [in, rank] and B [rank, out]: the layer gives x·Wᵀ + scale·x·A·B. For a layer of
// 768 by 768 and rank 16 that is 24,576 numbers to train instead of 589,824. B starts as zeros, so at first nothing
// changes; A starts random, so that B has something to learn from.
//
//	E.4  layer.go     Layer: A, B and the scale
//	E.4  linear.go    Linear: a linear layer with a Layer beside it
//	E.4  replace.go   Freeze, Replace: adapters for every linear layer of a model
//	E.4  count.go     Count: how many numbers are trained
//	     merge.go     Merge: back to plain weights
//	     file.go      SaveAdapters, LoadAdapters: only the adapters
//
// A program that does the whole appendix is the first example below.
//
// Functions compiled before Replace or Merge (predictors, trainers, evaluators) belong to the model as it was: make new
// ones.
//
// Shapes are written […, in]; a leading … stands for any axes. It stands beside chapter 5, not behind chapter 6,
// because chapter 7 uses it as well.
package lora
