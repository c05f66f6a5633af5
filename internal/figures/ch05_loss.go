package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// ch05Loss is sections 5.1.1 and 5.1.2: generation with text at both ends, and the loss step by step.
var ch05Loss = []Computation{
	{"ch05.gen.untrained", Heavy, func(ctx context.Context, e *Env, in Inputs) (any, error) {
		m, p := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		ids, err := pretrain.TextToIDs(in.Text("text"), e.Tokenizer())
		if err != nil {
			return nil, err
		}
		ids, err = gpt.GenerateSimple(ctx, p, ids, in.Int("max_new_tokens"), m.Config.ContextLength)
		if err != nil {
			return nil, err
		}
		txt, err := pretrain.IDsToText(ids, e.Tokenizer())
		return map[string]any{"ids": ids, "text": txt}, err
	}},
	{"ch05.loss.probas_shape", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.probas(in).Shape().Dimensions, nil
	}},
	{"ch05.loss.logits", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.logits(in), nil
	}},
	{"ch05.loss.argmax", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		var ids [][][]int // the book keeps the axis: [2, 3, 1]
		for _, row := range gpt.MostLikely(e.probas(in)) {
			var column [][]int
			for _, id := range row {
				column = append(column, []int{id})
			}
			ids = append(ids, column)
		}
		return ids, nil
	}},
	{"ch05.loss.argmax_text", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return []string{
			must(pretrain.IDsToText(in.IDs("targets"), e.Tokenizer())),
			must(pretrain.IDsToText(gpt.MostLikely(e.probas(in)), e.Tokenizer())),
		}, nil
	}},
	{"ch05.loss.target_probas", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		rows := e.targetProbas(in, func(p *graph.Node) *graph.Node { return p }).Value().([][]float32)
		return map[string]any{"text1": rows[0], "text2": rows[1]}, nil
	}},
	{"ch05.loss.log_probas", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.targetProbas(in, flatLog), nil
	}},
	{"ch05.loss.avg_log", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.targetProbas(in, func(p *graph.Node) *graph.Node { return graph.ReduceAllMean(flatLog(p)) }), nil
	}},
	{"ch05.loss.neg_avg_log", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.targetProbas(in,
			func(p *graph.Node) *graph.Node { return graph.Neg(graph.ReduceAllMean(flatLog(p))) }), nil
	}},
	{"ch05.loss.shapes", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
			logits, targets := n[0], n[1]
			tokens := targets.Shape().Size()
			return []*graph.Node{logits, targets, graph.Reshape(logits, tokens, -1), graph.Reshape(targets, tokens)}
		}, e.logits(in), e.targets(in))
		var shapes [][]int
		for _, t := range out {
			shapes = append(shapes, t.Shape().Dimensions)
		}
		return shapes, nil
	}},
	{"ch05.loss.cross_entropy", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.crossEntropy(in), nil
	}},
	{"ch05.loss.perplexity", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return pretrain.Perplexity(float64(tensors.ToScalar[float32](e.crossEntropy(in)))), nil
	}},
	{"ch05.loss.toy", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		targets := must(pretrain.TargetTensor(in.IDs("targets"), 5))
		out := e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
			logits, targets := n[0], n[1]
			loss := pretrain.SequenceLoss(logits, targets)
			perToken := pretrain.TokenLosses(graph.Reshape(logits, 6, 5), graph.Reshape(targets, 6))
			return []*graph.Node{loss, perToken, graph.Gradient(loss, logits)[0]}
		}, in.GoMLX("logits"), targets)
		return map[string]any{
			"loss": out[0], "per_position": out[1], "grad": out[2],
			"perplexity": pretrain.Perplexity(float64(tensors.ToScalar[float32](out[0]))),
		}, nil
	}},
}

// logits are those of the untrained model for the two inputs of section 5.1.2, which all its figures start from.
func (e *Env) logits(in Inputs) *tensors.Tensor {
	return memo(e, "logits of section 5.1.2", func() *tensors.Tensor {
		_, p := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		return must(p.Logits(in.IDs("inputs")))
	})
}

func (e *Env) probas(in Inputs) *tensors.Tensor {
	return e.eval1(nn.NewBuilder(0), pretrain.Probabilities, e.logits(in))
}

func (e *Env) targets(in Inputs) *tensors.Tensor {
	return must(pretrain.TargetTensor(in.IDs("targets"), decode[gpt.Config](in, "config").VocabSize))
}

// targetProbas applies fn to the probabilities of the targets, [2, 3].
func (e *Env) targetProbas(in Inputs, fn func(p *graph.Node) *graph.Node) *tensors.Tensor {
	return e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
		return []*graph.Node{fn(pretrain.TargetProbabilities(n[0], n[1]))}
	}, e.probas(in), e.targets(in))[0]
}

func flatLog(p *graph.Node) *graph.Node { return graph.Log(graph.Reshape(p, -1)) }

func (e *Env) crossEntropy(in Inputs) *tensors.Tensor {
	return e.eval(nn.NewBuilder(0), func(n []*graph.Node) []*graph.Node {
		return []*graph.Node{pretrain.SequenceLoss(n[0], n[1])}
	}, e.logits(in), e.targets(in))[0]
}
