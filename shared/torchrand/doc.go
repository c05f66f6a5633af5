// Package torchrand draws PyTorch's CPU random numbers: what torch.manual_seed(123) and the calls after it give, to
// the last bit, so that initial weights, dropout masks, shuffles and sampled tokens are those printed in the book.
//
// A [Generator] stands for PyTorch's default generator. Where the book writes
//
//	torch.manual_seed(123)
//	torch.rand(3)
//
// a program here writes
//
//	g := torchrand.New(123)
//	x := make([]float32, 3)
//	g.Rand(x)
//
// Every value depends on all draws before it, so a program that wants the book's numbers makes the same calls in the
// same order. The price of each call, in 32-bit draws of the engine:
//
//	Rand, Uniform, BernoulliTensor    n
//	Randn, Normal, n >= 16            n, and 16 more when n is not a multiple of 16
//	Randn, Normal, n < 16             4 for two values; a value left over is kept for the next such call
//	DropoutMask, Bernoulli            2n (1 in all with [Variant].MKLMasks)
//	Exponential, Rand64               2n
//	Multinomial                       2 per weight, zero weights included
//	MultinomialN with replacement     2 per pick
//	Randint                           n, or 2n for ranges of 2^32 and more
//	Perm                              n-1
//	Int63                             2
//
// Shapes do not matter, only the number of values: a tensor is drawn in row-major order, and the n above is the
// element count of the whole tensor. torch.randn(2, 5) takes the path of fewer than 16 values, an nn.Embedding(6, 3)
// with its 18 values the other one.
//
// # Which PyTorch
//
// The numbers are those of the official builds for x86 with AVX2, but for two points where builds differ; the zero
// [Variant] takes the choice that gives the book's printed digits, and the others can be switched on. Draws made on a
// GPU come from other generators and are not modelled.
//
// # Relatives
//
// [Numpy] is the generator behind DataFrame.sample(random_state=123), which chapter 6 uses to balance its data set.
// [Python] is the standard library's random module. Both turn the same engine, mt19937, into numbers in other ways.
//
// Weighed: gonum's mathext/prng has the same engine, MT19937. What PyTorch makes of its words – uniform and normal
// numbers, masks, permutations, picks – was found in no library for Go.
package torchrand
