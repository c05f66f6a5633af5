package figures

import (
	"context"
	"errors"
	"math"
	"slices"

	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// ch07Collate is section 7.3: batches of texts of different lengths, and the loss that leaves padding out.
var ch07Collate = []Computation{
	{"ch07.pad_token", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Encode(text.EndOfText)
	}},
	{"ch07.collate.draft1", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return instruct.PadInputs(decode[[][]int](in, "batch"), in.Int("pad_token_id")), nil
	}},
	{"ch07.collate.draft2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return asMap(instruct.PadBatch(decode[[][]int](in, "batch"), in.Int("pad_token_id"))), nil
	}},
	{"ch07.collate.final", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		opt := instruct.BookCollate()
		opt.Pad, opt.Ignore = in.Int("pad_token_id"), in.Int("ignore_index")
		return collated(in, "batch", opt)
	}},
	{"ch07.collate.truncated", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		opt := instruct.BookCollate()
		opt.Pad, opt.Ignore, opt.MaxLength = in.Int("pad_token_id"), in.Int("ignore_index"),
			in.Int("allowed_max_length")
		return collated(in, "batch", opt)
	}},
	{"ch07.collate.inner_pad", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		opt := instruct.BookCollate()
		opt.Ignore = in.Int("ignore_index")
		return collated(in, "batch", opt)
	}},
	{"ch07.collate.single", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return collated(in, "batch", instruct.BookCollate())
	}},
	{"ch07.ce.two", Light, ignoringLoss},
	{"ch07.ce.three", Light, ignoringLoss},
	{"ch07.ce.ignored", Light, ignoringLoss},
	{"ch07.ce.batch", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		rows, vocab := in.IDs("targets"), in.Tensor("logits").Shape[2]
		targets, err := pretrain.TargetTensor(rows, vocab)
		if err != nil {
			return nil, err
		}
		out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
			loss := pretrain.SequenceLoss(n[0], n[1])
			return []*graph.Node{loss, graph.Gradient(loss, n[0])[0]}
		}, in.GoMLX("logits"), targets)

		// Where PyTorch goes on with a loss that is no number, chapter 5 refuses the batch.
		for _, row := range rows {
			for i := range row {
				row[i] = pretrain.IgnoreIndex
			}
		}
		if _, err := pretrain.TargetTensor(rows, vocab); !errors.Is(err, pretrain.ErrAllIgnored) {
			return nil, errors.Join(errors.New("a batch without any target was not refused"), err)
		}
		return map[string]any{"loss": out[0], "grad": out[1], "all_ignored": math.NaN()}, nil
	}},
}

// collated puts the figure's items through the collate function.
func collated(in Inputs, name string, opt instruct.CollateOptions) (any, error) {
	b, err := instruct.Collate(lesson.ItemsOf(decode[[][]int](in, name)), opt)
	return asMap(b), err
}

// ignoringLoss is the cross-entropy of the figure's examples.
func ignoringLoss(_ context.Context, e *Env, in Inputs) (any, error) {
	targets, err := pretrain.TargetTensor(in.IDs("targets"), in.Tensor("logits").Shape[1]) // one row
	if err != nil {
		return nil, err
	}
	return e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
		return []*graph.Node{pretrain.CrossEntropy(n[0], graph.Reshape(n[1], -1))}
	}, in.GoMLX("logits"), targets)[0], nil
}

// ch07Exercises is exercises 7.1 and 7.2: the Phi-3 style, and prompts that the loss leaves out.
var ch07Exercises = []Computation{
	{"ch07.ex1.phi3", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var prompts []string
		for _, entry := range decode[[]instruct.Entry](in, "entries") {
			prompts = append(prompts, instruct.Phi3().Prompt(entry))
		}
		return prompts, nil
	}},
	{"ch07.ex1.phi3_full_ids", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Encode(instruct.Phi3().Text(decode[instruct.Entry](in, "entry")))
	}},
	{"ch07.ex2.shape", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return shapesOf([]text.Batch{e.maskedBatch()})[0], nil
	}},
	{"ch07.ex2.masked", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b := e.maskedBatch()
		return map[string]any{"inputs": b.Inputs[1], "targets": b.Targets[1]}, nil
	}},
	{"ch07.ex2.masked_all", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return asMap(e.maskedBatch()), nil
	}},
	{"ch07.ex2.decoded_inputs", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Decode(e.maskedBatch().Inputs[1])
	}},
	{"ch07.ex2.decoded_targets", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.Tokenizer().Decode(slices.DeleteFunc(e.maskedBatch().Targets[1],
			func(id int) bool { return id == pretrain.IgnoreIndex }))
	}},
}

// maskedBatch is the batch that all figures of exercise 7.2 are about.
func (e *Env) maskedBatch() text.Batch {
	entries := decode[[]instruct.Entry](Inputs{must(book.Find("ch07.ex2.masked_all"))}, "entries")
	ds := must(instruct.NewDataset(entries, instruct.Alpaca(), e.Tokenizer()))
	var items []instruct.Item
	for i := range ds.Len() {
		items = append(items, ds.At(i))
	}
	opt := instruct.BookCollate()
	opt.MaskPrompt = true
	return must(instruct.Collate(items, opt))
}
