package attention_test

import (
	"fmt"
	"log"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/backend"
	"llmfromscratch/shared/nn"
)

// sentence holds the embeddings of the chapter's sentence, one row of three for each of its six tokens.
var sentence = [][]float32{
	{0.43, 0.15, 0.89}, // Your
	{0.55, 0.87, 0.66}, // journey
	{0.57, 0.85, 0.64}, // starts
	{0.22, 0.58, 0.33}, // with
	{0.77, 0.25, 0.10}, // one
	{0.05, 0.80, 0.55}, // step
}

// The chapter in one program: a context vector for every token of a sentence, first without anything that is trained,
// then by the attention of a GPT model.
func Example() {
	be, _, err := backend.Open("go") // "" takes the best that is installed
	exitOn(err)

	b := nn.NewBuilder(123) // torch.manual_seed(123)
	out, err := nn.Eval(be, b.Store(), func(in []*graph.Node) []*graph.Node {
		context, weights := attention.Simple(in[0])
		return []*graph.Node{weights, context}
	}, sentence)
	exitOn(err)
	const journey = 1
	fmt.Printf("weights of \"journey\": %.4f\n", out[0].Value().([][]float32)[journey])
	fmt.Printf("its context vector:   %.4f\n", out[1].Value().([][]float32)[journey])

	const in, width, contextLength, heads, dropout = 3, 2, 6, 2, 0.0
	a := attention.NewMultiHead(b, in, width, contextLength, dropout, heads, false)
	batch := [][][]float32{sentence} // [batch, seq, in]
	context, err := nn.Eval1(be, b, a.Forward, batch)
	exitOn(err)
	fmt.Println("two heads:", context.Shape().Dimensions)
	for _, row := range context.Value().([][][]float32)[0] {
		fmt.Printf("%.4f\n", row)
	}
	// Output:
	// weights of "journey": [0.1385 0.2379 0.2333 0.1240 0.1082 0.1581]
	// its context vector:   [0.4419 0.6515 0.5683]
	// two heads: [1 6 2]
	// [0.3190 0.4858]
	// [0.2943 0.3897]
	// [0.2856 0.3593]
	// [0.2693 0.3873]
	// [0.2639 0.3928]
	// [0.2575 0.4028]
}

func exitOn(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
