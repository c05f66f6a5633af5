package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample/world/lexicon"
)

// named is a model's parameters under the names of chapter 4's state dict, with their shapes.
func (m *model) named() (names []string, numbers map[string]vector, dims map[string][]int) {
	numbers, dims = map[string]vector{}, map[string][]int{}
	add := func(name string, v vector, shape ...int) {
		names, numbers[name], dims[name] = append(names, name), v, shape
	}
	matrix := func(name string, rows []vector) { add(name, slices.Concat(rows...), len(rows), len(rows[0])) }
	layer := func(name string, l linear) {
		if matrix(name+".weight", l.weight); l.bias != nil {
			add(name+".bias", l.bias, len(l.bias))
		}
	}
	normal := func(name string, n norm) {
		add(name+".scale", n.scale, embed)
		add(name+".shift", n.shift, embed)
	}
	matrix("tok_emb.weight", m.tokens)
	matrix("pos_emb.weight", m.places)
	for i, b := range m.blocks {
		in := fmt.Sprintf("trf_blocks.%d.", i)
		normal(in+"norm1", b.norm1)
		normal(in+"norm2", b.norm2)
		layer(in+"att.W_query", b.query)
		layer(in+"att.W_key", b.key)
		layer(in+"att.W_value", b.value)
		layer(in+"att.out_proj", b.out)
		layer(in+"ff.layers.0", b.expand)
		layer(in+"ff.layers.2", b.contract)
	}
	normal("final_norm", m.final)
	layer("out_head", m.head)
	return names, numbers, dims
}

// shaken is a model none of whose parameters is 0 or 1.
func shaken() *model {
	rng := rand.New(rand.NewPCG(5, 0))
	m := newModel(rng)
	for i := range m.parameters() {
		m.tape.entries[i].value += 0.2 * rng.NormFloat64()
	}
	return m
}

// chapter4 is the same model of the same weights.
func chapter4(t *testing.T, m *model) *gpt.Model {
	t.Helper()
	cfg := gpt.Config{VocabSize: vocab, ContextLength: context, EmbDim: embed, NumHeads: heads, NumLayers: blocks}
	g, err := gpt.NewModel(nn.NewBlankBuilder(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	names, numbers, dims := m.named()
	state := map[string]*tensors.Tensor{}
	for _, name := range names {
		values := make([]float32, len(numbers[name]))
		for i, p := range numbers[name] {
			values[i] = float32(m.tape.val(p))
		}
		state[name] = tensors.FromFlatDataAndDimensions(values, dims[name]...)
	}
	if err := nn.LoadStateDict(g.Store(), state); err != nil {
		t.Fatal(err)
	}
	return g
}

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*(1+math.Abs(b)) }

func TestLossAndEveryGradientAreThoseOfChapter4(t *testing.T) {
	const word = "grasshopper"
	m := shaken()
	g := chapter4(t, m)
	ids := encode(word)
	inputs, err := nn.IDs([][]int{ids[:len(ids)-1]}, vocab)
	if err != nil {
		t.Fatal(err)
	}
	targets, err := nn.IDs([][]int{ids[1:]}, vocab)
	if err != nil {
		t.Fatal(err)
	}
	parameters := slices.Collect(nn.Parameters(g.Store()))
	out, err := nn.Eval(backendtest.Open(), g.Store(), func(in []*graph.Node) []*graph.Node {
		loss := pretrain.SequenceLoss(g.Forward(in[0]), in[1])
		var nodes []*graph.Node
		for _, p := range parameters {
			nodes = append(nodes, p.NodeValue(loss))
		}
		return append([]*graph.Node{loss}, graph.Gradient(loss, nodes...)...)
	}, inputs, targets)
	if err != nil {
		t.Fatal(err)
	}

	loss := m.loss(word)
	m.tape.backward(loss)
	if want := float64(tensors.ToScalar[float32](out[0])); !near(m.tape.val(loss), want, 1e-5) {
		t.Errorf("the loss is %v, chapter 4's %v", m.tape.val(loss), want)
	}
	_, numbers, _ := m.named()
	compared := 0
	for i, p := range parameters {
		name := nn.StateName(p.Path())
		for j, want := range tensors.MustCopyFlatData[float32](out[1+i]) {
			compared++
			if got := m.tape.entries[numbers[name][j]].grad; !near(got, float64(want), 1e-5) {
				t.Fatalf("the gradient of %s, number %d, is %v, chapter 4's %v", name, j, got, want)
			}
		}
	}
	if compared != m.size {
		t.Errorf("%d gradients compared, the model has %d parameters", compared, m.size)
	}
}

// A parameter moved a little to both sides moves the loss as its gradient says.
func TestGradientsAreSlopes(t *testing.T) {
	m, rng := shaken(), rand.New(rand.NewPCG(9, 0))
	m.tape.backward(m.loss("cat"))
	gradients := slices.Clone(m.parameters())
	at := func(i int, x float64) float64 {
		m.rewind()
		m.tape.entries[i].value = x
		return m.tape.val(m.loss("cat"))
	}
	for range 30 {
		i, h := rng.IntN(m.size), 1e-5
		x := gradients[i].value
		slope := (at(i, x+h) - at(i, x-h)) / (2 * h)
		if at(i, x); !near(gradients[i].grad, slope, 1e-6) {
			t.Errorf("parameter %d: gradient %v, slope %v", i, gradients[i].grad, slope)
		}
	}
}

// A clueless model's loss is log 27 = 3.3; the steps of a second bring that of all words well below.
func TestTrainingLowersTheLoss(t *testing.T) {
	rng := rand.New(rand.NewPCG(123, 0))
	m, words := newModel(rng), strings.Fields(animals)
	before := m.meanLoss(words)
	m.train(words, 60, rng)
	if after := m.meanLoss(words); after > before-0.5 || after > 2.8 {
		t.Errorf("the mean loss of all words went from %.3f to %.3f", before, after)
	}
}

func (m *model) meanLoss(words []string) (mean float64) {
	for _, word := range words {
		m.rewind()
		mean += m.tape.val(m.loss(word)) / float64(len(words))
	}
	return mean
}

func TestTheFutureIsHidden(t *testing.T) {
	m := shaken()
	logits := func(ids ...int) (all []float64) {
		m.rewind()
		for _, l := range m.forward(ids)[1] {
			all = append(all, m.tape.val(l))
		}
		return all
	}
	if a, b := logits(0, 3, 1, 20), logits(0, 3, 15, 23); !slices.Equal(a, b) {
		t.Error("what follows a token changes what is predicted at it")
	}
	if a, b := logits(0, 3), logits(1, 3); slices.Equal(a, b) {
		t.Error("what stands before a token changes nothing")
	}
}

func TestSamplesAreWordsThatFit(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	m := newModel(rng)
	longest := 0
	for range 50 {
		word := m.sample(1, rng)
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" || len(word) > context {
			t.Errorf("%q is no word of at most %d letters", word, context)
		}
		longest = max(longest, len(word))
	}
	if longest < 5 {
		t.Errorf("the longest of 50 words has %d letters", longest)
	}
}

func TestDataAreAnimalsOfTheLexiconAndFit(t *testing.T) {
	known := map[string]bool{}
	for _, n := range lexicon.Of("animal") {
		known[n.Word] = true
	}
	words := strings.Fields(animals)
	for _, word := range words {
		if !known[word] || len(encode(word))-1 > context {
			t.Errorf("%q is not in the lexicon or too long", word)
		}
	}
	if len(words) < 100 {
		t.Errorf("only %d words", len(words))
	}
}
