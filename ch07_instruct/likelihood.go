package instruct

import (
	"context"
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// SequenceLogProbs says how likely a model finds whole texts: logits [batch, seq, vocab] and targets [batch, seq] to
// the sums of the log-probabilities of each row's targets, [batch]. Targets of pretrain.IgnoreIndex do not count.
func SequenceLogProbs(logits, targets *graph.Node) *graph.Node {
	batch, seq := targets.Shape().Dim(0), targets.Shape().Dim(1)
	logits.AssertDims(batch, seq, -1)
	flat := graph.Reshape(targets, batch*seq)
	losses := pretrain.TokenLosses(graph.Reshape(logits, batch*seq, -1), flat)
	counts := graph.NotEqual(flat, graph.Scalar(flat.Graph(), flat.DType(), pretrain.IgnoreIndex))
	losses = graph.Where(counts, losses, graph.ZerosLike(losses))
	sums := graph.Neg(graph.ReduceSum(graph.Reshape(losses, batch, seq), -1))
	sums.AssertDims(batch)
	return sums
}

// Likelihood tells how likely a model finds given answers: a score that needs neither a second model nor the same
// words. A model that would have said almost what the reference says gets a number near 0, one that finds it absurd a
// large negative one.
type Likelihood struct {
	Tok           text.Tokenizer
	Style         Style
	EndOfText     int // ends every answer, and is counted
	BatchSize     int
	ContextLength int
	Multiple      int // as CollateOptions.Multiple: few widths, since each has a compiled graph of its own

	vocabSize int
	sums      *nn.Func
}

// NewLikelihood prepares a model, which it sees with whatever parameters it has when asked. Style and end of text are
// the book's.
func NewLikelihood(be compute.Backend, m *gpt.Model, tok text.Tokenizer) (*Likelihood, error) {
	sums, err := nn.NewFunc(be, m.Store(), func(in []*graph.Node) []*graph.Node {
		return []*graph.Node{SequenceLogProbs(m.Forward(in[0]), in[1])}
	})
	if err != nil {
		return nil, err
	}
	return &Likelihood{
		Tok: tok, Style: Alpaca(), EndOfText: text.EndOfTextID, BatchSize: 8, Multiple: 64,
		ContextLength: m.Config.ContextLength, vocabSize: m.Config.VocabSize, sums: sums,
	}, nil
}

// LogProb is the log-probability of an answer, given the question.
type LogProb struct {
	Sum    float64 // of its tokens and of the end of text after them
	Tokens int     // how many those are
	Cut    bool    // the text is longer than the context, so that the end of the answer is not counted
}

// PerToken is Sum / Tokens.
func (l LogProb) PerToken() float64 { return l.Sum / float64(l.Tokens) }

// Of are the log-probabilities of the entries' outputs. An answer of which no token is left within the context is an
// error.
func (l *Likelihood) Of(ctx context.Context, entries []Entry) ([]LogProb, error) {
	all := make([]LogProb, 0, len(entries))
	for from := 0; from < len(entries); from += l.BatchSize {
		if err := ctx.Err(); err != nil {
			return all, err
		}
		batch, probs, err := l.batch(entries[from:min(from+l.BatchSize, len(entries))], from)
		if err != nil {
			return all, err
		}
		inputs, targets, err := pretrain.BatchTensors(batch, l.vocabSize)
		if err != nil {
			return all, err
		}
		sums, err := l.sums.Call1(inputs, targets)
		if err != nil {
			return all, err
		}
		for i, sum := range sums.Value().([]float32) {
			probs[i].Sum = float64(sum)
		}
		all = append(all, probs...)
	}
	return all, nil
}

// Mean is the log-likelihood per token of all the entries' outputs together.
func (l *Likelihood) Mean(ctx context.Context, entries []Entry) (float64, error) {
	probs, err := l.Of(ctx, entries)
	if err != nil {
		return 0, err
	}
	var all LogProb
	for _, p := range probs {
		all.Sum += p.Sum
		all.Tokens += p.Tokens
	}
	if all.Tokens == 0 {
		return 0, fmt.Errorf("no entries to take the likelihood of")
	}
	return all.PerToken(), nil
}

// Finalize frees the compiled graphs.
func (l *Likelihood) Finalize() { l.sums.Finalize() }

// batch makes inputs and targets in which the answers alone count; first is the number of the first entry.
func (l *Likelihood) batch(entries []Entry, first int) (text.Batch, []LogProb, error) {
	items := make([]Item, len(entries))
	for i, e := range entries {
		var err error
		if items[i], err = answerItem(e, l.Style, l.Tok); err != nil {
			return text.Batch{}, nil, fmt.Errorf("entry %d: %w", first+i, err)
		}
	}
	b, err := Collate(items, CollateOptions{
		Pad: l.EndOfText, Ignore: pretrain.IgnoreIndex, MaxLength: l.ContextLength, MaskPrompt: true,
		Multiple: l.Multiple,
	})
	if err != nil {
		return text.Batch{}, nil, err
	}
	probs := make([]LogProb, len(items))
	for i, item := range items {
		probs[i] = LogProb{Tokens: counted(b.Targets[i]), Cut: len(item.IDs) > l.ContextLength}
		if probs[i].Tokens == 0 {
			return text.Batch{}, nil,
				fmt.Errorf("entry %d: the question leaves no room for an answer in the context of %d tokens", first+i,
					l.ContextLength)
		}
	}
	return b, probs, nil
}

func counted(targets []int) int {
	n := 0
	for _, id := range targets {
		if id != pretrain.IgnoreIndex {
			n++
		}
	}
	return n
}
