package figures

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/appendix_e"
	ch06 "llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// appeModel is sections E.2 to E.4 and exercise 7.4 on models of GPT-2's size.
var appeModel = []Computation{
	{"appe.data.shapes", Light, lastBatchShapes},
	{"appe.data.batches", Light, batchCounts},
	{"appe.params.before", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.adaptedClassifier(decode[gpt.Config](in, "config")).trainable[:2], nil
	}},
	{"appe.params.lora", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.adaptedClassifier(classify.BookRecipe().Model).trainable[2], nil
	}},
	{"appe.model.print", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.adaptedClassifier(classify.BookRecipe().Model).lines, nil
	}},
	{"appe.model.same_at_start", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		a := e.adaptedClassifier(decode[gpt.Config](in, "config"))
		farthest := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
			return []*graph.Node{graph.ReduceAllMax(graph.Abs(graph.Sub(n[0], n[1])))}
		}, a.before, a.after)[0]
		return map[string]any{"max_abs_difference": farthest, "outputs": a.after}, nil
	}},
	{"appe.params.order", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		names := e.adaptedClassifier(classify.BookRecipe().Model).names
		return append(slices.Clone(names[:8]), names[len(names)-1]), nil
	}},
	{"appe.params.ranks", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		cfg := gpt.Config{EmbDim: in.Int("emb_dim"), NumLayers: in.Int("n_layers")}
		byRank := map[string]int{}
		for rank := 1; rank <= 64; rank *= 2 {
			byRank[fmt.Sprint(rank)] = lora.Count(cfg, in.Int("head"), rank)
		}
		return byRank, nil
	}},
	{"ch07.ex4.lora_params", Training, func(_ context.Context, e *Env, in Inputs) (any, error) {
		e.dropModel()
		defer e.dropModel()
		m, err := gpt.NewModel(nn.NewBuilder(123), decode[gpt.Config](in, "config"))
		if err != nil {
			return nil, err
		}
		_, before := nn.NumParameters(m.Store())
		lora.Freeze(m)
		_, frozen := nn.NumParameters(m.Store())
		err = lora.Replace(m, in.Int("rank"), float64(in.Int("rank")))
		_, adapted := nn.NumParameters(m.Store())
		return []int{before, frozen, adapted}, err
	}},
}

// adaptedClassifier is what section E.4 finds out about the 124M classifier while it gets its adapters.
type adaptedClassifier struct {
	trainable     []int // parameters: at first, frozen, with adapters
	names         []string
	lines         int // of the printed model
	before, after *tensors.Tensor
}

// adaptedClassifier puts adapters of rank 16 on a random classifier of GPT-2's size, and drops it afterwards.
func (e *Env) adaptedClassifier(cfg gpt.Config) adaptedClassifier {
	return memo(e, fmt.Sprint("classifier with adapters ", cfg), func() adaptedClassifier {
		c := e.randomClassifier(123, cfg)
		defer e.dropModel()
		var a adaptedClassifier
		count := func() {
			_, n := nn.NumParameters(c.Store())
			a.trainable = append(a.trainable, n)
		}
		for p := range nn.Parameters(c.Store()) {
			p.SetTrainable(true)
		}
		count()
		lora.Freeze(c.Model)
		count()
		a.before = e.classOutputs(c, sampleText)
		if err := lora.Replace(c.Model, 16, 16); err != nil {
			panic(err)
		}
		count()
		a.after = e.classOutputs(c, sampleText)
		a.lines = strings.Count(ch06.Structure(c.Model), "\n")
		a.names = lesson.AdapterNames(c.Model)
		return a
	})
}

