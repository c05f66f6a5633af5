package tools

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	losses "github.com/gomlx/gomlx/ml/train/loss"

	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
)

// CrossEntropy is the library's mean of -log(probability of the label): logits [batch, classes]
// and labels [batch] to a scalar. Chapter 5 builds one from nothing.
func CrossEntropy(logits, labels *graph.Node) *graph.Node {
	return graph.ReduceAllMean(losses.SparseCategoricalCrossEntropyLogits(
		[]*graph.Node{graph.InsertAxes(labels, -1)}, []*graph.Node{logits}))
}

// Step builds one step of gradient descent into a graph: the loss of a batch, its gradients,
// and new values for all parameters. It returns the loss before the step.
func Step(b *nn.Builder, net nn.Layer, features, labels *graph.Node, rate float64) *graph.Node {
	loss := CrossEntropy(net.Forward(features), labels)

	parameters := nn.Trainable(b.Store())
	values := make([]*graph.Node, len(parameters))
	for i, p := range parameters {
		values[i] = p.NodeValue(features)
	}
	for i, gradient := range graph.Gradient(loss, values...) {
		parameters[i].SetNodeValue(graph.Sub(values[i], graph.MulScalar(gradient, rate)))
	}
	return loss
}

// Train goes over the data epoch by epoch and takes a step on every batch (section A.7). It
// tells report the loss of each batch, epochs and batches counted from 0.
func Train(be compute.Backend, b *nn.Builder, net nn.Layer, data *dataloader.Loader[ToyDataset], rate float64,
	epochs int, report func(epoch, batch int, loss float64)) error {
	step, err := nn.NewTrainingFunc(be, b, func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{Step(b, net, in[0], in[1], rate)}
	})
	if err != nil {
		return err
	}
	defer step.Finalize()

	for epoch := range epochs {
		i := 0
		for batch, err := range data.Epoch() {
			if err != nil {
				return fmt.Errorf("epoch %d, batch %d: %w", epoch, i, err)
			}
			loss, err := step.Call1(batch.Features, batch.Labels)
			if err != nil {
				return fmt.Errorf("epoch %d, batch %d: %w", epoch, i, err)
			}
			report(epoch, i, float64(tensors.ToScalar[float32](loss)))
			i++
		}
	}
	return nil
}

// Predict picks the class with the largest logit for each row of features [batch, features].
func Predict(be compute.Backend, b *nn.Builder, net nn.Layer, features [][]float32) ([]int64, error) {
	classes, err := nn.Eval1(be, b, func(x *graph.Node) *graph.Node {
		return graph.ArgMax(net.Forward(x), -1, dtypes.Int64)
	}, features)
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[int64](classes)
}

// Accuracy is the part of the examples whose predicted class is their label, from 0 to 1.
func Accuracy(be compute.Backend, b *nn.Builder, net nn.Layer, data *dataloader.Loader[ToyDataset]) (float64, error) {
	right, all := 0, 0
	for batch, err := range data.Epoch() {
		if err != nil {
			return 0, err
		}
		classes, err := Predict(be, b, net, batch.Features)
		if err != nil {
			return 0, err
		}
		for i, class := range classes {
			if class == batch.Labels[i] {
				right++
			}
		}
		all += len(classes)
	}
	return float64(right) / float64(all), nil
}
