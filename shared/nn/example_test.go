package nn_test

import (
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
)

// A dropout layer on a matrix of ones, with the mask of torch.manual_seed(123) (section 3.5.2).
func ExampleDropout() {
	b := nn.NewBuilder(123)
	dropout := nn.NewDropout(b, 0.5)
	out, err := nn.EvalTraining(backendtest.Open(), b, func(in []*Node) []*Node {
		return []*Node{dropout.Forward(in[0])}
	}, ones(6, 6))
	if err != nil {
		fmt.Println(err)
		return
	}
	course.Tensor(out[0])
	// Output:
	// [[2.0000, 2.0000, 0.0000, 2.0000, 2.0000, 0.0000],
	//  [0.0000, 0.0000, 0.0000, 2.0000, 0.0000, 2.0000],
	//  [2.0000, 2.0000, 2.0000, 2.0000, 0.0000, 2.0000],
	//  [0.0000, 2.0000, 2.0000, 0.0000, 0.0000, 2.0000],
	//  [0.0000, 2.0000, 0.0000, 2.0000, 0.0000, 2.0000],
	//  [0.0000, 2.0000, 2.0000, 2.0000, 2.0000, 0.0000]]
}

// The embedding layer of section 2.7: six rows of three, and a look-up.
func ExampleEmbedding() {
	b := nn.NewBuilder(123)
	embedding := nn.NewEmbedding(b, 6, 3)
	course.Tensor(embedding.Weight.MustValue())

	ids, err := nn.IDs([][]int{{2, 3, 5, 1}}, 6)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := nn.Eval(backendtest.Open(), b.Store(), func(in []*Node) []*Node {
		return []*Node{embedding.Forward(in[0])}
	}, ids)
	if err != nil {
		fmt.Println(err)
		return
	}
	course.Tensor(out[0])
	// Output:
	// [[ 0.3374, -0.1778, -0.1690],
	//  [ 0.9178,  1.5810,  1.3010],
	//  [ 1.2753, -0.2010, -0.1606],
	//  [-0.4015,  0.9666, -1.1481],
	//  [-1.1589,  0.3255, -0.6315],
	//  [-2.8400, -0.7849, -1.4096]]
	// [[[ 1.2753, -0.2010, -0.1606],
	//   [-0.4015,  0.9666, -1.1481],
	//   [-2.8400, -0.7849, -1.4096],
	//   [ 0.9178,  1.5810,  1.3010]]]
}

// A linear layer keeps its weight as PyTorch does, [out, in], under its state-dict name.
func ExampleLinear() {
	b := nn.NewBuilder(789)
	layer := nn.NewLinear(b.In("W_query"), 3, 2, false)
	fmt.Println(nn.StateName(layer.Weight.Path()))
	course.Tensor(layer.Weight.MustValue())
	// Output:
	// W_query.weight
	// [[ 0.3161,  0.4568,  0.5118],
	//  [-0.1683, -0.3379, -0.0918]]
}

func ExampleIDs() {
	ids, err := nn.IDs([][]int{{6109, 3626, 6100, 345}, {6109, 1110, 6622, 257}}, 50257)
	fmt.Println(ids.Shape(), err)
	_, err = nn.IDs([][]int{{6109, 3626, 50300}}, 50257)
	fmt.Println(err)
	// Output:
	// (Int64)[2, 4] <nil>
	// token id 50300 at row 0, position 2 lies outside the vocabulary of 50257: was the text encoded with another tokenizer?
}
