package figures

import (
	"context"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch06_classify"
	"llmfromscratch/notebooks/ch06"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// ch06Data is sections 6.2 and 6.3 and exercise 6.1: the messages, their split, and the batches.
var ch06Data = []Computation{
	{"ch06.csv.shown_rows", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		list := e.messages()
		var shown [][]any
		for _, m := range lesson.Ends(list) {
			shown = append(shown, []any{m.Row, m.Label.String(), m.Text})
		}
		return map[string]any{"rows": len(list), "shown": shown}, nil
	}},
	{"ch06.csv.quoting", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.RequotedRows(e.messages(), e.File(book.NeedSpam)), nil
	}},
	{"ch06.csv.sha", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.ByColumns(e.messages()), nil
	}},
	{"ch06.counts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ham, spam := classify.Count(e.messages())
		return map[string]int{"ham": ham, "spam": spam}, nil
	}},
	{"ch06.balanced.counts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ham, spam := classify.Count(e.balanced())
		return map[string]int{"ham": ham, "spam": spam}, nil
	}},
	{"ch06.balanced.ham_rows", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		list, err := classify.Balance(e.messages(), uint32(in.Int("random_state")))
		ham, _ := classify.Count(list)
		return lesson.RowNumbers(list[:ham]), err
	}},
	{"ch06.balanced.shown", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		list := e.balanced()
		var shown [][]int
		for _, m := range lesson.Ends(list) {
			shown = append(shown, []int{m.Row, int(m.Label)})
		}
		return shown, nil
	}},
	{"ch06.split.sizes", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.OfParts(e.split(), func(list []classify.Message) int { return len(list) }), nil
	}},
	{"ch06.split.rows", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.OfParts(e.split(), lesson.RowNumbers), nil
	}},
	{"ch06.split.first5", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.OfParts(e.split(), func(list []classify.Message) [][]any {
			var first [][]any
			for _, m := range list[:5] {
				first = append(first, []any{m.Row, int(m.Label), m.Text})
			}
			return first
		}), nil
	}},
	{"ch06.split.labels", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.OfParts(e.split(), func(list []classify.Message) int {
			_, spam := classify.Count(list)
			return spam
		}), nil
	}},
	{"ch06.pad_token", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Encode(text.EndOfText)
	}},
	{"ch06.max_length", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.dataset(e.split().Train, classify.Longest).Padding.Length, nil
	}},
	{"ch06.lengths", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.OfParts(e.split(), func(list []classify.Message) lesson.Lengths {
			return lesson.SumUp(e.dataset(list, classify.Unpadded).Lengths())
		}), nil
	}},
	{"ch06.dataset.first", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ids, label := e.dataset(e.split().Train, classify.Longest).At(0)
		return map[string]any{"ids": ids, "label": int(label)}, nil
	}},
	{"ch06.loader.shapes", Light, lastBatchShapes},
	{"ch06.loader.order", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		train := e.split().Train
		opt := dataloader.Options{BatchSize: in.Int("batch_size"), Shuffle: true, DropLast: true,
			RNG: torchrand.New(in.Seed())}
		loader, err := dataloader.New(len(train), func(indices []int) ([]int, error) { return indices, nil }, opt)
		if err != nil {
			return nil, err
		}
		var batches [][]int
		for indices := range loader.Epoch() {
			batches = append(batches, indices)
		}
		return map[string]any{
			"first3": batches[:3], "last": batches[len(batches)-1],
			"labels_last": must(lesson.LastBatch(e.spamLoaders(in.Seed()).Train)).Labels,
		}, nil
	}},
	{"ch06.loader.counts", Light, batchCounts},
}

// ch06Padding is the padding of the figures that come later in the chapter, and exercise 6.1.
var ch06Padding = []Computation{
	{"ch06.classify.spam_ids", Light, paddedText},
	{"ch06.classify.ham_ids", Light, paddedText},
	{"ch06.dataset.truncated", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		batch, err := e.dataset(e.split().Train, in.Int("max_length")).Batch([]int{0, 1, 2, 3})
		return batch.Inputs, err
	}},
	{"ch06.ex1.padded_1024", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ids, _ := e.dataset(e.split().Validation, in.Int("max_length")).At(0)
		padding := 0
		for _, id := range ids {
			if id == text.EndOfTextID {
				padding++
			}
		}
		return []int{len(ids), padding}, nil
	}},
}

// paddedText encodes a text as classify_review does, without a model.
func paddedText(_ context.Context, e *Env, in Inputs) (any, error) {
	ids, err := e.Tokenizer().Encode(in.Text("text"))
	if err != nil {
		return nil, err
	}
	row, length, _ := classify.Padding{Length: in.Int("max_length"), ID: text.EndOfTextID}.Fit(ids)
	return map[string]any{"n": length, "ids": row}, nil
}

// batchCounts are the batches of the three parts.
func batchCounts(_ context.Context, e *Env, in Inputs) (any, error) {
	l := e.spamLoaders(123)
	return []int{l.Train.Len(), l.Validation.Len(), l.Test.Len()}, nil
}

// lastBatchShapes are the shapes of the last training batch of an epoch.
func lastBatchShapes(_ context.Context, e *Env, in Inputs) (any, error) {
	b := must(lesson.LastBatch(e.spamLoaders(123).Train))
	return [][]int{{len(b.Inputs), len(b.Inputs[0])}, {len(b.Labels)}}, nil
}

// messages is the SMS Spam Collection.
func (e *Env) messages() []classify.Message {
	return e.kept.messages.get(func() []classify.Message {
		return must(classify.Read(strings.NewReader(e.File(book.NeedSpam))))
	})
}

// balanced has as many ham as spam messages.
func (e *Env) balanced() []classify.Message {
	return must(classify.Balance(e.messages(), classify.SampleSeed))
}

// split is the collection in three parts, as in section 6.2.
func (e *Env) split() classify.Split {
	return e.kept.split.get(func() classify.Split { return must(classify.BookSplit(e.messages())) })
}

// dataset encodes messages and pads them to a length.
func (e *Env) dataset(list []classify.Message, length int) *classify.Dataset {
	return must(classify.NewDataset(list, e.Tokenizer(), classify.Padding{Length: length, ID: text.EndOfTextID}))
}

// spamLoaders are the loaders of section 6.3 with a fresh generator.
func (e *Env) spamLoaders(seed int64) *classify.Loaders {
	return must(classify.NewLoaders(e.split(), e.Tokenizer(), classify.BookData(), torchrand.New(seed)))
}
