// Package attention is chapter 3 of the book: from one dot product to multi-head causal attention.
//
// An attention mechanism turns every token of a sequence into a context vector: a weighted sum over the tokens it
// may look at, the weights computed from the tokens themselves. The chapter builds it in five steps, each a file:
//
//	3.3    simple.go      attention without trainable weights: Dot, DotScores, NormalizeBySum, SoftmaxNaive, Simple
//	3.3.1  sentence.go    Sentence: the chapter's six words; Eval1, Train1, Matrix: trying a layer on them
//	3.4    self.go        trainable query, key and value weights: SelfAttentionV1, SelfAttentionV2
//	3.5.1  mask.go        hiding the future: CausalMask, MaskAndRenormalize, HideFuture
//	3.5.3  causal.go      Causal: mask and dropout in one module, for batches
//	3.6.1  wrapper.go     MultiHeadWrapper: several Causal heads side by side
//	3.6.2  multihead.go   MultiHead: all heads in one matrix product; the one the GPT model uses
//	3.6.2  heads.go       SetHeads: MultiHead with the weights of separate heads
//	       flash.go       attention in one operation of the backend, to train on a GPU
//	       cache.go       Cache: keys and values kept between the tokens of a generated text
//
// A learner's five lines:
//
//	b := nn.NewBuilder(123)
//	mha := attention.NewMultiHead(b, 3, 2, 6, 0.0, 2, false)
//	out, err := nn.Eval(be, b.Store(), func(in []*graph.Node) []*graph.Node {
//		return []*graph.Node{mha.Forward(in[0])} // [batch, seq, 3] -> [batch, seq, 2]
//	}, batch)
//
// Shapes are written [batch, seq, embed]; with heads [batch, head, query, key]. Forward methods build graph and
// panic on wrong shapes, as GoMLX's own graph functions do; nn.Func returns such a panic as an error.
//
// The directory carries the course's name, the package the short one.
package attention
