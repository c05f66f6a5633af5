package attention_test

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
)

// The attention scores of the second word, "journey", with every word (section 3.3.1).
func ExampleDot() {
	query := journey[1]
	scores := make([]float32, len(journey))
	for i, word := range journey {
		scores[i] = attention.Dot(word, query)
	}
	course.Tensor(scores)
	// Output:
	// [0.9544, 1.4950, 1.4754, 0.8434, 0.7070, 1.0865]
}

// Three ways from scores to weights, the last one safe for large scores (section 3.3.1).
func ExampleNormalizeBySum() {
	scores := []float32{0.9544, 1.4950, 1.4754, 0.8434, 0.7070, 1.0865}
	show(nn.NewBuilder(0), func(in []*Node) []*Node {
		bySum := attention.NormalizeBySum(in[0])
		naive := attention.SoftmaxNaive(in[0])
		softmax := Softmax(in[0], -1)
		return []*Node{bySum, naive, softmax, ReduceAllSum(softmax)}
	}, scores)
	// Output:
	// [0.1455, 0.2278, 0.2249, 0.1285, 0.1077, 0.1656]
	// [0.1385, 0.2379, 0.2333, 0.1240, 0.1082, 0.1581]
	// [0.1385, 0.2379, 0.2333, 0.1240, 0.1082, 0.1581]
	// 1.0000
}

// The context vector of the second word: all words, weighted by its attention weights (section 3.3.1).
func ExampleContextVectors() {
	show(nn.NewBuilder(0), func(in []*Node) []*Node {
		words := in[0]
		query := Slice(words, AxisElem(1)) // [1, 3]
		weights := Softmax(attention.DotScores(query, words), -1)
		return []*Node{attention.ContextVectors(weights, words)}
	}, journey)
	// Output:
	// [[0.4419, 0.6515, 0.5683]]
}

// The scores of every word with every word, in one matrix product (section 3.3.2).
func ExampleDotScores() {
	show(nn.NewBuilder(0), func(in []*Node) []*Node {
		return []*Node{attention.DotScores(in[0], in[0])}
	}, journey)
	// Output:
	// [[0.9995, 0.9544, 0.9422, 0.4753, 0.4576, 0.6310],
	//  [0.9544, 1.4950, 1.4754, 0.8434, 0.7070, 1.0865],
	//  [0.9422, 1.4754, 1.4570, 0.8296, 0.7154, 1.0605],
	//  [0.4753, 0.8434, 0.8296, 0.4937, 0.3474, 0.6565],
	//  [0.4576, 0.7070, 0.7154, 0.3474, 0.6654, 0.2935],
	//  [0.6310, 1.0865, 1.0605, 0.6565, 0.2935, 0.9450]]
}

// Self-attention without trainable weights: attention weights, the sums of their rows, and context vectors
// (section 3.3.2).
func ExampleSimple() {
	show(nn.NewBuilder(0), func(in []*Node) []*Node {
		context, weights := attention.Simple(in[0])
		return []*Node{weights, ReduceSum(weights, -1), context}
	}, journey)
	// Output:
	// [[0.2098, 0.2006, 0.1981, 0.1242, 0.1220, 0.1452],
	//  [0.1385, 0.2379, 0.2333, 0.1240, 0.1082, 0.1581],
	//  [0.1390, 0.2369, 0.2326, 0.1242, 0.1108, 0.1565],
	//  [0.1435, 0.2074, 0.2046, 0.1462, 0.1263, 0.1720],
	//  [0.1526, 0.1958, 0.1975, 0.1367, 0.1879, 0.1295],
	//  [0.1385, 0.2184, 0.2128, 0.1420, 0.0988, 0.1896]]
	// [1.0000, 1.0000, 1.0000, 1.0000, 1.0000, 1.0000]
	// [[0.4421, 0.5931, 0.5790],
	//  [0.4419, 0.6515, 0.5683],
	//  [0.4431, 0.6496, 0.5671],
	//  [0.4304, 0.6298, 0.5510],
	//  [0.4671, 0.5910, 0.5266],
	//  [0.4177, 0.6503, 0.5645]]
}

