// Package gpt2 is section 5.5 of the book: OpenAI's weights in the model of chapter 4.
//
// The same numbers come under three sets of names, and stored in two ways. One table says which tensor of a file each
// parameter is; everything that reads, writes or converts weights goes by it.
//
//	names.go            the table: every parameter in the three layouts
//	layout.go           DetectLayout: which layout a file has, by its names
//	config.go           ParseConfig: config.json and hparams.json
//	file.go             a file of weights, found and opened; tensorflow.go opens OpenAI's
//	load.go             LoadGPT2, LoadWeights
//	pretrained.go       FromPretrained: the weights of a size; available.go says whether they are here
//	places.go           Places: where each parameter lies in a file
//	save.go             SaveGPT2; transpose.go turns matrices, header.go keeps a file's own header
//	convert.go          Convert: from one layout to another
//	extend.go           ExtendVocabulary: rows for new tokens
//	tokenizer.go        ExtendTokenizer: the ids of new tokens
//	hyperparameters.go  Settings: a model's sizes under OpenAI's names
package gpt2
