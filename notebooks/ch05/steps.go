package lesson

import (
	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch05_pretrain"
	"llmfromscratch/shared/nn"
)

// TokenLosses are the loss of a few tokens, that of each of them, and where the gradient begins (section 5.2).
type TokenLosses struct {
	Loss          *tensors.Tensor `json:"loss"`
	Each          *tensors.Tensor `json:"per_position"` // [batch·seq]
	Gradient      *tensors.Tensor `json:"grad"`         // with respect to the logits, [batch, seq, vocab]
	Perplexity    float64         `json:"perplexity"`
	Probabilities *tensors.Tensor `json:"-"` // [batch, seq, vocab]
}

// LossOfTokens takes them of logits [batch, seq, vocab] and targets [batch, seq].
func LossOfTokens(be compute.Backend, logits *tensors.Tensor, targets [][]int) (TokenLosses, error) {
	vocab := logits.Shape().Dim(-1)
	wanted, err := pretrain.TargetTensor(targets, vocab)
	if err != nil {
		return TokenLosses{}, err
	}
	out, err := nn.Eval(be, nn.NewBuilder(0).Store(), func(in []*graph.Node) []*graph.Node {
		n := in[1].Shape().Size()
		loss := pretrain.SequenceLoss(in[0], in[1])
		each := pretrain.TokenLosses(graph.Reshape(in[0], n, vocab), graph.Reshape(in[1], n))
		return []*graph.Node{loss, each, graph.Gradient(loss, in[0])[0], pretrain.Probabilities(in[0])}
	}, logits, wanted)
	if err != nil {
		return TokenLosses{}, err
	}
	return TokenLosses{Loss: out[0], Each: out[1], Gradient: out[2], Probabilities: out[3],
		Perplexity: pretrain.Perplexity(float64(tensors.ToScalar[float32](out[0])))}, nil
}

// AdamWRun is what AdamW makes of a few numbers (section 5.2).
type AdamWRun struct {
	Values [][]float32     `json:"params"`     // after each step
	M      *tensors.Tensor `json:"exp_avg"`    // running mean of the gradients, after the last step
	V      *tensors.Tensor `json:"exp_avg_sq"` // and of their squares
}

// AdamWSteps takes a step for each of the gradients, which are given: the loss Σ p·g has the gradient g.
func AdamWSteps(be compute.Backend, opt pretrain.AdamW, start []float32, gradients [][]float32) (AdamWRun, error) {
	b := nn.NewBuilder(0)
	p := b.Parameter("p", start, len(start))
	trainer, err := pretrain.NewTrainer(be, b, func(in []*graph.Node) *graph.Node {
		return graph.ReduceAllSum(graph.Mul(p.NodeValue(in[0]), in[0]))
	}, opt)
	if err != nil {
		return AdamWRun{}, err
	}
	defer trainer.Finalize()
	var run AdamWRun
	for _, g := range gradients {
		if _, err := trainer.Step(tensors.FromFlatDataAndDimensions(g, len(g))); err != nil {
			return run, err
		}
		value, err := p.Value()
		if err != nil {
			return run, err
		}
		run.Values = append(run.Values, value.Value().([]float32))
	}
	for name, mean := range map[string]**tensors.Tensor{"m": &run.M, "v": &run.V} {
		if *mean, err = b.Store().GetVariable(nn.StateScope + "adamw/" + name + "/p").Value(); err != nil {
			return run, err
		}
	}
	return run, nil
}
