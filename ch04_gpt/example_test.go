package gpt_test

import (
	"context"
	"encoding/json"
	"fmt"

	. "github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/course"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// show runs a graph function once and prints what it returns.
func show(b *nn.Builder, fn nn.GraphFn, inputs ...any) {
	out, err := nn.Eval(testBackend(), b.Store(), fn, inputs...)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, t := range out {
		course.Tensor(t)
	}
}

// The configuration called GPT_CONFIG_124M in the book (section 4.1).
func ExampleConfig() {
	data, err := json.MarshalIndent(gpt.GPT2Small(), "", "    ")
	fmt.Println(string(data), err)
	// Output:
	// {
	//     "vocab_size": 50257,
	//     "context_length": 1024,
	//     "emb_dim": 768,
	//     "n_heads": 12,
	//     "n_layers": 12,
	//     "drop_rate": 0.1,
	//     "qkv_bias": false
	// } <nil>
}

// All fields that cannot be, at once.
func ExampleConfig_Validate() {
	cfg := gpt.GPT2Small()
	cfg.NumHeads, cfg.NumLayers = 10, 0
	fmt.Println(cfg.Validate())
	// Output:
	// GPT configuration: n_layers is 0, want at least 1
	// emb_dim 768 is not divisible by n_heads 10: every head needs the same width
}

// The four sizes of GPT-2 (section 4.6, exercise 4.2).
func ExampleConfig_Count() {
	for _, p := range gpt.Presets() {
		s := p.Config.Count()
		fmt.Printf("%-11s  %d parameters, %d without the head, %.2f MiB\n", p.Name, s.Total, s.WithoutHead,
			gpt.MiB(s.Total))
	}
	// Output:
	// gpt2-small   163009536 parameters, 124412160 without the head, 621.83 MiB
	// gpt2-medium  406212608 parameters, 354749440 without the head, 1549.58 MiB
	// gpt2-large   838220800 parameters, 773891840 without the head, 3197.56 MiB
	// gpt2-xl      1637792000 parameters, 1557380800 without the head, 6247.68 MiB
}

// The two parts of a transformer block (exercise 4.1).
func ExampleSizes() {
	s := gpt.GPT2Small().Count()
	fmt.Println("feed-forward:", s.FeedForward)
	fmt.Println("attention:   ", s.Attention)
	// Output:
	// feed-forward: 4722432
	// attention:    2360064
}

func ExamplePreset() {
	cfg, err := gpt.Preset("gpt2-medium (355M)")
	fmt.Println(cfg.EmbDim, cfg.NumLayers, cfg.NumHeads, err)
	_, err = gpt.Preset("gpt3")
	fmt.Println(err)
	// Output:
	// 1024 24 16 <nil>
	// no GPT-2 configuration "gpt3": have gpt2-small (124M), gpt2-medium (355M), gpt2-large (774M), gpt2-xl (1558M)
}

// The outline of a GPT model gives logits of the right shape before anything of it works (section 4.1).
func ExampleDummyModel() {
	b := nn.NewBuilder(123)
	cfg := gpt.Config{VocabSize: 50257, ContextLength: 8, EmbDim: 4, NumHeads: 2, NumLayers: 2}
	m, err := gpt.NewDummyModel(b, cfg)
	if err != nil {
		fmt.Println(err)
		return
	}
	ids, err := nn.IDs(bookBatch, cfg.VocabSize)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := nn.Eval(testBackend(), b.Store(), one(m.Forward), ids)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out[0].Shape().Dimensions)
	// Output:
	// [2 4 50257]
}

// layerOutputs are the outputs of six neurons for two inputs, with torch.manual_seed(123) (section 4.2).
func layerOutputs() (*nn.Builder, []float32, nn.Layer) {
	rng := torchrand.New(123)
	x := make([]float32, 2*5)
	rng.Randn(x)
	b := nn.NewBuilderFrom(rng)
	return b, x, nn.NewLinear(b.In("0"), 5, 6, true)
}

