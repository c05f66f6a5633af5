// Package nn is what the book takes from torch.nn and does not build itself: Linear, Embedding and Dropout with
// PyTorch's initial values and PyTorch's dropout masks, the random numbers coming from package torchrand.
//
// A module is a struct. Its constructor draws initial values on the host, in the order in which PyTorch's
// constructor draws them, and creates variables; its Forward only builds graph:
//
//	b := nn.NewBuilder(123)                    // torch.manual_seed(123)
//	layer := nn.NewLinear(b.In("proj"), 3, 2, true)
//	out, err := nn.Eval1(be, b, layer.Forward, [][]float32{{0.43, 0.15, 0.89}})
//
// What runs graph: [Eval1] and [Eval] once, [NewFunc] many times; with dropout [EvalTraining1], [EvalTraining] and
// [NewTrainingFunc].
//
// Variables live in a model.Store under the book's state-dict names with slashes for dots: the parameter
// trf_blocks.0.att.W_query.weight is the variable /trf_blocks/0/att/W_query/weight. Weights of Linear are kept
// [out, in], as PyTorch keeps them. [StateDict] and [LoadStateDict] take and set them all in memory.
//
// Shapes are written [batch, seq, embed]; a leading … stands for any axes.
//
// Weighed: GoMLX's ml/layers draws initial values and dropout masks by its own random numbers, under other names.
package nn
