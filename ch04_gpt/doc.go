// Package gpt is chapter 4 of the book: the GPT model, from its configuration to its first generated text.
//
// A GPT model turns token ids into logits, one number per word of the vocabulary, that say which token comes next.
// Between the embeddings (chapter 2) and the output head stands a stack of equal transformer blocks: attention
// (chapter 3) that mixes tokens, a feed-forward network that works on each token, layer normalization before and a
// shortcut around both.
//
//	4.1    config.go       Config, presets of the four GPT-2 sizes
//	4.1    dummy.go        DummyModel: the outline, blocks and norm still empty
//	4.2    layernorm.go    Mean, Variance, Standardize, LayerNorm
//	4.3    gelu.go         GELU, GELUExact, ReLU
//	4.3    feedforward.go  FeedForward
//	4.4    shortcut.go     DeepNetwork: what shortcuts do to gradients
//	4.5    block.go        Block
//	4.6    model.go        Model
//	4.6    count.go        Sizes: parameters and memory
//	4.7    generate.go     GenerateSimple, Greedy, MostLikely
//	       predict.go      Predictor: logits of the next token
//	       cached.go       CachedPredictor: the same with a key/value cache
//
// A program that does the whole chapter is the first example below.
//
// Shapes are written [batch, seq, embed]. Forward methods build graph and panic on wrong shapes, as GoMLX's own
// graph functions do; nn.Func returns such a panic as an error. What runs returns errors.
//
// The directory carries the course's name, the package the short one.
package gpt
