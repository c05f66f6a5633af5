package bench

import (
	"context"
	"errors"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
	"llmfromscratch/shared/sample"
)

// tokenizer measures GPT-2's tokenizer on the embedded story.
func tokenizer(ctx context.Context, _ compute.Backend, opt Options) ([]Result, error) {
	tok, err := text.NewGPT2()
	if err != nil {
		return nil, err
	}
	story := sample.Story()
	seconds, err := times(ctx, max(opt.Steps, 20), func() error {
		_, err := tok.Encode(story)
		return err
	})
	if err != nil {
		return nil, err
	}
	r := result("tokenizer", "MB/s", seconds, per(float64(len(story))/1e6))
	r.Note = fmt.Sprintf("a story of %d bytes, read before", len(story))
	return []Result{r}, nil
}

// modelMeasurements are those that need the model: forward pass, generation, training step.
func modelMeasurements(ctx context.Context, be compute.Backend, opt Options) ([]Result, error) {
	m, err := gpt.NewModel(nn.NewBuilder(123), opt.Config)
	if err != nil {
		return nil, err
	}
	// Lengths of the forward pass, shortest first.
	var results []Result
	for _, length := range lengths(opt.Context) {
		r, err := forward(ctx, be, m, opt, length)
		if err != nil {
			return nil, err
		}
		results = append(results, r)
	}
	for _, batch := range []int{1, 8} {
		r, err := generation(ctx, be, m, opt, batch)
		if err != nil {
			return nil, err
		}
		results = append(results, r...)
	}
	r, err := trainingStep(ctx, be, m, opt)
	return append(results, r...), err
}

// lengths are a few rising lengths up to the longest.
func lengths(longest int) []int {
	var ls []int
	for l := 16; l < longest; l *= 4 {
		ls = append(ls, l)
	}
	return append(ls, longest)
}

func forward(ctx context.Context, be compute.Backend, m *gpt.Model, opt Options, length int) (Result, error) {
	fn, err := nn.NewFunc(be, m.Store(), func(in []*graph.Node) []*graph.Node {
		// One number for each position comes back, so that the transfer of all logits is not measured.
		return []*graph.Node{graph.ReduceMax(m.Forward(in[0]), -1)}
	})
	if err != nil {
		return Result{}, err
	}
	defer fn.Finalize()
	ids, err := nn.IDs(rows(opt.Batch, length, m.Config.VocabSize, 0), m.Config.VocabSize)
	if err != nil {
		return Result{}, err
	}
	seconds, err := times(ctx, opt.Steps, func() error {
		out, err := fn.Call1(ids)
		if err == nil {
			_ = out.Value()
		}
		return err
	})
	if err != nil {
		return Result{}, err
	}
	r := result(fmt.Sprintf("forward %d x %d", opt.Batch, length), "ms", seconds, milliseconds)
	r.work = work{flops: forwardFLOPs(m.Config, opt.Batch, length), seconds: r.Value / 1e3}
	return r, nil
}

// generation measures generated tokens per second, rows of a batch counted together, with the cache and without.
func generation(ctx context.Context, be compute.Backend, m *gpt.Model, opt Options, batch int) ([]Result, error) {
	const prompt = 4
	tokens := min(32, m.Config.ContextLength-prompt)
	start := rows(batch, prompt, m.Config.VocabSize, 0)

	cached := gpt.NewCachedPredictor(be, m)
	defer cached.Finalize()
	uncached, err := gpt.NewPredictor(be, m)
	if err != nil {
		return nil, err
	}
	defer uncached.Finalize()
	var results []Result
	for _, way := range []struct {
		name string
		next gpt.NextToken
	}{{"with cache", cached}, {"without cache", uncached}} {
		seconds, err := times(ctx, opt.Steps, func() error {
			_, err := gpt.GenerateSimple(ctx, way.next, start, tokens, m.Config.ContextLength)
			return err
		})
		if err != nil {
			return nil, err
		}
		r := result(fmt.Sprintf("generate, batch %d, %s", batch, way.name), "tokens/s", seconds, per(float64(batch*tokens)))
		stepSeconds := float64(batch) / r.Value
		if way.next == gpt.NextToken(cached) {
			r.work = work{bytes: weightBytes(m.Config), seconds: stepSeconds}
		}
		r.Note = fmt.Sprintf("%.1f ms a step, %d tokens after %d, cache of %d", 1e3*stepSeconds, tokens, prompt, m.Config.ContextLength)
		results = append(results, r)
	}
	return results, nil
}

func trainingStep(ctx context.Context, be compute.Backend, m *gpt.Model, opt Options) ([]Result, error) {
	trainer, err := pretrain.NewTrainer(be, m.Builder, pretrain.LanguageLoss(m), pretrain.NewAdamW(4e-4, 0.1), nil)
	if err != nil {
		return nil, err
	}
	defer trainer.Finalize()
	inputs, targets, err := pretrain.BatchTensors(text.Batch{
		Inputs:  rows(opt.Batch, opt.Context, m.Config.VocabSize, 0),
		Targets: rows(opt.Batch, opt.Context, m.Config.VocabSize, 1),
	}, m.Config.VocabSize)
	if err != nil {
		return nil, err
	}
	step := func() error {
		_, err := trainer.Step(inputs, targets)
		return err
	}
	// Backends that plan memory at the first runs are slow then: those runs are left out.
	for range 2 {
		if err := step(); err != nil {
			return nil, err
		}
	}
	seconds, err := times(ctx, opt.Steps, step)
	if err != nil {
		return nil, err
	}
	perStep := result("training step", "ms", seconds, milliseconds)
	perStep.work = work{flops: 3 * forwardFLOPs(m.Config, opt.Batch, opt.Context), seconds: perStep.Value / 1e3}
	return []Result{
		perStep,
		result("training", "tokens/s", seconds, per(float64(opt.Batch*opt.Context))),
	}, finalize(inputs, targets)
}

func finalize(list ...*tensors.Tensor) error {
	var errs []error
	for _, t := range list {
		errs = append(errs, t.FinalizeAll())
	}
	return errors.Join(errs...)
}

// rows are token ids that differ from row to row and place to place.
func rows(batch, seq, vocab, shift int) [][]int {
	ids := make([][]int, batch)
	for i := range ids {
		ids[i] = make([]int, seq)
		for j := range ids[i] {
			ids[i][j] = (7919*(j+shift) + 104729*i) % vocab
		}
	}
	return ids
}
