package batch

import (
	"errors"
	"fmt"

	"llmfromscratch/ch05_pretrain"
)

// Request is a text to continue.
type Request struct {
	Prompt    []int // at least one token, at most as many as the context has
	Sampling  pretrain.Sampling
	Seed      int64    // of the random numbers, as for torch.manual_seed
	MaxTokens int      // new tokens at most; the context may allow fewer
	Stop      []string // the text ends before the first of them

	LogProbs int  // 0: none; 1: of every token; 1+k: also of the k likeliest in its place
	Echo     bool // events for the tokens of the prompt, too
}

// Why a text ended.
const (
	FinishStop   = "stop"   // the model or a stop string ended it
	FinishLength = "length" // it has as many tokens as were asked for, or as the context allows
)

// Event is what has become of a request: a token, or in the last event its end.
type Event struct {
	Choice int    // the place of the request among those that were submitted together
	Text   string // what the token adds to the text; nothing while a character or a stop string may not be complete
	Token  *Token // nil in the last event
	Finish string // in the last event, unless there is an error
	Err    error  // in the last event
}

// Token is a token that was chosen, or one of the prompt.
type Token struct {
	ID      int
	Prompt  bool                    // it is the prompt's
	Known   bool                    // LogProb and Top are: they were asked for, and it is not the first of all
	LogProb float64                 // by the model alone, before temperature and penalties
	Top     []pretrain.TokenLogProb // the likeliest, the likeliest first
}

// Errors of a batch.
var (
	// ErrFull is the error where too many requests wait already.
	ErrFull = errors.New("too many requests wait already: try again later")
	// ErrClosed is the error of a batch that ends.
	ErrClosed = errors.New("the server is going down")
)

// InvalidError is the error of a request that cannot be.
type InvalidError struct{ error }

// Unwrap is the reason.
func (e InvalidError) Unwrap() error { return e.error }

// LengthError is the error of a prompt that is longer than the context.
type LengthError struct{ Tokens, Context int }

// Error says both lengths.
func (e *LengthError) Error() string {
	return fmt.Sprintf("the prompt has %d tokens, the model's context is %d: shorten it", e.Tokens, e.Context)
}

// check returns an error for a request that cannot be.
func (r Request) check(vocabSize, contextLength int) error {
	switch {
	case len(r.Prompt) == 0:
		return InvalidError{errors.New("the prompt is empty: a model needs at least one token to go on from")}
	case len(r.Prompt) > contextLength:
		return InvalidError{&LengthError{len(r.Prompt), contextLength}}
	case r.MaxTokens < 0 || r.LogProbs < 0:
		return InvalidError{fmt.Errorf("%d tokens, log-probabilities %d: want 0 or more", r.MaxTokens, r.LogProbs)}
	}
	for _, id := range r.Prompt {
		if id < 0 || id >= vocabSize {
			return InvalidError{fmt.Errorf("token %d: want one from 0 to %d", id, vocabSize-1)}
		}
	}
	if err := r.Sampling.Validate(); err != nil {
		return InvalidError{err}
	}
	return nil
}
