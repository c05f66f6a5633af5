// Package plain is chapter 4 once more, as loops: the GPT model without a graph and without a library, for a computer
// that has a trained model and reads its weights. A matrix product is a loop over rows here, a cache is append, and
// the mask is gone, since no later token is there yet.
//
//	model.go        Model: embeddings, blocks with their shortcuts, head (4.5, 4.6)
//	norm.go         layer normalization (4.2)
//	feedforward.go  GELU, feed-forward network (4.3)
//	attention.go    multi-head attention with keys and values of the past (3.6)
//	predict.go      Predictor: logits of the next token (4.7)
//	slots.go        Slots: the same for texts that begin and end when they like
//	linear.go       a linear layer
//	matrix.go       matrices of float32, multiplied block by block
//	quantize.go     Quantize: matrices of 8-bit weights
//	compare.go      Compare, Roundings: what the rounding costs
//	file.go         Save, Load: 8-bit weights in a folder
//	weights.go      New: the weights of a gpt.Model
//	team.go         goroutines that share the work of a call
//
// Beneath are the loops that take the time. Each stands there as a loop and, where Go has vector instructions, as one
// over eight or sixteen values at a time, equal to the bit:
//
//	kernel.go, kernel_simd.go, kernel_nosimd.go  dot products and powers of e in float32
//	kernel512_simd.go                            dot products with AVX-512
//	kernel8.go, kernel8_simd.go                  dot products of 8-bit numbers
//
// A program that lets a model continue a text, with weights of 32 bits and of 8, is the first example below.
//
// Generation reads every weight once for each token and multiplies it once: it takes as long as the weights take to
// come from memory. So they are read in order, by all cores, once for all rows of a batch or all tokens of a prompt;
// and 8-bit weights, of which four times as many come in the same time, are worth their rounding (what that costs is
// measured in notebooks/bonus_8bit.ipynb). All sums have one order, so that a text is the same with vectors and
// without, on one core and on many, alone and in a batch, in a prompt and token by token.
//
// Training, other attentions and adapters are the graph's. Weighed: gonum's blas32, whose product of a matrix and a
// vector runs on one core, adds in an order that depends on the machine, and knows no 8-bit numbers.
package plain
