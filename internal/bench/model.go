package bench

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch04_gpt/plain"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch05_pretrain/longrun"
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

// forward measures a forward pass over rows of a length.
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

// generation measures reading and writing apart: how fast a long prompt is read, alone; then a short text that is
// continued, token by token, with the wait for the first token and what each further one takes. All of that on the
// graph with its cache and in the loops of package plain; last, what a token takes on the average without a cache.
func generation(ctx context.Context, be compute.Backend, m *gpt.Model, opt Options, batch int) ([]Result, error) {
	w := writing{opt: opt, start: rows(batch, promptTokens, m.Config.VocabSize, 0),
		tokens: min(32, m.Config.ContextLength-promptTokens), config: m.Config}
	cached := gpt.NewCachedPredictor(be, m)
	defer cached.Finalize()
	results, err := w.withCache(ctx, cached, "", weightBytes(m.Config))
	if err != nil {
		return nil, err
	}
	loops, err := plain.New(m)
	if err != nil {
		return nil, err
	}
	eightBits, err := loops.Quantize()
	if err != nil {
		return nil, err
	}
	for _, l := range []struct {
		name  string
		model *plain.Model
		bytes float64 // of the weights: 36 bytes for 32 numbers of 8 bits with their scale
	}{{" in loops", loops, weightBytes(m.Config)}, {" in loops, 8 bits", eightBits, weightBytes(m.Config) * 36 / 128}} {
		r, err := w.withCache(ctx, plain.NewPredictor(l.model), l.name, l.bytes)
		if err != nil {
			return nil, err
		}
		results = append(results, r...)
	}

	uncached, err := gpt.NewPredictor(be, m)
	if err != nil {
		return nil, err
	}
	defer uncached.Finalize()
	_, whole, err := w.times(ctx, uncached)
	if err != nil {
		return nil, err
	}
	without := result(fmt.Sprintf("token without cache, batch %d", batch), "ms", whole,
		func(s float64) float64 { return 1e3 * s / float64(w.tokens) })
	without.Note = fmt.Sprintf("%s tokens/s, %d tokens after %d", short(float64(batch)*1e3/without.Value), w.tokens,
		promptTokens)
	return append(results, without), nil
}

// promptTokens is the length of the text that is continued.
const promptTokens = 4

// writing is the continuation of a batch of texts.
type writing struct {
	opt    Options
	start  [][]int
	tokens int
	config gpt.Config
}

// times are the seconds until the first token, and until the last, of each run.
func (w writing) times(ctx context.Context, next gpt.NextToken) (first, whole []float64, err error) {
	watch := &stopwatch{NextToken: next}
	whole, err = times(ctx, w.opt.Steps, func() error {
		watch.started = false
		if holds, ok := next.(interface{ Reset() }); ok {
			holds.Reset() // of the run before, whose text is the same
		}
		_, err := gpt.GenerateSimple(ctx, watch, w.start, w.tokens, w.config.ContextLength)
		return err
	})
	return watch.first[max(0, len(watch.first)-w.opt.Steps):], whole, err
}

// withCache are the results of a predictor that has a cache and reads so many bytes of weights for each token.
func (w writing) withCache(ctx context.Context, next gpt.NextToken, how string, bytes float64) ([]Result, error) {
	first, whole, err := w.times(ctx, next)
	if err != nil {
		return nil, err
	}
	further := make([]float64, len(whole))
	for i := range whole {
		further[i] = (whole[i] - first[i]) / float64(w.tokens-1)
	}
	batch := len(w.start)
	toFirst := result(fmt.Sprintf("first token%s, batch %d", how, batch), "ms", first, milliseconds)
	toFirst.Note = fmt.Sprintf("a prompt of %d tokens", promptTokens)
	withCache := result(fmt.Sprintf("token with cache%s, batch %d", how, batch), "ms", further, milliseconds)
	withCache.Note = fmt.Sprintf("%d tokens", w.tokens)
	withCache.work = work{flops: forwardFLOPs(w.config, batch, 1), bytes: bytes, seconds: withCache.Value / 1e3}
	speed := result(fmt.Sprintf("generation%s, batch %d", how, batch), "tokens/s", further, per(float64(batch)))
	results := []Result{toFirst, withCache, speed}
	if batch > 1 {
		return results, nil
	}
	prompt, err := w.prompt(ctx, next, how, bytes)
	return append(results, prompt), err
}

// longPrompt is the length of the prompt whose reading is measured, where the context has room for it.
const longPrompt = 128

// prompt is how fast a predictor reads the tokens of a text that is new to it.
func (w writing) prompt(ctx context.Context, next gpt.NextToken, how string, bytes float64) (Result, error) {
	n := min(longPrompt, w.config.ContextLength)
	run := 0
	seconds, err := times(ctx, w.opt.Steps, func() error {
		run++ // texts that begin otherwise, so that nothing of them is in the cache
		_, err := next.NextLogits(rows(1, n, w.config.VocabSize, run))
		return err
	})
	if err != nil {
		return Result{}, err
	}
	r := result(fmt.Sprintf("prompt%s, batch 1", how), "tokens/s", seconds, per(float64(n)))
	r.Note = fmt.Sprintf("a prompt of %d tokens", n)
	r.work = work{flops: promptFLOPs(w.config, n), bytes: bytes, seconds: float64(n) / r.Value}
	return r, nil
}

// stopwatch takes the time of the first prediction of each text.
type stopwatch struct {
	gpt.NextToken
	started bool
	first   []float64 // seconds, one for each text
}

func (w *stopwatch) NextLogits(ids [][]int) ([][]float32, error) {
	begin := time.Now()
	logits, err := w.NextToken.NextLogits(ids)
	if !w.started {
		w.started = true
		w.first = append(w.first, time.Since(begin).Seconds())
	}
	return logits, err
}

// trainingStep measures the fast step of chapter 5's long runs, which gives the numbers of the taught one to the bit.
func trainingStep(ctx context.Context, be compute.Backend, m *gpt.Model, opt Options) ([]Result, error) {
	stepper, err := longrun.NewStepper(be, m.Builder, pretrain.LanguageLoss(m), pretrain.NewAdamW(4e-4, 0.1),
		longrun.StepOptions{})
	if err != nil {
		return nil, err
	}
	defer stepper.Finalize()
	inputs, targets, err := pretrain.BatchTensors(text.Batch{
		Inputs:  rows(opt.Batch, opt.Context, m.Config.VocabSize, 0),
		Targets: rows(opt.Batch, opt.Context, m.Config.VocabSize, 1),
	}, m.Config.VocabSize)
	if err != nil {
		return nil, err
	}
	step := func() error {
		_, err := stepper.Step(inputs, targets)
		return err
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
