package reference

import (
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/ch02_text"
	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch07_instruct"
	lesson "llmfromscratch/notebooks/ch05"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/quiz"
)

// parameters are those of a store.
func parameters(store *model.Store) int {
	n, _ := nn.NumParameters(store)
	return n
}

// computed are the answers of exercises as the chapters' code has them.
func (c *Chapters) computed() map[string][]any {
	network, heads, twice := nn.NewBuilder(1), nn.NewBuilder(1), gpt.GPT2Small().Count()
	tools.NewNeuralNetwork(network, 2, 2)
	attention.NewMultiHead(heads, 768, 768, 1024, 0, 12, false)
	xl, small := gpt.GPT2XL(), gpt.GPT2Small()
	xl.QKVBias, small.QKVBias = true, true
	a, b := tools.NewValue(2), tools.NewValue(3)
	tools.Mul(tools.Add(a, b), b).Backward()
	_, logits := lesson.NineWords()
	schedule := pretrain.WarmUpCosine{Initial: 0.001, Peak: 0.01, Min: 0.002, WarmUpSteps: 20, TotalSteps: 200}
	return map[string][]any{
		"A.3": {parameters(network.Store())},
		"A.4": {multiplications(100, 200, 300)},
		"0.1": {a.Grad, b.Grad},
		"2.1": {must(must(text.NewGPT2()).Encode("Akwirw ier"))},
		"2.2": storyWindows(),
		"3.2": {c.widthOfOneHead()},
		"3.3": {parameters(heads.Store())},
		"4.1": {twice.FeedForward, twice.Attention},
		"4.2": {xl.EmbDim, xl.NumLayers, xl.NumHeads},
		"5.1": {float64(pretrain.Softmax(logits, 5)[6])},
		"5.6": {float64(xl.Count().WithoutHead) / float64(small.Count().WithoutHead)},
		"7.2": {maskedTargets()},
		"7.4": {adapter(1024, 4096, 16), plainLayer(1024, 4096)},
		"D.1": {schedule.Rate(5), schedule.Rate(110)},
		"D.2": {c.clipped()},
		"E.1": {adapter(1024, 4096, 8), firstLarger(1024, 4096)},
		"E.3": {c.merged()},
	}
}

// multiplications counts those of a matrix product.
func multiplications(rows, inner, columns int) (n int) {
	for range rows {
		for range columns {
			n += inner // of one dot product
		}
	}
	return n
}

// storyWindows is exercise 2.2 on the beginning of the story that it shows.
func storyWindows() []any {
	story := []int{40, 367, 2885, 1464, 1807, 3619, 402, 271, 10899, 2138, 257, 7026, 15632, 438}
	var first []int
	inputs, _ := windows(story, 2, 2)
	for _, row := range inputs[:4] {
		first = append(first, row[0])
	}
	inputs, _ = windows(story, 8, 2)
	shared := 0
	for i := range inputs[0] { // how far the second row repeats the end of the first
		if inputs[0][i] == inputs[1][0] {
			shared = len(inputs[0]) - i
		}
	}
	return []any{first, shared}
}

// widthOfOneHead is the one with which two heads give two numbers.
func (c *Chapters) widthOfOneHead() int {
	for out := 1; ; out++ {
		b := nn.NewBuilder(1)
		heads := attention.NewMultiHeadWrapper(b, 3, out, 6, 0, 2, false)
		x := make([][]float32, 6)
		for i := range x {
			x[i] = []float32{1, 2, 3}
		}
		if must(nn.Eval1(c.be, b, heads.Forward, [][][]float32{x})).Shape().Dim(2) == 2 {
			return out
		}
	}
}

func maskedTargets() []int {
	opt := instruct.BookCollate()
	opt.MaskPrompt = true
	item := instruct.Item{IDs: []int{10, 11, 12, 13, 14, 20, 21}, Prompt: 5}
	return must(instruct.Collate([]instruct.Item{item}, opt)).Targets[0]
}

func adapter(in, out, rank int) int {
	b := nn.NewBuilder(1)
	lora.NewLayer(b, in, out, rank, 16)
	return parameters(b.Store())
}

func plainLayer(in, out int) int {
	b := nn.NewBuilder(1)
	nn.NewLinear(b, in, out, false)
	return parameters(b.Store())
}

// firstLarger is the first rank whose adapter has more numbers than the layer.
func firstLarger(in, out int) int {
	weights, perRank := plainLayer(in, out), adapter(in, out, 1)
	rank := 1
	for rank*perRank <= weights {
		rank++
	}
	return rank
}

func (c *Chapters) clipped() float64 {
	out := c.eval(nn.NewBlankBuilder().Store(), func(in []*graph.Node) *graph.Node {
		clipped, _ := pretrain.ClipByGlobalNorm(in, graph.ScalarOne(in[0].Graph(), in[0].DType()))
		return clipped[0]
	}, []float32{3, 0.4}, []float32{0, -4})
	return float64(out.Value().([]float32)[0])
}

func (c *Chapters) merged() (weight []int) {
	b := nn.NewBuilder(1)
	base := nn.NewLinear(b.In("layer"), 2, 2, false)
	l := must(lora.NewLinear(b.In("layer"), base, 1, 2))
	for v, values := range map[*model.Variable][][]float32{
		base.Weight: {{1, 0}, {0, 1}}, l.LoRA.A: {{1}, {3}}, l.LoRA.B: {{10, 20}}} {
		if err := v.SetValue(tensors.FromValue(values)); err != nil {
			panic(err)
		}
	}
	for _, w := range must(l.MergedWeight()) {
		weight = append(weight, int(w))
	}
	return weight
}

// The answers of package quiz are written out as sums; the chapters come to the same.
func TestAnswersOfExercisesAreTheChapters(t *testing.T) {
	computed := New(backendtest.Open()).computed()
	computed["4.3"] = []any{0.1, 0.2, 0.3} // the exercise's own numbers
	for _, a := range quiz.Answers() {
		values, ok := computed[a.ID]
		if !ok {
			t.Errorf("nothing computes %s", a.ID)
			continue
		}
		if v := a.Judge(values...); !v.Passed {
			t.Errorf("%v: the chapters have %v", v, values)
		}
		delete(computed, a.ID)
	}
	for id := range computed {
		t.Errorf("there is no answer %s", id)
	}
}
