// Command cell is what GoNB makes of a cell that ends in an error; its argument says which.
package main

import (
	"errors"
	"fmt"
	"os"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
)

func main() {
	narrow, wide := [][]float32{{1, 2, 3}}, [][]float32{{1, 2, 3, 4}}
	b := nn.NewBuilder(1)
	switch os.Args[1] {
	case "file":
		course.Must(os.ReadFile("no such file"))
	case "joined":
		course.OK(errors.Join(errors.New("one"), errors.New("two")))
	case "scores":
		scores := func(in []*graph.Node) []*graph.Node { return []*graph.Node{attention.DotScores(in[0], in[1])} }
		out, err := nn.Eval(course.Backend(), b.Store(), scores, narrow, wide)
		if err != nil {
			err = fmt.Errorf("scores: %w", err)
		}
		course.Must(out, err)
	case "linear":
		course.Must(nn.Eval1(course.Backend(), b, nn.NewLinear(b, 3, 2, true).Forward, wide))
	case "once":
		course.Must(graph.CallOnce(course.Backend(), func(x, y *graph.Node) *graph.Node {
			return graph.Softmax(attention.DotScores(x, y), -1)
		}, narrow, wide))
	case "panic":
		course.Must(nn.Eval1(course.Backend(), b, func(x *graph.Node) *graph.Node {
			x.AssertDims(2, 2)
			return x
		}, wide))
	case "index":
		course.Must(nn.Eval1(course.Backend(), b, func(x *graph.Node) *graph.Node {
			return []*graph.Node{x}[x.Rank()]
		}, wide))
	case "model":
		cfg := gpt.Config{VocabSize: 8, ContextLength: 4, EmbDim: 4, NumHeads: 2, NumLayers: 2}
		m := course.Must(gpt.NewModel(b, cfg))
		course.Must(nn.Eval1(course.Backend(), b, m.Blocks[1].Forward, [][][]float32{wide[:1], wide[:1]}))
		course.Must(nn.Eval1(course.Backend(), b, m.Blocks[1].Forward, narrow))
	case "helper":
		load("nothing")
	}
}

// load is a helper that a cell defines.
func load(name string) { course.Must(os.ReadFile(name)) }
