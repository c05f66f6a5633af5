package pretrain

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
)

// LanguageLoss is the loss of a language model: inputs are token ids and targets, [batch, seq] each.
func LanguageLoss(m *gpt.Model) LossFn {
	return func(in []*graph.Node) *graph.Node { return SequenceLoss(m.Forward(in[0]), in[1]) }
}

// BatchTensors are a batch's inputs and targets, [batch, seq] each, checked against the vocabulary.
func BatchTensors(batch text.Batch, vocabSize int) (inputs, targets *tensors.Tensor, err error) {
	if inputs, err = nn.IDs(batch.Inputs, vocabSize); err != nil {
		return nil, nil, fmt.Errorf("inputs of the batch: %w", err)
	}
	if targets, err = TargetTensor(batch.Targets, vocabSize); err != nil {
		return nil, nil, fmt.Errorf("targets of the batch: %w", err)
	}
	return inputs, targets, nil
}

// Evaluator computes losses in evaluation mode, without gradients and without dropout (section 5.1.3).
type Evaluator struct {
	vocabSize int
	loss      *nn.Func
}

// NewEvaluator prepares the loss of a model, which it sees with whatever parameters it has when asked.
func NewEvaluator(be compute.Backend, m *gpt.Model) (*Evaluator, error) {
	loss := LanguageLoss(m)
	fn, err := nn.NewFunc(be, m.Store(), func(in []*graph.Node) []*graph.Node { return []*graph.Node{loss(in)} })
	if err != nil {
		return nil, err
	}
	return &Evaluator{vocabSize: m.Config.VocabSize, loss: fn}, nil
}

// BatchLoss is the mean loss over the tokens of a batch: the book's calc_loss_batch.
func (e *Evaluator) BatchLoss(batch text.Batch) (float64, error) {
	inputs, targets, err := BatchTensors(batch, e.vocabSize)
	if err != nil {
		return 0, err
	}
	loss, err := e.loss.Call1(inputs, targets)
	if err != nil {
		return 0, err
	}
	return float64(tensors.ToScalar[float32](loss)), nil
}

// AllBatches as the number of batches means all of them.
const AllBatches = 0

// LoaderLoss is the mean over batches of their mean losses, over the first numBatches of an epoch or over all of them:
// the book's calc_loss_loader. A short last batch counts as much as a full one.
func (e *Evaluator) LoaderLoss(ctx context.Context, loader *dataloader.Loader[text.Batch],
	numBatches int) (float64, error) {
	return MeanLoss(ctx, loader, numBatches, e.BatchLoss)
}

// MeanLoss is the mean of a loss over the first numBatches of an epoch, or over all of them.
func MeanLoss[B any](ctx context.Context, loader *dataloader.Loader[B], numBatches int,
	loss func(B) (float64, error)) (float64, error) {
	if numBatches == AllBatches || numBatches > loader.Len() {
		numBatches = loader.Len()
	}
	if numBatches < 1 {
		return 0, errors.New("no batches to evaluate: the data is shorter than one batch; use a smaller batch or " +
			"context")
	}
	var sum float64
	done := 0
	for batch, err := range loader.Epoch() {
		if err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		l, err := loss(batch)
		if err != nil {
			return 0, err
		}
		sum += l
		if done++; done == numBatches {
			break
		}
	}
	return sum / float64(done), nil
}

// Finalize frees the compiled graphs.
func (e *Evaluator) Finalize() { e.loss.Finalize() }