// appeLayer is section E.4 on single layers.
var appeLayer = []Computation{
	{"appe.layer.init", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		l := lora.NewLayer(nn.NewBuilder(in.Seed()), in.Int("in_dim"), in.Int("out_dim"), in.Int("rank"), 1)
		return map[string]any{"A": must(l.A.Value()), "B": must(l.B.Value()), "bound": lora.Bound(in.Int("rank"))}, nil
	}},
	{"appe.layer.zero", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		return e.eval1(b, givenLayer(b, in).Forward, in.GoMLX("x")), nil
	}},
	{"appe.layer.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0)
		l := givenLayer(b, in)
		out := e.eval(b, func(n []*graph.Node) []*graph.Node {
			y := l.Forward(n[0])
			sum := graph.ReduceAllSum(graph.Mul(y, n[1]))
			return append([]*graph.Node{y}, graph.Gradient(sum, l.A.NodeValue(y), l.B.NodeValue(y))...)
		}, in.GoMLX("x"), decode[[][]float32](in, "g"))
		l.Scale = l.Alpha()
		return map[string]any{
			"out": out[0], "grad_A": out[1], "grad_B": out[2], "out_without_rank": e.eval1(b, l.Forward, in.GoMLX("x")),
		}, nil
	}},
	{"appe.linear.out", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := nn.NewBuilder(0).In("layer")
		base := nn.NewLinear(b, in.Tensor("weight").Shape[1], in.Tensor("weight").Shape[0], true)
		setParameters(b.Store(), map[string]book.Tensor{"layer.weight": in.Tensor("weight"),
			"layer.bias": in.Tensor("bias")})
		plain := e.eval1(b, base.Forward, in.GoMLX("x"))
		l, err := lora.NewLinear(b, base, in.Int("rank"), in.Float("alpha"))
		if err != nil {
			return nil, err
		}
		start := e.eval1(b, l.Forward, in.GoMLX("x"))
		if err := l.LoRA.A.SetValue(in.GoMLX("A")); err != nil {
			return nil, err
		}
		if err := l.LoRA.B.SetValue(in.GoMLX("B")); err != nil {
			return nil, err
		}
		merged, err := l.MergedWeight()
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"equal_at_start": plain.Equal(start), "out": e.eval1(b, l.Forward, in.GoMLX("x")),
			"merged_weight": tensors.FromFlatDataAndDimensions(merged, in.Tensor("weight").Shape...),
		}, nil
	}},
}

// givenLayer is a LoRA layer with the figure's A and B.
func givenLayer(b *nn.Builder, in Inputs) *lora.Layer {
	a, bb := in.Tensor("A"), in.Tensor("B")
	l := lora.NewLayer(b, a.Shape[0], bb.Shape[1], in.Int("rank"), in.Float("alpha"))
	setParameters(b.Store(), map[string]book.Tensor{"A": a, "B": bb})
	return l
}

// appeSmall is section E.4 on a small classifier.
var appeSmall = []Computation{
	{"appe.small.counts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		plain := must(classify.New(must(gpt.NewModel(nn.NewBuilder(123), decode[gpt.Config](in, "config"))),
			classify.BookConfig()))
		all, _ := nn.NumParameters(plain.Store())
		_, adapters := nn.NumParameters(e.smallAdapted(in).Store())
		return []int{all, adapters}, nil
	}},
	{"appe.small.outputs", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		c := e.smallAdapted(in)
		ids, _, _ := e.classBatch(in, c, 0, len(in.IDs("x")))
		return e.eval1(c.Model.Builder, c.Outputs, ids), nil
	}},
	{"appe.small.train10", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		t := e.adapterTraining(in)
		logits, _ := e.classLogits(in, t.classifier)
		return map[string]any{"losses": t.losses, "logits": logits}, nil
	}},
	{"appe.small.grads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		c := e.smallAdapted(in)
		ids, positions, labels := e.classBatch(in, c, 0, len(in.IDs("x")))
		gradients := e.gradients(c.Store(), c.Loss, ids, positions, labels)
		return onlyAdapters(gradients), nil
	}},
	{"appe.small.final", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		t := e.adapterTraining(in)
		for _, name := range t.unchanged {
			if strings.Contains(name, ".lora.") {
				return nil, fmt.Errorf("%s has not changed", name)
			}
		}
		all := parameters(t.classifier.Store())
		adapters := onlyAdapters(all)
		if left := len(all) - len(t.unchanged); left != len(adapters) {
			return nil, fmt.Errorf("%d parameters have changed, more than the adapters", left)
		}
		return adapters, nil
	}},
}

// smallAdapted is a small classifier with the figure's adapters.
func (e *Env) smallAdapted(in Inputs) *classify.Classifier {
	s := classify.LoRAConfig()
	s.Rank, s.Alpha = in.Int("rank"), in.Float("alpha")
	return e.smallClassifier(in, s)
}

// adapterTraining takes the ten steps of the figures, on all messages.
func (e *Env) adapterTraining(in Inputs) classTraining {
	return memo(e, "training of adapters", func() classTraining {
		return e.trainClasses(in, e.smallAdapted(in), pretrain.NewAdamW(1e-2, 0.1), [][2]int{{0, len(in.IDs("x"))}})
	})
}

func onlyAdapters(all map[string]any) map[string]any {
	adapters := map[string]any{}
	for name, v := range all {
		if strings.Contains(name, ".lora.") {
			adapters[name] = v
		}
	}
	return adapters
}
