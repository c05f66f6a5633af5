package lesson

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// Project multiplies the inputs x [seq, in] by the three matrices of a [attention.SelfAttentionV1], as section 3.4.1
// does before there is a class: queries, keys and values are [seq, out].
func Project(a *attention.SelfAttentionV1, x *graph.Node) (queries, keys, values *graph.Node) {
	return graph.MatMul(x, a.WQuery.NodeValue(x)), graph.MatMul(x, a.WKey.NodeValue(x)),
		graph.MatMul(x, a.WValue.NodeValue(x))
}

// CausalWeights are the weights [query, key] of a [attention.SelfAttentionV2] whose tokens do not see what comes after
// them (section 3.5.1).
func CausalWeights(a *attention.SelfAttentionV2, x *graph.Node) *graph.Node {
	scores := a.Scores(x)
	width := a.WQuery.(*nn.Linear).Weight.Shape().Dim(0) // of queries and keys
	return attention.ScaledWeights(attention.HideFuture(scores), width)
}

// SetTransposed gives a [attention.SelfAttentionV1] the weights of a [attention.SelfAttentionV2], which keeps them
// [out, in] and not [in, out]. After that both give the same context vectors (exercise 3.1).
func SetTransposed(v1 *attention.SelfAttentionV1, v2 *attention.SelfAttentionV2) error {
	for to, from := range map[*model.Variable]nn.Layer{v1.WQuery: v2.WQuery, v1.WKey: v2.WKey, v1.WValue: v2.WValue} {
		weight, err := from.(*nn.Linear).Weight.Value()
		if err != nil {
			return err
		}
		rows := weight.Value().([][]float32) // [out, in]
		transposed := make([][]float32, len(rows[0]))
		for _, row := range rows {
			for in, v := range row {
				transposed[in] = append(transposed[in], v)
			}
		}
		if err := to.SetValue(tensors.FromValue(transposed)); err != nil {
			return err
		}
	}
	return nil
}
