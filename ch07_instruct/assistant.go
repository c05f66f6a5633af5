package instruct

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// Assistant is a model with what belongs to it: the tokenizer that its ids are of, and the style that it was taught in.
type Assistant struct {
	Model        *gpt.Model
	Tok          text.Tokenizer // GPT-2's, or the model's own
	Own          *text.BPE      // the model's own tokenizer, which is saved with it; nil: Tok is GPT-2's
	EndOfText    int            // the tokenizer's id of <|endoftext|>
	Style        Style
	MaxNewTokens int // longest answer
}

// Pretrained makes an assistant of a model with GPT-2's vocabulary, such as one with OpenAI's weights.
func Pretrained(m *gpt.Model, r Recipe) (*Assistant, error) {
	a := &Assistant{Model: m, Style: r.Data.Style, MaxNewTokens: r.MaxNewTokens}
	return a, a.useGPT2()
}

// PretrainedOwn is [Pretrained] for a model with a tokenizer of its own, which needs [text.EndOfText] as a special
// token.
func PretrainedOwn(m *gpt.Model, tok *text.BPE, r Recipe) (*Assistant, error) {
	a := &Assistant{Model: m, Style: r.Data.Style, MaxNewTokens: r.MaxNewTokens}
	return a, a.useOwn(tok)
}

// useGPT2 makes GPT-2's tokenizer the assistant's.
func (a *Assistant) useGPT2() error {
	gpt2, err := text.NewGPT2()
	if err != nil {
		return err
	}
	if n := a.Model.Config.VocabSize; n != gpt2.VocabSize() {
		return fmt.Errorf("the model knows %d tokens, GPT-2's tokenizer makes %d", n, gpt2.VocabSize())
	}
	a.Tok, a.EndOfText = gpt2.Allowing(text.EndOfText), text.EndOfTextID
	return nil
}

// useOwn makes tok the tokenizer.
func (a *Assistant) useOwn(tok *text.BPE) error {
	end, ok := tok.SpecialID(text.EndOfText)
	if !ok {
		return fmt.Errorf("the model's tokenizer has no special token %s to end an answer with", text.EndOfText)
	}
	if tok.VocabSize() != a.Model.Config.VocabSize {
		return fmt.Errorf("the model knows %d tokens, its tokenizer has %d", a.Model.Config.VocabSize, tok.VocabSize())
	}
	a.Own, a.Tok, a.EndOfText = tok, tok.Allowing(text.EndOfText), end
	return nil
}

// Loaders makes the loaders of a recipe for this assistant: padded with its end of text, cut to its context, to which
// packed rows are no longer either.
func (a *Assistant) Loaders(parts Parts, r Recipe, rng *torchrand.Generator) (*Loaders, error) {
	opt := r.Data
	opt.Style, opt.Collate.Pad = a.Style, a.EndOfText
	opt.Collate.MaxLength = a.Model.Config.ContextLength
	if opt.Packed > 0 {
		opt.Packed = min(opt.Packed, a.Model.Config.ContextLength)
		return NewPackedLoaders(parts, a.Tok, opt, rng)
	}
	return NewLoaders(parts, a.Tok, opt, rng)
}

// Train trains the assistant with chapter 5's loop, which continues the first validation prompt after each epoch
// (section 7.6).
func (a *Assistant) Train(ctx context.Context, be compute.Backend, parts Parts, loaders *Loaders, r Recipe,
	watchers ...pretrain.Watcher) (*pretrain.History, error) {
	opt := a.Options(parts, loaders, r)
	return pretrain.Train(ctx, be, a.Model, &loaders.Loaders, a.Tok, opt, watchers...)
}

// Options are a recipe's for chapter 5's loop, with what depends on the entries: the prompt that is continued, and the
// learning rate where it rises and falls.
func (a *Assistant) Options(parts Parts, loaders *Loaders, r Recipe) pretrain.Options {
	opt := r.Options
	if opt.StartContext == "" && opt.SampleTokens > 0 {
		opt.StartContext = a.Style.Prompt(parts.Validation[0])
	}
	if r.WarmUp > 0 {
		steps, peak := opt.Epochs*loaders.Train.Len(), opt.Optimizer.LearningRate
		opt.Schedule = pretrain.WarmUpCosine{
			Initial: peak / 100, Peak: peak, Min: peak / 100,
			TotalSteps: steps, WarmUpSteps: max(1, pretrain.WarmUpSteps(steps, r.WarmUp)),
		}
	}
	return opt
}

