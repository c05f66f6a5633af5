package lora_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/lora"
	"llmfromscratch/shared/backend/backendtest"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

func check(t *testing.T, id string, got any) {
	t.Helper()
	if v := book.Check(id, got); !v.OK {
		t.Errorf("%s: %v", id, v)
	}
}

func find(t *testing.T, id string) book.Figure {
	t.Helper()
	fig, err := book.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	return fig
}

func input(t *testing.T, fig book.Figure, name string) *tensors.Tensor {
	t.Helper()
	x, err := fig.Input(name).Tensor()
	if err != nil {
		t.Fatal(err)
	}
	return tensors.FromFlatDataAndDimensions(x.Float32s(), x.Shape...)
}

func eval(t *testing.T, store *model.Store, fn nn.GraphFn, inputs ...any) []*tensors.Tensor {
	t.Helper()
	out, err := nn.Eval(backendtest.Open(), store, fn, inputs...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLayerIsTheBooks(t *testing.T) {
	b := nn.NewBuilder(123)
	l := lora.NewLayer(b, 4, 3, 2, 4)
	check(t, "appe.layer.init", map[string]any{"A": l.A.MustValue(), "B": l.B.MustValue(), "bound": lora.Bound(2)})

	fig := find(t, "appe.layer.zero")
	out := eval(t, b.Store(), func(in []*graph.Node) []*graph.Node { return []*graph.Node{l.Forward(in[0])} },
		input(t, fig, "x"))
	check(t, "appe.layer.zero", out[0])
}

func TestLayerOutputAndGradientsAreTheBooks(t *testing.T) {
	fig := find(t, "appe.layer.out")
	b := nn.NewBuilder(1)
	l := lora.NewLayer(b, 4, 3, 2, 4)
	set(l.A, input(t, fig, "A"))
	set(l.B, input(t, fig, "B"))
	g := [][]float32{{1, 2, 3}, {-1, 0.5, 1}}
	out := eval(t, b.Store(), func(in []*graph.Node) []*graph.Node {
		y := l.Forward(in[0])
		sum := graph.ReduceAllSum(graph.Mul(y, in[1]))
		return append([]*graph.Node{y}, graph.Gradient(sum, l.A.NodeValue(y), l.B.NodeValue(y))...)
	}, input(t, fig, "x"), g)
	l.Scale = 4
	unscaled := eval(t, b.Store(), func(in []*graph.Node) []*graph.Node { return []*graph.Node{l.Forward(in[0])} },
		input(t, fig, "x"))
	check(t, "appe.layer.out", map[string]any{"out": out[0], "grad_A": out[1], "grad_B": out[2],
		"out_without_rank": unscaled[0]})
}

func TestTrainingOfASmallClassifierIsTheBooks(t *testing.T) {
	fig := find(t, "appe.small.train10")
	x, err := fig.Input("x").Tensor()
	if err != nil {
		t.Fatal(err)
	}
	labels, err := fig.Input("y").Ints()
	if err != nil {
		t.Fatal(err)
	}
	m := smallLoRA(t)
	ids := x.IntRows()
	check(t, "appe.small.outputs", forward(t, m, ids))

	in, err := nn.IDs(ids, m.Config.VocabSize)
	if err != nil {
		t.Fatal(err)
	}
	y := make([]int64, len(labels))
	for i, l := range labels {
		y[i] = int64(l)
	}
	target := tensors.FromFlatDataAndDimensions(y, len(y))
	loss := func(in []*graph.Node) *graph.Node {
		logits := m.Forward(in[0])
		end := graph.Const(logits.Graph(), [][]int64{{int64(logits.Shape().Dim(1) - 1)}})
		last := graph.Squeeze(graph.Gather(graph.Transpose(logits, 0, 1), end), 0) // a slice's gradient needs Pad
		return pretrain.CrossEntropy(last, in[1])
	}
	adapters := nn.Trainable(m.Store())
	gradients := eval(t, m.Store(), func(in []*graph.Node) []*graph.Node {
		return pretrain.Gradients(loss(in),
			adapters)
	}, in, target)
	byName := map[string]any{}
	for i, v := range adapters {
		byName[nn.StateName(v.Path())] = gradients[i]
	}
	check(t, "appe.small.grads", byName)

	before := values(t, m.Store())
	trainer, err := pretrain.NewTrainer(backendtest.Open(), m.Builder, loss, pretrain.NewAdamW(1e-2, 0.1))
	if err != nil {
		t.Fatal(err)
	}
	defer trainer.Finalize()
	var losses []float64
	for range 10 {
		step, err := trainer.Step(in, target)
		if err != nil {
			t.Fatal(err)
		}
		losses = append(losses, step.Loss)
	}
	logits := forward(t, m, ids).Value().([][][]float32)
	var last [][]float32
	for _, row := range logits {
		last = append(last, row[len(row)-1])
	}
	check(t, "appe.small.train10", map[string]any{"losses": losses, "logits": last})

	final := map[string]any{}
	for p := range nn.Parameters(m.Store()) {
		name := nn.StateName(p.Path())
		if strings.Contains(name, ".lora.") {
			final[name] = p.MustValue()
		} else if now := floats(t, p.MustValue()); farthest(now, before[name]) != 0 {
			t.Errorf("%s is frozen and has changed", name)
		}
	}
	check(t, "appe.small.final", final)
}

// smallLoRA is the appendix's small classifier with the adapters that PyTorch drew.
func smallLoRA(t *testing.T) *gpt.Model {
	t.Helper()
	m := adapted(t)
	data, err := book.Weights("appe_small_lora_init")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "init.safetensors")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := pretrain.LoadModel(path, m.Store()); err != nil {
		t.Fatal(err)
	}
	return m
}