// Outputs of a layer, their means and variances, and the same after normalization by hand (section 4.2).
func ExampleVariance() {
	b, x, layer := layerOutputs()
	show(b, func(in []*Node) []*Node {
		y := gpt.ReLU(layer.Forward(Reshape(in[0], 2, 5)))
		mean, variance := ReduceAndKeep(y, ReduceMean, -1), gpt.Variance(y, true)
		normalized := Div(Sub(y, mean), Sqrt(variance))
		return []*Node{
			y, mean, variance,
			normalized, ReduceAndKeep(normalized, ReduceMean, -1), gpt.Variance(normalized, true),
		}
	}, x)
	// Output:
	// [[0.2260, 0.3470, 0.0000, 0.2216, 0.0000, 0.0000],
	//  [0.2133, 0.2394, 0.0000, 0.5198, 0.3297, 0.0000]]
	// [[0.1324],
	//  [0.2170]]
	// [[0.0231],
	//  [0.0398]]
	// [[ 0.6159,  1.4126, -0.8719,  0.5872, -0.8719, -0.8719],
	//  [-0.0189,  0.1121, -1.0876,  1.5173,  0.5647, -1.0876]]
	// [[0.0000],
	//  [0.0000]]
	// [[1.0000],
	//  [1.0000]]
}

// Means, and the normalization by hand, of the same outputs (section 4.2).
func ExampleStandardize() {
	b, x, layer := layerOutputs()
	show(b, func(in []*Node) []*Node {
		y := gpt.ReLU(layer.Forward(Reshape(in[0], 2, 5)))
		return []*Node{gpt.Mean(y), gpt.Standardize(y)}
	}, x)
	// Output:
	// [[0.1324],
	//  [0.2170]]
	// [[ 0.6159,  1.4126, -0.8719,  0.5872, -0.8719, -0.8719],
	//  [-0.0189,  0.1121, -1.0876,  1.5173,  0.5647, -1.0876]]
}

// The same outputs through LayerNorm. Its variance is a little below 1 because of the epsilon (section 4.2).
func ExampleLayerNorm() {
	b, x, layer := layerOutputs()
	norm := gpt.NewLayerNorm(b.In("norm"), 6)
	show(b, func(in []*Node) []*Node {
		y := norm.Forward(gpt.ReLU(layer.Forward(Reshape(in[0], 2, 5))))
		return []*Node{y, ReduceAndKeep(y, ReduceMean, -1), gpt.Variance(y, false)}
	}, x)
	// Output:
	// [[ 0.6745,  1.5470, -0.9549,  0.6431, -0.9549, -0.9549],
	//  [-0.0207,  0.1228, -1.1913,  1.6619,  0.6186, -1.1913]]
	// [[0.0000],
	//  [0.0000]]
	// [[0.9995],
	//  [0.9997]]
}

// GELU, its exact form and ReLU at some points (section 4.3).
func ExampleGELU() {
	show(nn.NewBuilder(0), func(in []*Node) []*Node {
		return []*Node{gpt.GELU(in[0]), gpt.GELUExact(in[0]), gpt.ReLU(in[0])}
	}, []float32{-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3})
	// Output:
	// [-0.0036, -0.0454, -0.1588, -0.1543,  0.0000,  0.3457,  0.8412,  1.9546,  2.9964]
	// [-0.0040, -0.0455, -0.1587, -0.1543,  0.0000,  0.3457,  0.8413,  1.9545,  2.9960]
	// [0.0000, 0.0000, 0.0000, 0.0000, 0.0000, 0.5000, 1.0000, 2.0000, 3.0000]
}

// A feed-forward network keeps the shape of its input (section 4.3).
func ExampleFeedForward() {
	b := nn.NewBuilder(123)
	ff := gpt.NewFeedForward(b, 768)
	out, err := nn.Eval(testBackend(), b.Store(), one(ff.Forward), noise(123, 2, 3, 768))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out[0].Shape().Dimensions)
	// Output:
	// [2 3 768]
}