// Prefer teaches the assistant, in place, to prefer the chosen answers; see [TrainDPO]. Style and end of text are the
// assistant's.
func (a *Assistant) Prefer(ctx context.Context, be compute.Backend, prefs []Preference,
	opt DPOOptions, watchers ...pretrain.Watcher) (*DPOHistory, error) {
	opt.Style, opt.EndOfText = a.Style, a.EndOfText
	return TrainDPO(ctx, be, a.Model, a.Tok, prefs, opt, watchers...)
}

// Answerer asks the assistant.
func (a *Assistant) Answerer(be compute.Backend) *Answerer {
	return a.AnswererWith(gpt.NewCachedPredictor(be, a.Model))
}

// AnswererWith is Answerer with another predictor of the assistant's model.
func (a *Assistant) AnswererWith(next gpt.NextToken) *Answerer {
	return &Answerer{
		Next: next, Tok: a.Tok, Style: a.Style, EndOfText: a.EndOfText,
		MaxNewTokens: a.MaxNewTokens, ContextLength: a.Model.Config.ContextLength,
	}
}

// Likelihood tells how likely the assistant finds answers.
func (a *Assistant) Likelihood(be compute.Backend) (*Likelihood, error) {
	l, err := NewLikelihood(be, a.Model, a.Tok)
	if err != nil {
		return nil, err
	}
	l.Style, l.EndOfText = a.Style, a.EndOfText
	return l, nil
}

// TestLoss is the mean over the batches of the test entries of the loss, prompts included unless the loaders mask them.
func (a *Assistant) TestLoss(ctx context.Context, be compute.Backend, loaders *Loaders) (float64, error) {
	evaluator, err := pretrain.NewEvaluator(be, a.Model)
	if err != nil {
		return 0, err
	}
	defer evaluator.Finalize()
	return evaluator.LoaderLoss(ctx, loaders.Test, pretrain.AllBatches)
}

// Report is what can be said of an assistant without another model.
type Report struct {
	Scores
	Loss          float64 `json:"loss"`           // mean over batches of the loss on whole texts, prompts included
	LogLikelihood float64 `json:"log_likelihood"` // of the reference answers, per token
}

// String is the report in one line.
func (r Report) String() string {
	s := fmt.Sprintf("loss %.3f, log-likelihood per answer token %.3f, exact match %.1f %%, F1 %.3f, %d entries",
		r.Loss, r.LogLikelihood, 100*r.ExactMatch, r.F1, r.Entries)
	if r.Truncated > 0 {
		s += fmt.Sprintf(", %d with a prompt that was cut", r.Truncated)
	}
	return s
}

// Evaluate answers the test entries and scores the answers; loaders are those of the entries. each may be nil; see
// [Answerer.AnswerAll].
func (a *Assistant) Evaluate(ctx context.Context, be compute.Backend, parts Parts, loaders *Loaders,
	each func(i int, answer Answer) error) (Report, []Answer, error) {
	return a.EvaluateWith(ctx, be, a.Answerer(be), parts, loaders, each)
}

// EvaluateWith is Evaluate with answers from another answerer of the assistant, as [Assistant.AnswererWith] makes it.
func (a *Assistant) EvaluateWith(ctx context.Context, be compute.Backend, answerer *Answerer, parts Parts,
	loaders *Loaders, each func(i int, answer Answer) error) (Report, []Answer, error) {

	var r Report
	var err error
	if r.Loss, err = a.TestLoss(ctx, be, loaders); err != nil {
		return r, nil, err
	}
	likelihood, err := a.Likelihood(be)
	if err != nil {
		return r, nil, err
	}
	defer likelihood.Finalize()
	if r.LogLikelihood, err = likelihood.Mean(ctx, parts.Test); err != nil {
		return r, nil, err
	}
	answers, err := answerer.AnswerAll(ctx, parts.Test, each)
	if err != nil {
		return r, answers, err
	}
	r.Scores, err = Score(answers)
	return r, answers, err
}
