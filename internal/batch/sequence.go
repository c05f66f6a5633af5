package batch

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/torchrand"
)

// sequence is one text on its way.
type sequence struct {
	Request
	ctx    context.Context
	choice int
	group  *group
	slot   int

	ids  []int // prompt and new tokens
	most int   // new tokens
	rng  *torchrand.Generator

	out    strings.Builder // what was not told yet
	stop   *pretrain.StopWriter
	tokens *pretrain.TokenWriter
}

// group is the requests that were submitted together.
type group struct {
	events chan Event // has room for all, so that nobody ever waits for a slow reader
	left   atomic.Int32
}

func newSequence(ctx context.Context, r Request, choice int, g *group, tok text.Tokenizer, context int) *sequence {
	s := &sequence{Request: r, ctx: ctx, choice: choice, group: g, ids: slices.Clone(r.Prompt)}
	s.most = min(r.MaxTokens, context-len(r.Prompt)+1) // the last one need not be read again
	s.rng = torchrand.New(r.Seed)
	s.stop = pretrain.NewStopWriter(&s.out, r.Stop...)
	s.tokens = pretrain.NewTokenWriter(tok, s.stop)
	return s
}

// room is how many events a sequence has at most: its new tokens, the prompt's if they are told of, and the end.
func (r Request) room(context int) int {
	events := min(r.MaxTokens, context) + 1
	if r.Echo {
		events += len(r.Prompt)
	}
	return events
}

// take chooses the next token by its logits and tells of it. It returns whether the text goes on.
func (s *sequence) take(logits []float32) bool {
	if s.most == 0 {
		s.end(FinishLength, nil)
		return false
	}
	id, err := s.choose(logits)
	if err != nil {
		s.end("", err)
		return false
	}
	if slices.Contains(s.Sampling.Stop, id) {
		s.end(FinishStop, nil)
		return false
	}
	s.ids = append(s.ids, id)
	s.tokens.Add(id)
	s.tell(s.token(id, logits))
	switch {
	case s.stop.Found() != "":
		s.end(FinishStop, nil)
	case len(s.ids)-len(s.Prompt) == s.most:
		s.end(FinishLength, nil)
	default:
		return true
	}
	return false
}

// choose draws the next token.
func (s *sequence) choose(logits []float32) (id int, err error) {
	defer asError(&err)
	if slices.ContainsFunc(logits, func(v float32) bool { return v != v }) {
		return 0, errors.New("the model's logits are not numbers: its parameters are spoilt")
	}
	return s.Sampling.Next(s.Sampling.Penalties.Apply(logits, s.ids, len(s.Prompt)), s.rng), nil
}

// token is a token with its log-probability, where that was asked for.
func (s *sequence) token(id int, logits []float32) *Token {
	t := &Token{ID: id}
	if s.LogProbs > 0 && logits != nil {
		logProbs := pretrain.LogProbs(logits)
		t.Known, t.LogProb = true, logProbs[id]
		t.Top = pretrain.TopLogProbs(logProbs, s.LogProbs-1)
	}
	return t
}

// echo tells of the prompt's tokens. scores are the logits after each of them; nil where nobody asked.
func (s *sequence) echo(scores [][]float32) {
	for i, id := range s.Prompt {
		var logits []float32
		if i > 0 && scores != nil {
			logits = scores[i-1]
		}
		t := s.token(id, logits)
		t.Prompt = true
		s.group.events <- Event{Choice: s.choice, Token: t}
	}
}

// tell sends what a token has added.
func (s *sequence) tell(t *Token) {
	s.group.events <- Event{Choice: s.choice, Text: s.out.String(), Token: t}
	s.out.Reset()
}

// end sends the last event, with what was held back.
func (s *sequence) end(finish string, err error) {
	if err == nil {
		err = errors.Join(s.tokens.Flush(), s.stop.Flush())
	}
	s.group.events <- Event{Choice: s.choice, Text: s.out.String(), Finish: finish, Err: err}
	if s.group.left.Add(-1) == 0 {
		close(s.group.events)
	}
}