// Query, key and value of the second word, its scores, weights and context vector, step by step (section 3.4.1).
func ExampleScaledWeights() {
	b := nn.NewBuilder(123)
	a := attention.NewSelfAttentionV1(b, 3, 2) // draws the three matrices
	show(b, func(in []*Node) []*Node {
		words := in[0]
		query := MatMul(Slice(words, AxisElem(1)), a.WQuery.NodeValue(words)) // [1, 2]
		keys := MatMul(words, a.WKey.NodeValue(words))                        // [6, 2]
		values := MatMul(words, a.WValue.NodeValue(words))
		scores := attention.DotScores(query, keys)
		weights := attention.ScaledWeights(scores, 2)
		return []*Node{query, scores, weights, attention.ContextVectors(weights, values)}
	}, journey)
	// Output:
	// [[0.4306, 1.4551]]
	// [[1.2705, 1.8524, 1.8111, 1.0795, 0.5577, 1.5440]]
	// [[0.1500, 0.2264, 0.2199, 0.1311, 0.0906, 0.1820]]
	// [[0.3061, 0.8210]]
}

// Self-attention with matrices as parameters (section 3.4.2).
func ExampleSelfAttentionV1() {
	b := nn.NewBuilder(123)
	a := attention.NewSelfAttentionV1(b, 3, 2)
	show(b, one(a.Forward), journey)
	// Output:
	// [[0.2996, 0.8053],
	//  [0.3061, 0.8210],
	//  [0.3058, 0.8203],
	//  [0.2948, 0.7939],
	//  [0.2927, 0.7891],
	//  [0.2990, 0.8040]]
}

// Self-attention with linear layers (section 3.4.2).
func ExampleSelfAttentionV2() {
	b := nn.NewBuilder(789)
	a := attention.NewSelfAttentionV2(b, 3, 2, false)
	show(b, one(a.Forward), journey)
	// Output:
	// [[-0.0739,  0.0713],
	//  [-0.0748,  0.0703],
	//  [-0.0749,  0.0702],
	//  [-0.0760,  0.0685],
	//  [-0.0763,  0.0679],
	//  [-0.0754,  0.0693]]
}

// The matrices of the first form set to the transposed weights of the second: both give one result (exercise 3.1).
func ExampleSelfAttentionV1_transposedWeights() {
	b := nn.NewBuilder(123)
	v2 := attention.NewSelfAttentionV2(b.In("v2"), 3, 2, false)
	v1 := attention.NewSelfAttentionV1(b.In("v1"), 3, 2)
	set(v1.WQuery, transposed(flat(weight(v2.WQuery).MustValue()), 2, 3))
	set(v1.WKey, transposed(flat(weight(v2.WKey).MustValue()), 2, 3))
	set(v1.WValue, transposed(flat(weight(v2.WValue).MustValue()), 2, 3))
	show(b, func(in []*Node) []*Node { return []*Node{v1.Forward(in[0]), v2.Forward(in[0])} }, journey)
	// Output:
	// [[-0.5337, -0.1051],
	//  [-0.5323, -0.1080],
	//  [-0.5323, -0.1079],
	//  [-0.5297, -0.1076],
	//  [-0.5311, -0.1066],
	//  [-0.5299, -0.1081]]
	// [[-0.5337, -0.1051],
	//  [-0.5323, -0.1080],
	//  [-0.5323, -0.1079],
	//  [-0.5297, -0.1076],
	//  [-0.5311, -0.1066],
	//  [-0.5299, -0.1081]]
}

// A shape that does not fit is an error that names it.
func Example_wrongShape() {
	b := nn.NewBuilder(1)
	mha := attention.NewMultiHead(b, 3, 2, 6, 0, 2, false)
	_, err := nn.Eval(testBackend(), b.Store(), one(mha.Forward), noise(1, 1, 7, 3))
	fmt.Println(err)
	// Output:
	// a sequence of 7 tokens is longer than the context length of 6: cut it to its last 6 tokens
}
