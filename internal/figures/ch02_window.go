package figures

import (
	"context"
	"iter"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// ch02Window is section 2.6: the sliding window and the data loader.
var ch02Window = []Computation{
	{"ch02.window.xy", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		sample := e.storyIDs()[50:]
		return map[string]any{"x": sample[:4], "y": sample[1:5]}, nil
	}},
	{"ch02.window.pairs_ids", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		sample := e.storyIDs()[50:]
		var pairs [][]any
		for n := 1; n <= 4; n++ {
			pairs = append(pairs, []any{sample[:n], sample[n]})
		}
		return pairs, nil
	}},
	{"ch02.window.pairs_text", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		sample := e.storyIDs()[50:]
		var pairs [][]string
		for n := 1; n <= 4; n++ {
			pairs = append(pairs, []string{must(e.GPT2().Decode(sample[:n])), must(e.GPT2().Decode(sample[n : n+1]))})
		}
		return pairs, nil
	}},
	{"ch02.loader.b1.first", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return asMap(e.batches(in, e.Story(), 1)[0]), nil
	}},
	{"ch02.loader.b1.second", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return asMap(e.batches(in, e.Story(), 2)[1]), nil
	}},
	{"ch02.loader.b8s4", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return asMap(e.batches(in, e.Story(), 1)[0]), nil
	}},
	{"ch02.loader.sizes", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var rows []map[string]any
		for _, s := range decode[[]loaderSetting](in, "settings") {
			rows = append(rows, e.loaderSizes(s))
		}
		return rows, nil
	}},
	{"ch02.loader.shuffled", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		opt := text.LoaderOptions{
			BatchSize: in.Int("batch_size"), MaxLength: in.Int("max_length"), Stride: in.Int("stride"), Shuffle: true,
			DropLast: true,
		}
		loader := must(text.CreateDataLoader(e.Story(), opt, torchrand.New(in.Seed())))
		epochs := make([][][]int, 2)
		for i := range epochs {
			for _, batch := range take(loader.Epoch(), 3) {
				epochs[i] = append(epochs[i], firstTokens(batch))
			}
		}
		ds := must(text.NewDataset(e.storyIDs(), opt.MaxLength, opt.Stride))
		numbers := must(dataloader.New(ds.Len(), func(indices []int) ([]int, error) {
			return slices.Clone(indices),
				nil
		},
			dataloader.Options{BatchSize: opt.BatchSize, Shuffle: true, DropLast: true, RNG: torchrand.New(in.Seed())}))
		return map[string]any{
			"first_tokens_epoch1": epochs[0], "first_tokens_epoch2": epochs[1],
			"window_numbers_epoch1": slices.Concat(take(numbers.Epoch(), 3)...),
		}, nil
	}},
	{"ch02.loader.too_short", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return refused(func() error {
			opt := text.DefaultLoaderOptions()
			opt.MaxLength = in.Int("max_length")
			_, err := text.CreateDataLoader(in.Text("text"), opt, torchrand.New(0))
			return err
		}), nil
	}},
}

// loaderSetting is one of the settings that "ch02.loader.sizes" goes through.
type loaderSetting struct {
	BatchSize int  `json:"batch_size"`
	MaxLength int  `json:"max_length"`
	Stride    int  `json:"stride"`
	DropLast  bool `json:"drop_last"`
}

// loaderSizes counts the windows and batches of a setting and looks at the last window.
func (e *Env) loaderSizes(s loaderSetting) map[string]any {
	ds := must(text.NewDataset(e.storyIDs(), s.MaxLength, s.Stride))
	loader := must(text.CreateDataLoader(e.Story(), text.LoaderOptions{
		BatchSize: s.BatchSize, MaxLength: s.MaxLength, Stride: s.Stride, DropLast: s.DropLast,
	}, torchrand.New(0)))
	var last text.Batch
	for batch, err := range loader.Epoch() {
		last = must(batch, err)
	}
	n := len(last.Inputs)
	inputs, targets := last.Inputs[n-1], last.Targets[n-1]
	return map[string]any{
		"batch_size": s.BatchSize, "max_length": s.MaxLength, "stride": s.Stride, "drop_last": s.DropLast,
		"windows": ds.Len(), "batches": loader.Len(), "last_batch_rows": n,
		"last_window_first5": inputs[:min(5, len(inputs))], "last_window_last_target": targets[len(targets)-1],
	}
}

// batches are the first n batches of a text with the figure's batch size, window and stride, in order.
func (e *Env) batches(in Inputs, txt string, n int) []text.Batch {
	return e.loaderBatches(txt, text.LoaderOptions{
		BatchSize: in.Int("batch_size"), MaxLength: in.Int("max_length"), Stride: in.Int("stride"),
	}, torchrand.New(0), n)
}

// loaderBatches are the first n batches of an epoch over a text.
func (e *Env) loaderBatches(txt string, opt text.LoaderOptions, rng *torchrand.Generator, n int) []text.Batch {
	return take(must(text.CreateDataLoader(txt, opt, rng)).Epoch(), n)
}

// take collects the first n batches of an epoch.
func take[B any](epoch iter.Seq2[B, error], n int) []B {
	var batches []B
	for batch, err := range epoch {
		if batches = append(batches, must(batch, err)); len(batches) == n {
			break
		}
	}
	return batches
}

func asMap(b text.Batch) map[string]any {
	return map[string]any{"inputs": b.Inputs, "targets": b.Targets}
}

func firstTokens(b text.Batch) []int {
	var ids []int
	for _, row := range b.Inputs {
		ids = append(ids, row[0])
	}
	return ids
}

// windowNumbers tells which windows of a data set the rows of a batch are; among equal windows the first.
func windowNumbers(ds *text.Dataset, b text.Batch) []int {
	var numbers []int
	for _, row := range b.Inputs {
		for i := range ds.Len() {
			if inputs, _ := ds.At(i); slices.Equal(inputs, row) {
				numbers = append(numbers, i)
				break
			}
		}
	}
	return numbers
}
