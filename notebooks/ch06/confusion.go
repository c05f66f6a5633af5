package lesson

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// Confusion counts what a filter called what (section 6.8).
type Confusion struct {
	Caught     int // spam that was called spam
	LetThrough int // spam that was called ham
	Blocked    int // ham that was called spam
	Delivered  int // ham that was called ham
}

// add counts one message.
func (c *Confusion) add(called, is classify.Label) {
	switch {
	case is == classify.Spam && called == classify.Spam:
		c.Caught++
	case is == classify.Spam:
		c.LetThrough++
	case called == classify.Spam:
		c.Blocked++
	default:
		c.Delivered++
	}
}

// Accuracy is the part of all messages that was called by its right name; of no messages 0.
func (c Confusion) Accuracy() float64 {
	return share(c.Caught+c.Delivered, c.Caught+c.LetThrough+c.Blocked+c.Delivered)
}

// Precision is the part of what was called spam that is spam; 0 where nothing was called so.
func (c Confusion) Precision() float64 { return share(c.Caught, c.Caught+c.Blocked) }

// Recall is the part of the spam that was caught; 0 where there was none.
func (c Confusion) Recall() float64 { return share(c.Caught, c.Caught+c.LetThrough) }

// share is a part of a whole.
func share(part, whole int) float64 { return float64(part) / float64(max(whole, 1)) }

// Rows are the table's two rows for [llmfromscratch/shared/course.Table].
func (c Confusion) Rows() [][]any {
	return [][]any{
		{fmt.Sprintf("%d spam", c.Caught+c.LetThrough), fmt.Sprintf("%d caught", c.Caught),
			fmt.Sprintf("%d let through", c.LetThrough)},
		{fmt.Sprintf("%d ham", c.Blocked+c.Delivered), fmt.Sprintf("%d blocked", c.Blocked),
			fmt.Sprintf("%d delivered", c.Delivered)},
	}
}

// Confusion counts what a classifier calls some messages (section 6.8).
func (t *Task) Confusion(ctx context.Context, be compute.Backend, c *classify.Classifier,
	list []classify.Message) (counts Confusion, err error) {
	ds, err := classify.NewDataset(list, t.Tok, c.Padding)
	if err != nil {
		return counts, err
	}
	loader, err := dataloader.New(ds.Len(), ds.Batch,
		dataloader.Options{BatchSize: t.Data.BatchSize, RNG: torchrand.New(t.Seed)})
	if err != nil {
		return counts, err
	}
	e, err := classify.NewEvaluator(be, c)
	if err != nil {
		return counts, err
	}
	defer e.Finalize()
	_, err = classify.Accuracy(ctx, loader, pretrain.AllBatches,
		func(b classify.Batch) (predicted, labels []int, err error) {
			predicted, err = e.Predict(b)
			for i, called := range predicted {
				counts.add(classify.Label(called), classify.Label(b.Labels[i]))
			}
			return predicted, b.Labels, err
		})
	return counts, err
}
