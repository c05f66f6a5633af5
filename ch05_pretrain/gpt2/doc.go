// Package gpt2 is section 5.5 of the book: OpenAI's weights in the model of chapter 4.
//
// The same numbers come under three sets of names, and stored in two ways. One table says which tensor of a file each
// parameter is; everything that reads, writes or converts weights goes by it. There is one way in, [Load], whatever the
// form, and one way out, [Save].
//
//	names.go        the table: every parameter in the three layouts
//	layout.go       DetectLayout: which layout a file has, by its names
//	load.go         Load and LoadInto: weights into a model
//	find.go         Files: the files that a name, a folder or one part of a model stands for
//	pretrained.go   Available, MissingWeights: the weights of a size, where they are on this machine
//	file.go         an open file of weights
//	shards.go       a model in several safetensors files
//	tensorflow.go   OpenAI's checkpoint
//	lookalikes.go   adapters and classifiers, which are no whole models
//	config.go       ParseConfig, Hyperparameters: config.json and hparams.json
//	modelconfig.go  the configuration of a file: that beside it, or what its shapes tell
//	fits.go         names and shapes, compared before anything is read
//	transpose.go    matrices [in, out] to [out, in] and back
//	origins.go      Origins: from which tensor each parameter comes
//	save.go         Save: a model into a folder
//	tensors.go      the tensors that are written, masks included
//	convert.go      Convert: from one layout to another, tensor by tensor
//	companions.go   the files beside weights that go along
//	header.go       the header of a Hugging Face file, kept for the way back
//	extend.go       ExtendVocabulary, TrimVocabulary: rows for more tokens, or for fewer
//	tokenizer.go    ExtendTokenizer: the ids of new tokens
//	vocabulary.go   CheckTokens: whether a model's tokens are GPT-2's
//
// A program that loads weights and lets them continue a text is the first example below.
//
// It imports chapter 5, never the other way round.
package gpt2
