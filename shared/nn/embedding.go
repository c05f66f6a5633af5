package nn

import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"
)

// Embedding is torch.nn.Embedding: a table with one row for each id.
type Embedding struct {
	Weight *model.Variable // [num, embed]
}

// NewEmbedding makes a table of num rows and draws their dim values from the standard normal distribution.
func NewEmbedding(b *Builder, num, dim int) *Embedding {
	return &Embedding{Weight: b.drawn("weight", []int{num, dim}, b.RNG.Randn)}
}

// Forward looks up the rows of ids, int64 of any shape: [batch, seq] to [batch, seq, embed]. An id outside the
// table silently becomes the nearest valid one, so ids must have been checked on the host: see [IDs].
func (e *Embedding) Forward(ids *graph.Node) *graph.Node {
	table := e.Weight.NodeValue(ids)
	table.AssertRank(2)
	rows := graph.Gather(table, graph.InsertAxes(ids, -1))
	rows.AssertDims(append(ids.Shape().Clone().Dimensions, table.Shape().Dim(1))...)
	return rows
}
