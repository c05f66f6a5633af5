package figures

import (
	"context"
	"maps"
	"strings"

	"llmfromscratch/ch02_text"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/ch07_instruct"
	"llmfromscratch/notebooks/ch07"
	"llmfromscratch/shared/book"
)

// ch07Train is section 7.6 on a small model: training steps on a batch with targets that do not count.
var ch07Train = []Computation{
	{"ch07.small.train8", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		losses, _ := e.eightSteps(in)
		return losses, nil
	}},
	{"ch07.small.grads", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m := e.SmallModel(in)
		inputs, targets, err := pretrain.BatchTensors(smallInstructions(in), m.Config.VocabSize)
		if err != nil {
			return nil, err
		}
		return e.gradients(m.Store(), pretrain.LanguageLoss(m), inputs, targets), nil
	}},
	{"ch07.small.final", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		_, m := e.eightSteps(in)
		values := parameters(m.Store())
		// Softmax does not feel a shift, so the key biases' true gradient is zero: what AdamW makes of the rounding
		// noise in its place is nobody's figure.
		maps.DeleteFunc(values, func(name string, _ any) bool { return strings.HasSuffix(name, ".W_key.bias") })
		return values, nil
	}},
}

// smallInstructions is the figure's items as a batch.
func smallInstructions(in Inputs) text.Batch {
	opt := instruct.BookCollate()
	opt.Pad = in.Int("pad_token_id")
	return must(instruct.Collate(lesson.ItemsOf(decode[[][]int](in, "items")), opt))
}

// eightSteps takes eight steps on one batch.
func (e *Env) eightSteps(in Inputs) ([]float64, *gpt.Model) {
	m := e.SmallModel(in)
	batch := smallInstructions(in)
	losses, _ := e.steps(m, pretrain.NewAdamW(2e-3, 0.1),
		[]text.Batch{batch, batch, batch, batch, batch, batch, batch, batch})
	return losses, m
}

// ch07Scores is sections 7.5 and 7.8: the answer in a generated text, and what a judge is asked and replies.
var ch07Scores = []Computation{
	{"ch07.response.extract", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return instruct.Alpaca().Extract(in.Text("generated_text"), in.Text("prompt")), nil
	}},
	{"ch07.eval.prompts", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var prompts []string
		for i, response := range in.Texts("responses") {
			prompts = append(prompts, instruct.JudgePrompt(e.instructionParts().Test[i], response))
		}
		return prompts, nil
	}},
	{"ch07.eval.scores", Light, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		judge := cannedJudge(in.Texts("replies"))
		answers := make([]instruct.Answer, len(judge))
		if err := instruct.JudgeAll(ctx, &judge, answers, nil); err != nil {
			return nil, err
		}
		var scores []int
		for _, a := range answers {
			if a.Score != nil {
				scores = append(scores, *a.Score)
			}
		}
		means, err := instruct.Score(answers)
		if err != nil {
			return nil, err
		}
		response := Inputs{must(book.Find("ch07.eval.prompts"))}.Texts("responses")[0]
		return map[string]any{"scores": scores, "average": means.Judge,
			"prompt0": instruct.ScorePrompt(e.instructionParts().Test[0], response)}, nil
	}},
}

// cannedJudge gives one reply after the other.
type cannedJudge []string

func (c *cannedJudge) Ask(context.Context, string) (string, error) {
	reply := (*c)[0]
	*c = (*c)[1:]
	return reply, nil
}
