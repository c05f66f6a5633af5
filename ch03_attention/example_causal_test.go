package attention_test

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
)

// batch is the chapter's sentence twice: [2, 6, 3].
var batch = [][][]float32{journey, journey}

// The lower triangle that hides the future (section 3.5.1).
func ExampleCausalMask() {
	show(nn.NewBuilder(0), one(func(x *Node) *Node { return attention.CausalMask(x, 6) }), float32(0))
	// Output:
	// [[1.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [1.0000, 1.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [1.0000, 1.0000, 1.0000, 0.0000, 0.0000, 0.0000],
	//  [1.0000, 1.0000, 1.0000, 1.0000, 0.0000, 0.0000],
	//  [1.0000, 1.0000, 1.0000, 1.0000, 1.0000, 0.0000],
	//  [1.0000, 1.0000, 1.0000, 1.0000, 1.0000, 1.0000]]
}

// The first way: attention weights, the same with the future multiplied by 0, and again with rows that add up to 1
// (section 3.5.1).
func ExampleMaskAndRenormalize() {
	b := nn.NewBuilder(789)
	a := attention.NewSelfAttentionV2(b, 3, 2, false)
	show(b, func(in []*Node) []*Node {
		_, weights := a.ForwardWithWeights(in[0])
		masked := Mul(weights, attention.CausalMask(weights, 6))
		return []*Node{weights, masked, attention.MaskAndRenormalize(weights)}
	}, journey)
	// Output:
	// [[0.1921, 0.1646, 0.1652, 0.1550, 0.1721, 0.1510],
	//  [0.2041, 0.1659, 0.1662, 0.1496, 0.1665, 0.1477],
	//  [0.2036, 0.1659, 0.1662, 0.1498, 0.1664, 0.1480],
	//  [0.1869, 0.1667, 0.1668, 0.1571, 0.1661, 0.1564],
	//  [0.1830, 0.1669, 0.1670, 0.1588, 0.1658, 0.1585],
	//  [0.1935, 0.1663, 0.1666, 0.1542, 0.1666, 0.1529]]
	// [[0.1921, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.2041, 0.1659, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.2036, 0.1659, 0.1662, 0.0000, 0.0000, 0.0000],
	//  [0.1869, 0.1667, 0.1668, 0.1571, 0.0000, 0.0000],
	//  [0.1830, 0.1669, 0.1670, 0.1588, 0.1658, 0.0000],
	//  [0.1935, 0.1663, 0.1666, 0.1542, 0.1666, 0.1529]]
	// [[1.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.5517, 0.4483, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.3800, 0.3097, 0.3103, 0.0000, 0.0000, 0.0000],
	//  [0.2758, 0.2460, 0.2462, 0.2319, 0.0000, 0.0000],
	//  [0.2175, 0.1983, 0.1984, 0.1888, 0.1971, 0.0000],
	//  [0.1935, 0.1663, 0.1666, 0.1542, 0.1666, 0.1529]]
}

// The second way: scores of the future become minus infinity, and softmax makes weights of 0 of them (section 3.5.1).
func ExampleHideFuture() {
	b := nn.NewBuilder(789)
	a := attention.NewSelfAttentionV2(b, 3, 2, false)
	show(b, func(in []*Node) []*Node {
		scores := attention.HideFuture(a.Scores(in[0]))
		return []*Node{scores, attention.ScaledWeights(scores, 2)}
	}, journey)
	// Output:
	// [[0.2899,   -inf,   -inf,   -inf,   -inf,   -inf],
	//  [0.4656, 0.1723,   -inf,   -inf,   -inf,   -inf],
	//  [0.4594, 0.1703, 0.1731,   -inf,   -inf,   -inf],
	//  [0.2642, 0.1024, 0.1036, 0.0186,   -inf,   -inf],
	//  [0.2183, 0.0874, 0.0882, 0.0177, 0.0786,   -inf],
	//  [0.3408, 0.1270, 0.1290, 0.0198, 0.1290, 0.0078]]
	// [[1.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.5517, 0.4483, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.3800, 0.3097, 0.3103, 0.0000, 0.0000, 0.0000],
	//  [0.2758, 0.2460, 0.2462, 0.2319, 0.0000, 0.0000],
	//  [0.2175, 0.1983, 0.1984, 0.1888, 0.1971, 0.0000],
	//  [0.1935, 0.1663, 0.1666, 0.1542, 0.1666, 0.1529]]
}

// Half of the masked attention weights dropped, the others doubled (section 3.5.2).
func ExampleCausal_dropout() {
	layers := nn.NewBuilder(789)
	a := attention.NewSelfAttentionV2(layers, 3, 2, false)
	weights := eval(layers, one(func(x *Node) *Node {
		return attention.ScaledWeights(attention.HideFuture(a.Scores(x)), 2)
	}), journey)[0]

	b := nn.NewBuilder(123)
	dropout := nn.NewDropout(b, 0.5)
	out, err := nn.EvalTraining(testBackend(), b, one(dropout.Forward), weights)
	if err != nil {
		fmt.Println(err)
		return
	}
	course.Tensor(out[0])
	// Output:
	// [[2.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.0000],
	//  [0.7599, 0.6194, 0.6206, 0.0000, 0.0000, 0.0000],
	//  [0.0000, 0.4921, 0.4925, 0.0000, 0.0000, 0.0000],
	//  [0.0000, 0.3966, 0.0000, 0.3775, 0.0000, 0.0000],
	//  [0.0000, 0.3327, 0.3331, 0.3084, 0.3331, 0.0000]]
}