// Mean gradients of five layers without and with shortcuts (section 4.4).
func ExampleDeepNetwork() {
	for _, shortcut := range []bool{false, true} {
		b := nn.NewBuilder(123)
		n := gpt.NewDeepNetwork(b, []int{3, 3, 3, 3, 3, 1}, shortcut)
		gradients, err := n.GradientMeans(testBackend(), b.Store(), [][]float32{{1, 0, -1}})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println("shortcuts:", shortcut)
		for _, g := range gradients {
			fmt.Printf("%s %.4g\n", g.Name, g.Mean)
		}
	}
	// Output:
	// shortcuts: false
	// layers.0.0.weight 0.0002017
	// layers.1.0.weight 0.0001201
	// layers.2.0.weight 0.0007152
	// layers.3.0.weight 0.001399
	// layers.4.0.weight 0.00505
	// shortcuts: true
	// layers.0.0.weight 0.2217
	// layers.1.0.weight 0.2069
	// layers.2.0.weight 0.329
	// layers.3.0.weight 0.2666
	// layers.4.0.weight 1.326
}

// A transformer block keeps the shape of its input (section 4.5).
func ExampleBlock() {
	rng := torchrand.New(123)
	x := make([]float32, 2*4*768)
	rng.Rand(x)
	b := nn.NewBuilderFrom(rng)
	block := gpt.NewBlock(b, gpt.GPT2Small())
	out, err := nn.Eval(testBackend(), b.Store(), func(in []*Node) []*Node {
		return []*Node{block.Forward(Reshape(in[0], 2, 4, 768))}
	}, x)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(out[0].Shape().Dimensions)
	course.Tensor(flat(out[0])[:3])
	// Output:
	// [2 4 768]
	// [ 0.1290,  0.2661, -0.0603]
}

// exampleModel is a GPT model small enough for an example.
func exampleModel() *gpt.Model {
	m, err := gpt.NewModel(nn.NewBuilder(123), gpt.Config{
		VocabSize: 100, ContextLength: 16, EmbDim: 32, NumHeads: 2, NumLayers: 2, DropRate: 0.1,
	})
	if err != nil {
		panic(err)
	}
	return m
}

// From token ids to logits, one for every word of the vocabulary at every position (section 4.6).
func ExampleModel() {
	m := exampleModel()
	p, err := gpt.NewPredictor(testBackend(), m)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Finalize()
	logits, err := p.Logits([][]int{{61, 36, 60, 3}, {61, 11, 66, 25}})
	if err != nil {
		fmt.Println(err)
		return
	}
	total, _ := nn.NumParameters(m.Store())
	fmt.Println(logits.Shape().Dimensions, total)
	// Output:
	// [2 4 100] 32192
}

// A model that has learned nothing yet goes on with a text, with a cache and without (section 4.7).
func ExampleGenerateSimple() {
	m := exampleModel()
	plain, err := gpt.NewPredictor(testBackend(), m)
	if err != nil {
		fmt.Println(err)
		return
	}
	cached := gpt.NewCachedPredictor(testBackend(), m)
	defer plain.Finalize()
	defer cached.Finalize()
	for _, next := range []gpt.NextToken{plain, cached} {
		ids, err := gpt.GenerateSimple(context.Background(), next, [][]int{{15, 11, 31, 71}}, 6, m.Config.ContextLength)
		fmt.Println(ids, err)
	}
	// Output:
	// [[15 11 31 71 36 78 87 20 81 8]] <nil>
	// [[15 11 31 71 36 78 87 20 81 8]] <nil>
}

func ExampleGreedy() {
	fmt.Println(gpt.Greedy([]float32{1, 3, 3}))
	// Output: 1
}

// The rates of exercise 4.3, one for each kind of place.
func ExampleDropRates() {
	cfg := gpt.GPT2Small()
	cfg.DropRates = &gpt.DropRates{Embedding: 0.1, Attention: 0.1, Shortcut: 0.1}
	fmt.Printf("%+v %v\n", cfg.Rates(), cfg.Validate())
	// Output:
	// {Embedding:0.1 Attention:0.1 Shortcut:0.1} <nil>
}
