// Package attention is chapter 3 of the book: from one dot product to multi-head causal attention.
//
// An attention mechanism turns every token of a sequence into a context vector: a weighted sum over the tokens it
// may look at, the weights computed from the tokens themselves. The chapter builds it in five steps, each a file:
//
//	3.3    simple.go      attention without trainable weights: Dot, DotScores, NormalizeBySum, SoftmaxNaive, Simple
//	3.4    self.go        trainable query, key and value weights: SelfAttentionV1, SelfAttentionV2
//	3.5.1  mask.go        hiding the future: CausalMask, MaskAndRenormalize, HideFuture
//	3.5.3  causal.go      Causal: mask and dropout in one module, for batches
//	3.6.1  wrapper.go     MultiHeadWrapper: several Causal heads side by side
//	3.6.2  multihead.go   MultiHead: all heads in one matrix product; the one the GPT model uses
//	       cache.go       Cache: keys and values kept between the tokens of a generated text
//	       variants.go    other attentions for a block: Bidirectional, Flash
//
// A program that does the whole chapter is the first example below.
//
// Shapes are written [batch, seq, embed]; with heads [batch, head, query, key]. Forward methods build graph and
// panic on wrong shapes, as GoMLX's own graph functions do; nn.Func returns such a panic as an error.
//
// The directory carries the course's name, the package the short one.
package attention
