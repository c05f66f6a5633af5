package lesson

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// WindowBatch is a batch of some windows of a text's training part, by their numbers in reading order, each of length
// tokens; see [pretrain.NewLoaders] for how the text is cut.
func WindowBatch(txt string, tok text.Tokenizer, length int, windows ...int) (text.Batch, error) {
	train, _, err := pretrain.Split(txt, pretrain.BookData().TrainRatio)
	if err != nil {
		return text.Batch{}, err
	}
	ids, err := tok.Encode(train)
	if err != nil {
		return text.Batch{}, err
	}
	ds, err := text.NewDataset(ids, length, length)
	if err != nil {
		return text.Batch{}, err
	}
	var batch text.Batch
	for _, w := range windows {
		if w < 0 || w >= ds.Len() {
			return text.Batch{}, fmt.Errorf("window %d of a text that has %d", w, ds.Len())
		}
		inputs, targets := ds.At(w)
		batch.Inputs, batch.Targets = append(batch.Inputs, inputs), append(batch.Targets, targets)
	}
	return batch, nil
}

// ClippedGradient is what clipping does to the gradient of one batch (section D.3).
type ClippedGradient struct {
	Loss                    float64
	Norm                    float64 // before clipping
	Highest, HighestClipped float64 // largest value before and after
}

// ClipGradient takes the gradient of a batch with dropout on and clips it to a norm; the model does not change (section
// D.3).
func ClipGradient(be compute.Backend, m *gpt.Model, batch text.Batch, maxNorm float64) (ClippedGradient, error) {
	return clipGradient(m, batch, maxNorm, func(fn nn.GraphFn, inputs ...any) ([]*tensors.Tensor, error) {
		return nn.EvalTraining(be, m.Builder, fn, inputs...)
	})
}

// ClipGradientWithoutDropout is the same in evaluation mode.
func ClipGradientWithoutDropout(be compute.Backend, m *gpt.Model, batch text.Batch,
	maxNorm float64) (ClippedGradient, error) {
	return clipGradient(m, batch, maxNorm, func(fn nn.GraphFn, inputs ...any) ([]*tensors.Tensor, error) {
		return nn.Eval(be, m.Store(), fn, inputs...)
	})
}

func clipGradient(m *gpt.Model, batch text.Batch, maxNorm float64,
	run func(fn nn.GraphFn, inputs ...any) ([]*tensors.Tensor, error)) (ClippedGradient, error) {
	inputs, targets, err := pretrain.BatchTensors(batch, m.Config.VocabSize)
	if err != nil {
		return ClippedGradient{}, err
	}
	loss := pretrain.LanguageLoss(m)
	out, err := run(func(in []*graph.Node) []*graph.Node {
		value := loss(in)
		gradients := pretrain.Gradients(value, nn.Trainable(m.Store()))
		clipped, norm := pretrain.ClipByGlobalNorm(gradients, graph.Scalar(value.Graph(), value.DType(), maxNorm))
		return []*graph.Node{value, norm, pretrain.Highest(gradients), pretrain.Highest(clipped)}
	}, inputs, targets)
	if err != nil {
		return ClippedGradient{}, err
	}
	number := func(i int) float64 { return float64(tensors.ToScalar[float32](out[i])) }
	return ClippedGradient{Loss: number(0), Norm: number(1), Highest: number(2), HighestClipped: number(3)}, nil
}

// Clipping is what clipping does to the gradients of a few parameters (section D.3).
type Clipping struct {
	Gradients               []*tensors.Tensor // clipped
	Norm, NormClipped       *tensors.Tensor   // of all of them together
	Highest, HighestClipped *tensors.Tensor   // largest value
}

// Clip clips gradients, nested slices of numbers, by their common norm.
func Clip(be compute.Backend, maxNorm float64, gradients ...any) (Clipping, error) {
	out, err := graph.CallOnceN(be, func(g []*graph.Node) []*graph.Node {
		clipped, norm := pretrain.ClipByGlobalNorm(g, graph.Scalar(g[0].Graph(), g[0].DType(), maxNorm))
		return append(clipped, norm, pretrain.GlobalNorm(clipped), pretrain.Highest(g), pretrain.Highest(clipped))
	}, gradients...)
	if err != nil {
		return Clipping{}, err
	}
	n := len(gradients)
	return Clipping{Gradients: out[:n], Norm: out[n], NormClipped: out[n+1], Highest: out[n+2],
		HighestClipped: out[n+3]}, nil
}
