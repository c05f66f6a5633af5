package figures

import (
	"context"

	"llmfromscratch/ch02_text"
)

// ch02BPE is section 2.5: GPT-2's byte-pair encoding.
var ch02BPE = []Computation{
	{"ch02.bpe.encode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.GPT2().Encode(in.Text("text"), text.EndOfText)
	}},
	{"ch02.bpe.decode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.GPT2().Decode(in.IDs("ids")[0])
	}},
	{"ch02.bpe.special_refused", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return refused(func() error {
			_, err := e.GPT2().Encode(in.Text("text"))
			return err
		}), nil
	}},
	{"ch02.bpe.special_as_text", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.GPT2().EncodeOrdinary(in.Text("text")), nil
	}},
	{"ch02.bpe.various", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var rows []map[string]any
		for _, txt := range in.Texts("texts") {
			rows = append(rows, map[string]any{"text": txt, "ids": must(e.GPT2().Encode(txt))})
		}
		return rows, nil
	}},
	{"ch02.bpe.partial_utf8", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var rows []map[string]any
		for _, ids := range decode[[][]int](in, "ids") {
			rows = append(rows, map[string]any{"ids": ids, "text": must(e.GPT2().Decode(ids))})
		}
		return rows, nil
	}},
	{"ch02.bpe.verdict_count", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return len(e.storyIDs()), nil
	}},
	{"ch02.bpe.verdict_ids", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.storyIDs(), nil
	}},
}

// storyIDs are the byte-pair ids of the story.
func (e *Env) storyIDs() []int { return must(e.GPT2().Encode(e.Story())) }

// ch02Exercises are exercises 2.1 and 2.2.
var ch02Exercises = []Computation{
	{"ch02.ex1.ids", Light, encodePart},
	{"ch02.ex1.parts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var pairs [][]any
		for _, id := range must(e.GPT2().Encode(in.Text("text"))) {
			pairs = append(pairs, []any{id, must(e.GPT2().Decode([]int{id}))})
		}
		return pairs, nil
	}},
	{"ch02.ex1.part.Ak", Light, encodePart},
	{"ch02.ex1.part.w", Light, encodePart},
	{"ch02.ex1.part.ir", Light, encodePart},
	{"ch02.ex1.part.blank", Light, encodePart},
	{"ch02.ex1.part.ier", Light, encodePart},
	{"ch02.ex1.decode", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.GPT2().Decode(in.IDs("ids")[0])
	}},
	{"ch02.ex2.w2s2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.batches(in, e.Story(), 1)[0].Inputs, nil
	}},
	{"ch02.ex2.w8s2", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.batches(in, e.Story(), 1)[0].Inputs, nil
	}},
}

func encodePart(_ context.Context, e *Env, in Inputs) (any, error) {
	return e.GPT2().Encode(in.Text("text"))
}
