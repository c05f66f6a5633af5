package pretrain

import (
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
)

// IgnoreIndex marks targets that a loss leaves out of its mean, PyTorch's ignore_index. Chapter 7 marks padding with
// it.
const IgnoreIndex = -100

// Probabilities is softmax over the vocabulary: logits […, vocab] to numbers of that shape that add up to 1 for every
// token (section 5.1.2).
func Probabilities(logits *graph.Node) *graph.Node { return graph.Softmax(logits, -1) }

// TargetProbabilities picks, from probabilities [batch, seq, vocab], those of the targets [batch, seq]: the numbers
// that training is to raise (section 5.1.2). The result is [batch, seq]. Targets must lie in the vocabulary.
func TargetProbabilities(probas, targets *graph.Node) *graph.Node {
	batch, seq := targets.Shape().Dim(0), targets.Shape().Dim(1)
	probas.AssertDims(batch, seq, -1)
	flat := graph.Reshape(probas, batch*seq, -1)
	return graph.Reshape(pick(flat, graph.Reshape(targets, batch*seq)), batch, seq)
}

// CrossEntropy is the mean over all tokens of -log(probability of the target): logits [n, vocab] and targets [n] to a
// scalar (section 5.1.2). Targets of IgnoreIndex do not count; when none is left the result is 0, so the caller must
// have checked: see [TargetTensor].
//
// With two classes, logits (0, 0) and any target the loss is log 2 = 0.6931: the model does not know.
func CrossEntropy(logits, targets *graph.Node) *graph.Node {
	logits.AssertRank(2)
	targets.AssertDims(logits.Shape().Dim(0))
	counts := graph.NotEqual(targets, graph.Scalar(targets.Graph(), targets.DType(), IgnoreIndex))
	return masked(TokenLosses(logits, targets), counts)
}

// TokenLosses are the losses of single tokens: logits [n, vocab] and targets [n] to [n]. Where the target is
// IgnoreIndex the value means nothing.
//
// It is log Σ exp(logits) - logit of the target, the maximum subtracted first so that exp cannot overflow. Neither the
// probabilities nor a one-hot matrix of the targets is ever built: with GPT-2's vocabulary each would take 200 kB per
// token.
func TokenLosses(logits, targets *graph.Node) *graph.Node {
	logits.AssertRank(2)
	zero := graph.ZerosLike(targets)
	target := graph.Where(graph.LessThan(targets, zero), zero, targets)

	peak := graph.StopGradient(graph.ReduceAndKeep(logits, graph.ReduceMax, -1))
	sum := graph.ReduceSum(graph.Exp(graph.Sub(logits, peak)), -1)
	logSum := graph.Add(graph.Log(sum), graph.Squeeze(peak, -1))
	return graph.Sub(logSum, pick(logits, target))
}

// SequenceLoss is the cross-entropy of a model's logits [batch, seq, vocab] against targets [batch, seq]: every
// token of every row is one example (section 5.1.2).
func SequenceLoss(logits, targets *graph.Node) *graph.Node {
	n := targets.Shape().Size()
	logits.AssertDims(targets.Shape().Dim(0), targets.Shape().Dim(1), -1)
	return CrossEntropy(graph.Reshape(logits, n, -1), graph.Reshape(targets, n))
}

// Perplexity is e to the loss: the number of equally likely tokens among which the model would be as unsure as it is
// (section 5.1.2). A loss of 10.794 is a perplexity of about 48,700, nearly the whole vocabulary.
func Perplexity(loss float64) float64 { return math.Exp(loss) }

// pick takes one value of each row: x [n, vocab] and columns [n] to [n].
func pick(x, columns *graph.Node) *graph.Node {
	n := x.Shape().Dim(0)
	rows := graph.Iota(x.Graph(), shapes.Make(columns.DType(), n, 1), 0)
	at := graph.Concatenate([]*graph.Node{rows, graph.InsertAxes(columns, -1)}, -1)
	picked := graph.Gather(x, at)
	picked.AssertDims(n)
	return picked
}

// masked is the mean of the values that count, 0 when none does.
func masked(values, counts *graph.Node) *graph.Node {
	sum := graph.ReduceAllSum(graph.Where(counts, values, graph.ZerosLike(values)))
	n := graph.ReduceAllSum(graph.ConvertDType(counts, values.DType()))
	return graph.Div(sum, graph.MaxScalar(n, 1))
}

// ErrAllIgnored is returned for a batch in which every target is IgnoreIndex: its mean loss would be 0/0.
var ErrAllIgnored = errors.New("all targets of the batch are ignored, so there is no loss to take the mean of")

// TargetTensor turns rows of targets into a tensor [batch, seq] of int64. Every target must lie in [0, vocabSize) or be
// IgnoreIndex, and at least one must count.
func TargetTensor(rows [][]int, vocabSize int) (*tensors.Tensor, error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, errors.New("no targets")
	}
	seq, counted := len(rows[0]), 0
	flat := make([]int64, 0, len(rows)*seq)
	for r, row := range rows {
		if len(row) != seq {
			return nil, fmt.Errorf("row %d has %d targets, row 0 has %d: pad them to one length", r, len(row), seq)
		}
		for p, id := range row {
			if id != IgnoreIndex {
				counted++
				if id < 0 || id >= vocabSize {
					return nil, fmt.Errorf("target %d at row %d, position %d lies outside the vocabulary of %d", id, r,
						p, vocabSize)
				}
			}
			flat = append(flat, int64(id))
		}
	}
	if counted == 0 {
		return nil, ErrAllIgnored
	}
	return tensors.FromFlatDataAndDimensions(flat, len(rows), seq), nil
}
