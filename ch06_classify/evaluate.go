package classify

import (
	"context"
	"errors"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/nn"
)

// Evaluator runs a classifier in evaluation mode, without dropout and without gradients (section 6.6).
type Evaluator struct {
	classifier *Classifier
	run        *nn.Func // ids, positions, labels -> logits, loss
}

// NewEvaluator prepares a classifier, which it sees with whatever parameters it has when asked.
func NewEvaluator(be compute.Backend, c *Classifier) (*Evaluator, error) {
	run, err := nn.NewFunc(be, c.Store(), func(in []*graph.Node) []*graph.Node {
		logits := c.Logits(in[0], in[1])
		return []*graph.Node{logits, pretrain.CrossEntropy(logits, in[2])}
	})
	if err != nil {
		return nil, err
	}
	return &Evaluator{classifier: c, run: run}, nil
}

// Logits are the deciding outputs for a batch, [batch, classes], and their loss.
func (e *Evaluator) Logits(b Batch) (logits [][]float32, loss float64, err error) {
	ids, positions, labels, err := e.classifier.Tensors(b)
	if err != nil {
		return nil, 0, err
	}
	out, err := e.run.Call(ids, positions, labels)
	if err != nil {
		return nil, 0, err
	}
	return out[0].Value().([][]float32), float64(tensors.ToScalar[float32](out[1])), nil
}

// BatchLoss is the mean loss over the messages of a batch: the book's calc_loss_batch.
func (e *Evaluator) BatchLoss(b Batch) (float64, error) {
	_, loss, err := e.Logits(b)
	return loss, err
}

// Predict are the classes that the model gives to the messages of a batch.
func (e *Evaluator) Predict(b Batch) ([]int, error) {
	logits, _, err := e.Logits(b)
	return Predicted(logits), err
}

// LoaderLoss is the mean over batches of their losses, over the first numBatches of an epoch or pretrain.AllBatches:
// the book's calc_loss_loader.
func (e *Evaluator) LoaderLoss(ctx context.Context, loader *Loader, numBatches int) (float64, error) {
	return pretrain.MeanLoss(ctx, loader, numBatches, e.BatchLoss)
}

// LoaderAccuracy is the part of the messages that get their own class, over the first numBatches of an epoch or
// pretrain.AllBatches: the book's calc_accuracy_loader.
func (e *Evaluator) LoaderAccuracy(ctx context.Context, loader *Loader, numBatches int) (float64, error) {
	return Accuracy(ctx, loader, numBatches, func(b Batch) (predicted, labels []int, err error) {
		predicted, err = e.Predict(b)
		return predicted, b.Labels, err
	})
}

// Finalize frees the compiled graphs.
func (e *Evaluator) Finalize() { e.run.Finalize() }

// Predicted is the class with the largest logit for each row, the first one on ties: logits [batch, classes] to [batch]
// (section 6.6).
func Predicted(logits [][]float32) []int {
	classes := make([]int, len(logits))
	for i, row := range logits {
		classes[i] = gpt.Greedy(row)
	}
	return classes
}

// Accuracy is the part of examples whose predicted class is their label, over the first numBatches of an epoch or
// pretrain.AllBatches. Every example counts the same, those of a short last batch as well, unlike the mean of losses
// over batches.
func Accuracy[B any](ctx context.Context, loader *dataloader.Loader[B], numBatches int,
	predict func(B) (predicted, labels []int, err error)) (float64, error) {
	if numBatches == pretrain.AllBatches || numBatches > loader.Len() {
		numBatches = loader.Len()
	}
	if numBatches < 1 {
		return 0, errors.New("no batches to evaluate: the data is shorter than one batch; use a smaller batch")
	}
	var correct, all, done int
	for batch, err := range loader.Epoch() {
		if err != nil {
			return 0, err
		}
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		predicted, labels, err := predict(batch)
		if err != nil {
			return 0, err
		}
		for i, label := range labels {
			if predicted[i] == label {
				correct++
			}
		}
		all += len(labels)
		if done++; done == numBatches {
			break
		}
	}
	return float64(correct) / float64(all), nil
}
