package instruct

import (
	"math"

	"github.com/gomlx/gomlx/core/graph"
)

// Direct preference optimization, DPO, goes beyond the book: after a model has learnt to answer, it learns which of two
// answers people like better. The policy is the model that is trained, the reference the same model as it was before.
// The reward of an answer is
//
//	β · (log-probability by the policy - log-probability by the reference)
//
// and the loss of a pair is -log σ(reward of the chosen answer - reward of the rejected one). At the start policy and
// reference are equal: both rewards are 0 and the loss is log 2 = 0.6931. Training widens the margin between them; β
// says how strongly a model is held back from leaving the reference behind.

// DPOLoss is the mean loss of n pairs. policy and reference are the log-probabilities of the answers, [2n]: the chosen
// ones first, then the rejected ones in the same order. It also returns the margins, [n].
func DPOLoss(policy, reference *graph.Node, beta float64) (loss, margins *graph.Node) {
	policy.AssertRank(1)
	reference.AssertDims(policy.Shape().Dim(0))
	rewards := graph.MulScalar(graph.Sub(policy, reference), beta)
	n := rewards.Shape().Dim(0) / 2
	// Chosen minus rejected, by a product with 1 and -1: the gradient of a slice is an operation that ONNX Runtime's
	// backend lacks.
	signs := graph.ConvertDType(graph.Const(rewards.Graph(), [][]float32{{1}, {-1}}), rewards.DType())
	margins = graph.ReduceSum(graph.Mul(graph.Reshape(rewards, 2, n), signs), 0)
	margins.AssertDims(n)
	return graph.ReduceAllMean(softplus(graph.Neg(margins))), margins
}

// softplus is log(1 + exp(x)), which is -log σ(-x). The larger of 0 and x is taken out first so that exp cannot
// overflow; no gradient flows through that choice, which has none at 0, where training begins.
func softplus(x *graph.Node) *graph.Node {
	peak := graph.StopGradient(graph.MaxScalar(x, 0))
	return graph.Add(peak, graph.Log(graph.Add(graph.Exp(graph.Neg(peak)), graph.Exp(graph.Sub(x, peak)))))
}

// Rewards are what a set of preferences says of a model.
type Rewards struct {
	Loss     float64 `json:"loss"`     // mean DPO loss
	Chosen   float64 `json:"chosen"`   // mean reward of the chosen answers
	Rejected float64 `json:"rejected"` // of the rejected ones
	Margin   float64 `json:"margin"`   // Chosen - Rejected
	Accuracy float64 `json:"accuracy"` // share of the pairs whose chosen answer has the higher reward
}

// rewardsOf computes rewards from log-probabilities, chosen answers first.
func rewardsOf(policy, reference []LogProb, beta float64) Rewards {
	var r Rewards
	n := len(policy) / 2
	for i := range n {
		chosen := beta * (policy[i].Sum - reference[i].Sum)
		rejected := beta * (policy[n+i].Sum - reference[n+i].Sum)
		r.Loss += math.Log1p(math.Exp(-math.Abs(chosen-rejected))) + math.Max(0, rejected-chosen)
		r.Chosen += chosen
		r.Rejected += rejected
		if chosen > rejected {
			r.Accuracy++
		}
	}
	count := float64(n)
	r.Loss, r.Chosen, r.Rejected, r.Accuracy = r.Loss/count, r.Chosen/count, r.Rejected/count, r.Accuracy/count
	r.Margin = r.Chosen - r.Rejected
	return r
}
