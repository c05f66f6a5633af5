package figures

import (
	"context"
	"slices"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch00_tools"
	"llmfromscratch/notebooks/ch00"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/torchrand"
)

// appaTensors are the matrices of section A.2 and the gradients of section A.4.
var appaTensors = []Computation{
	{"appa.matrix.reshaped", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.ofMatrix(in, func(x *graph.Node) *graph.Node { return graph.Reshape(x, 3, 2) })
	}},
	{"appa.matrix.transposed", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.ofMatrix(in, func(x *graph.Node) *graph.Node { return graph.Transpose(x, 0, 1) })
	}},
	{"appa.matrix.product", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.ofMatrix(in, func(x *graph.Node) *graph.Node { return graph.MatMul(x, graph.Transpose(x, 0, 1)) })
	}},
	{"appa.logistic", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		one := func(name string) []float32 { return []float32{float32(in.Float(name))} }
		out, err := graph.CallOnceN(e.Backend, func(in []*graph.Node) []*graph.Node {
			loss := tools.LogisticLoss(in[0], in[1], in[2], in[3])
			return append([]*graph.Node{loss}, graph.Gradient(loss, in[1], in[2])...)
		}, one("x"), one("w"), one("b"), one("y"))
		if err != nil {
			return nil, err
		}
		return lesson.LogisticFigure(out), nil
	}},
}

// ofMatrix is what a function makes of a figure's matrix of whole numbers.
func (e *Env) ofMatrix(in Inputs, of func(x *graph.Node) *graph.Node) (*tensors.Tensor, error) {
	return graph.CallOnce(e.Backend, of, in.Tensor("matrix").IntRows())
}

// appaNetwork is the network of section A.5 before any training, and exercise A.3.
var appaNetwork = []Computation{
	{"appa.network.parameters", Light, countParameters},
	{"appa.network.weights", Light, func(_ context.Context, _ *Env, in Inputs) (any, error) {
		_, net := appaNet(in)
		row := tensors.MustCopyFlatData[float32](net.Hidden1.Weight.MustValue())[:in.Int("in")]
		return slices.Concat(row[:3], row[len(row)-3:]), nil
	}},
	{"appa.network.logits", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.appaOutput(in, func(logits *graph.Node) *graph.Node { return logits })
	}},
	{"appa.network.probas", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.appaOutput(in, func(logits *graph.Node) *graph.Node { return graph.Softmax(logits, -1) })
	}},
	{"appa.ex3.parameters", Light, countParameters},
}

// appaNet is the network of a figure, freshly drawn.
func appaNet(in Inputs) (*nn.Builder, *tools.NeuralNetwork) {
	b := nn.NewBuilder(in.Seed())
	return b, tools.NewNeuralNetwork(b, in.Int("in"), in.Int("out"))
}

func countParameters(_ context.Context, _ *Env, in Inputs) (any, error) {
	b, _ := appaNet(in)
	n, _ := nn.NumParameters(b.Store())
	return n, nil
}

// appaOutput is what a function makes of the network's logits for an example of random numbers.
func (e *Env) appaOutput(in Inputs, of func(logits *graph.Node) *graph.Node) (*tensors.Tensor, error) {
	b, net := appaNet(in)
	x := make([]float32, in.Int("in"))
	torchrand.New(in.Seed()).Rand(x)
	return nn.Eval1(e.Backend, b, func(x *graph.Node) *graph.Node { return of(net.Forward(x)) }, [][]float32{x})
}

// appaTraining are the loaders of section A.6 and the training of section A.7.
var appaTraining = []Computation{
	{"appa.loader.order", Light, func(_ context.Context, _ *Env, in Inputs) (any, error) {
		rng := torchrand.New(in.Seed())
		all, err := lesson.FirstFeatures(rng, in.Int("batch_size"), false)
		if err != nil {
			return nil, err
		}
		dropLast, err := lesson.FirstFeatures(rng, in.Int("batch_size"), true)
		return map[string][]float32{"all": all, "drop_last": dropLast}, err
	}},
	{"appa.train.losses", Light, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		var losses []float64
		_, _, err := lesson.TrainedToy(e.Backend, func(_, _ int, loss float64) { losses = append(losses, loss) })
		return losses, err
	}},
	{"appa.train.logits", Light, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		return e.appaTrained(func(logits *graph.Node) *graph.Node { return logits })
	}},
	{"appa.train.probas", Light, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		return e.appaTrained(func(logits *graph.Node) *graph.Node { return graph.Softmax(logits, -1) })
	}},
	{"appa.train.classes", Light, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		b, net, err := lesson.TrainedToy(e.Backend, func(int, int, float64) {})
		if err != nil {
			return nil, err
		}
		train, _ := tools.ToyData()
		return tools.Predict(e.Backend, b, net, train.Features)
	}},
	{"appa.train.accuracy", Light, func(_ context.Context, e *Env, _ Inputs) (any, error) {
		b, net, err := lesson.TrainedToy(e.Backend, func(int, int, float64) {})
		if err != nil {
			return nil, err
		}
		parts := map[string]float64{}
		train, test := tools.ToyData()
		for name, data := range map[string]tools.ToyDataset{"train": train, "test": test} {
			loader, err := tools.NewLoader(data, dataloader.Options{BatchSize: 2})
			if err != nil {
				return nil, err
			}
			if parts[name], err = tools.Accuracy(e.Backend, b, net, loader); err != nil {
				return nil, err
			}
		}
		return parts, nil
	}},
}

// appaTrained is what a function makes of the trained network's logits for the training examples.
func (e *Env) appaTrained(of func(logits *graph.Node) *graph.Node) (*tensors.Tensor, error) {
	b, net, err := lesson.TrainedToy(e.Backend, func(int, int, float64) {})
	if err != nil {
		return nil, err
	}
	train, _ := tools.ToyData()
	return nn.Eval1(e.Backend, b, func(x *graph.Node) *graph.Node { return of(net.Forward(x)) }, train.Features)
}
