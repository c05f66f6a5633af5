// Package tools is chapter 0 of the course, the counterpart of the book's appendix A: what every later chapter takes
// for granted, built from nothing first and then said in GoMLX.
//
// The first half needs no library. A [Value] remembers how it was computed, so that the chain rule can be played
// backwards; neurons are made of values, layers of neurons, and an optimizer moves a number against its gradient:
//
//	value.go      Value, Add, Mul, Tanh, … and Value.Backward: automatic differentiation by the chain rule
//	neuron.go     Neuron, Layer, Network: weights, biases and activations
//	descent.go    Descend, Fit: gradient descent on a curve, and on a network
//	xor.go        XOR, XORLoss: the toy problem, which one neuron cannot solve
//	optimizer.go  SGD, Momentum, Adam, AdamW: one step each, for one number
//
// The second half is the book's appendix A, where a graph of tensors takes the place of single numbers:
//
//	A.3  logistic.go    LogisticLoss, BinaryCrossEntropy: a model as a graph
//	A.5  multilayer.go  NeuralNetwork: two hidden layers
//	A.6  dataset.go     ToyDataset, NewLoader: items, batches, a new order in every epoch
//	A.7  training.go    Train, Predict, Accuracy: a typical training loop
//
// A program that does the whole chapter is the first example below.
//
// Package onepage, beside this one, is a complete GPT on the tape, in one file without any library. No chapter imports
// either: from chapter 2 on GoMLX does this work.
//
// Shapes are written [batch, features].
package tools