// Causal attention for a batch of two sentences (section 3.5.3).
func ExampleCausal() {
	b := nn.NewBuilder(123)
	a := attention.NewCausal(b, 3, 2, 6, 0, false)
	show(b, one(a.Forward), batch)
	// Output:
	// [[[-0.4519,  0.2216],
	//   [-0.5874,  0.0058],
	//   [-0.6300, -0.0632],
	//   [-0.5675, -0.0843],
	//   [-0.5526, -0.0981],
	//   [-0.5299, -0.1081]],
	//
	//  [[-0.4519,  0.2216],
	//   [-0.5874,  0.0058],
	//   [-0.6300, -0.0632],
	//   [-0.5675, -0.0843],
	//   [-0.5526, -0.0981],
	//   [-0.5299, -0.1081]]]
}

// Two heads side by side (section 3.6.1).
func ExampleMultiHeadWrapper() {
	b := nn.NewBuilder(123)
	w := attention.NewMultiHeadWrapper(b, 3, 2, 6, 0, 2, false)
	show(b, one(w.Forward), batch)
	// Output:
	// [[[-0.4519,  0.2216,  0.4772,  0.1063],
	//   [-0.5874,  0.0058,  0.5891,  0.3257],
	//   [-0.6300, -0.0632,  0.6202,  0.3860],
	//   [-0.5675, -0.0843,  0.5478,  0.3589],
	//   [-0.5526, -0.0981,  0.5321,  0.3428],
	//   [-0.5299, -0.1081,  0.5077,  0.3493]],
	//
	//  [[-0.4519,  0.2216,  0.4772,  0.1063],
	//   [-0.5874,  0.0058,  0.5891,  0.3257],
	//   [-0.6300, -0.0632,  0.6202,  0.3860],
	//   [-0.5675, -0.0843,  0.5478,  0.3589],
	//   [-0.5526, -0.0981,  0.5321,  0.3428],
	//   [-0.5299, -0.1081,  0.5077,  0.3493]]]
}

// Heads of width 1 make the two-dimensional context vectors of a single head of width 2 (exercise 3.2).
func ExampleMultiHeadWrapper_narrowHeads() {
	b := nn.NewBuilder(123)
	w := attention.NewMultiHeadWrapper(b, 3, 1, 6, 0, 2, false)
	show(b, one(w.Forward), batch)
	// Output:
	// [[[-0.5740,  0.2216],
	//   [-0.7320,  0.0155],
	//   [-0.7774, -0.0546],
	//   [-0.6979, -0.0817],
	//   [-0.6538, -0.0957],
	//   [-0.6424, -0.1065]],
	//
	//  [[-0.5740,  0.2216],
	//   [-0.7320,  0.0155],
	//   [-0.7774, -0.0546],
	//   [-0.6979, -0.0817],
	//   [-0.6538, -0.0957],
	//   [-0.6424, -0.1065]]]
}

// Products of all heads at once: [batch, head, token, headDim] with itself (section 3.6.2).
func ExampleDotScores_heads() {
	heads := [][][][]float32{{
		{{0.2745, 0.6584, 0.2775, 0.8573}, {0.8993, 0.0390, 0.9268, 0.7388}, {0.7179, 0.7058, 0.9156, 0.4340}},
		{{0.0772, 0.3565, 0.1479, 0.5331}, {0.4066, 0.2318, 0.4545, 0.9737}, {0.4606, 0.5159, 0.4220, 0.5786}},
	}}
	show(nn.NewBuilder(0), one(func(x *Node) *Node { return attention.DotScores(x, x) }), heads)
	// Output:
	// [[[[1.3208, 1.1631, 1.2879],
	//    [1.1631, 2.2150, 1.8424],
	//    [1.2879, 1.8424, 2.0402]],
	//
	//   [[0.4391, 0.7003, 0.5903],
	//    [0.7003, 1.3737, 1.0620],
	//    [0.5903, 1.0620, 0.9912]]]]
}

// All heads in one matrix product (section 3.6.2).
func ExampleMultiHead() {
	b := nn.NewBuilder(123)
	mha := attention.NewMultiHead(b, 3, 2, 6, 0, 2, false)
	show(b, one(mha.Forward), batch)
	// Output:
	// [[[0.3190, 0.4858],
	//   [0.2943, 0.3897],
	//   [0.2856, 0.3593],
	//   [0.2693, 0.3873],
	//   [0.2639, 0.3928],
	//   [0.2575, 0.4028]],
	//
	//  [[0.3190, 0.4858],
	//   [0.2943, 0.3897],
	//   [0.2856, 0.3593],
	//   [0.2693, 0.3873],
	//   [0.2639, 0.3928],
	//   [0.2575, 0.4028]]]
}

// The attention of the smallest GPT-2 has 2,360,064 parameters (exercise 3.3).
func ExampleMultiHead_gpt2() {
	b := nn.NewBuilder(123)
	attention.NewMultiHead(b, 768, 768, 1024, 0, 12, false)
	total, _ := nn.NumParameters(b.Store())
	fmt.Println(total)
	// Output:
	// 2360064
}
