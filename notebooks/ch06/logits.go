package lesson

import (
	"fmt"
	"math"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// LogitBatch is a batch of logits that are given rather than computed by a model, to see what accuracy and loss do with
// them (section 6.6). Its methods are what classify.Accuracy and pretrain.MeanLoss ask of a batch: LogitBatch.Predict
// and LogitBatch.Loss.
type LogitBatch struct {
	Logits [][]float32 // [batch, classes]
	Labels []int       // [batch]
}

// NewLogitLoader makes a loader of logits and their labels, in their order; a short last batch is kept.
func NewLogitLoader(logits [][]float32, labels []int, batchSize int) (*dataloader.Loader[LogitBatch], error) {
	if len(logits) != len(labels) {
		return nil, fmt.Errorf("%d rows of logits with %d labels", len(logits), len(labels))
	}
	for i, row := range logits {
		if labels[i] < 0 || labels[i] >= len(row) {
			return nil, fmt.Errorf("row %d has label %d and %d logits", i, labels[i], len(row))
		}
	}
	collate := func(indices []int) (b LogitBatch, err error) {
		for _, i := range indices {
			b.Logits, b.Labels = append(b.Logits, logits[i]), append(b.Labels, labels[i])
		}
		return b, nil
	}
	// in order: nothing depends on the seed
	return dataloader.New(len(logits), collate, dataloader.Options{BatchSize: batchSize, RNG: torchrand.New(0)})
}

// Predict is the class with the largest logit of each row, beside the labels. There is no error.
func (b LogitBatch) Predict() (predicted, labels []int, err error) {
	return classify.Predicted(b.Logits), b.Labels, nil
}

// Loss is the cross-entropy: the mean of -log of the probability that softmax gives to the label. Logits (0, 0) cost
// -log(0.5) = 0.69. There is no error.
func (b LogitBatch) Loss() (float64, error) {
	sum := 0.0
	for i, row := range b.Logits {
		sum -= math.Log(float64(pretrain.Softmax(row, 1)[b.Labels[i]]))
	}
	return sum / float64(len(b.Logits)), nil
}
