package figures

import (
	"context"
	"slices"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch07_instruct"
	chapter6 "llmfromscratch/notebooks/ch06"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/dataloader"
	"llmfromscratch/shared/torchrand"
)

// ch07Data is section 7.2 and the prompt of section 7.5: entries and prompts.
var ch07Data = []Computation{
	{"ch07.data.count", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return len(e.instructions()), nil
	}},
	{"ch07.data.50", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.instructions()[50], nil
	}},
	{"ch07.data.999", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.instructions()[999], nil
	}},
	{"ch07.data.empty_inputs", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return lesson.WithoutInput(e.instructions()), nil
	}},
	{"ch07.prompt.50", Light, alpacaText},
	{"ch07.prompt.999", Light, alpacaText},
	{"ch07.split.sizes", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		parts := e.instructionParts()
		return map[string]any{"train": len(parts.Train), "val": len(parts.Validation), "test": len(parts.Test)}, nil
	}},
	{"ch07.split.first", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		parts := e.instructionParts()
		return map[string]any{"train": parts.Train[0], "val": parts.Validation[0], "test": parts.Test[0]}, nil
	}},
	{"ch07.prompt.val0", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return instruct.Alpaca().Prompt(decode[instruct.Entry](in, "entry")), nil
	}},
	{"ch07.prompt.val0_ids", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Encode(instruct.Alpaca().Prompt(decode[instruct.Entry](in, "entry")))
	}},
}

func alpacaText(_ context.Context, _ *Env, in Inputs) (any, error) {
	return instruct.Alpaca().Text(decode[instruct.Entry](in, "entry")), nil
}

// instructions are the entries of the book's file.
func (e *Env) instructions() []instruct.Entry {
	return e.kept.instructions.get(func() []instruct.Entry {
		return must(instruct.Read([]byte(e.File(book.NeedInstruction))))
	})
}

func (e *Env) instructionParts() instruct.Parts {
	return must(instruct.Split(e.instructions(), instruct.BookTrain, instruct.BookTest))
}

// ch07Loader is section 7.4: batches in the book's order.
var ch07Loader = []Computation{
	{"ch07.loader.shapes", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return shapesOf(batches(e.instructionLoaders(in.Seed()).Train)), nil
	}},
	{"ch07.loader.order", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		order := must(dataloader.New(len(e.instructionParts().Train),
			func(indices []int) ([]int, error) { return slices.Clone(indices), nil },
			e.instructionLoaders(in.Seed()).Train.Options()))
		all := batches(order)
		return map[string]any{"first3": all[:3], "last": all[len(all)-1]}, nil
	}},
	{"ch07.loader.input0", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		all := batches(e.instructionLoaders(in.Seed()).Train)
		return all[len(all)-1].Inputs[0], nil
	}},
	{"ch07.loader.target0", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		all := batches(e.instructionLoaders(in.Seed()).Train)
		return all[len(all)-1].Targets[0], nil
	}},
	{"ch07.loader.first8", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b, err := lesson.PlainBatch(e.instructionParts().Train[:8], e.Tokenizer())
		if err != nil {
			return nil, err
		}
		return lesson.Summarize(b), nil
	}},
	{"ch07.loader.counts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		loaders := e.instructionLoaders(123)
		return map[string]any{
			"train": loaders.Train.Len(), "val": loaders.Validation.Len(), "test": loaders.Test.Len(),
			"val_shapes": shapesOf(batches(loaders.Validation)),
		}, nil
	}},
	{"ch07.loader.lengths", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		ds, err := instruct.NewDataset(e.instructionParts().Train, instruct.Alpaca(), e.Tokenizer())
		if err != nil {
			return nil, err
		}
		return chapter6.SumUp(ds.Lengths()), nil
	}},
}

// instructionLoaders are the loaders of section 7.4, fresh from a seed.
func (e *Env) instructionLoaders(seed int64) *instruct.Loaders {
	return must(instruct.NewLoaders(e.instructionParts(), e.Tokenizer(), instruct.BookLoader(), torchrand.New(seed)))
}

// batches are all batches of an epoch.
func batches[B any](loader *dataloader.Loader[B]) []B { return take(loader.Epoch(), loader.Len()) }

func shapesOf(batches []text.Batch) [][]int {
	shapes := make([][]int, len(batches))
	for i, b := range batches {
		shapes[i] = lesson.Shape(b)
	}
	return shapes
}
