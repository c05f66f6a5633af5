package attention

import (
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Cache keeps the keys and values of the tokens that a text consists of so far, so that each new token costs one
// row of work and not the whole sequence again. Its size is fixed, [batch, head, context, headDim]: one compiled
// graph serves every position.
type Cache struct {
	Keys, Values *model.Variable // [batch, head, context, headDim]

	store *model.Store
	scope string // of the two variables
}

// cacheScope is where caches live in a store, apart from the parameters.
const cacheScope = nn.StateScope + "kv_cache"

// NewCache makes an empty cache for the attention of one layer. No two caches share their rows, so each can hold a text
// of its own; Finalize gives the memory back.
func (m *MultiHead) NewCache(store *model.Store, layer, batch, contextLength int) (*Cache, error) {
	c := &Cache{store: store}
	for n := 0; ; n++ { // the first number that no cache of this layer has
		c.scope = fmt.Sprintf("%s/%d/%d", cacheScope, layer, n)
		if store.GetVariable(c.scope+"/keys") == nil {
			break
		}
	}
	shape := shapes.Make(dtypes.Float32, batch, m.NumHeads, contextLength, m.HeadDim)
	variable := func(name string) (*model.Variable, error) {
		v, err := store.CreateVariable(c.scope+"/"+name, tensors.FromShape(shape))
		if err != nil {
			return nil, fmt.Errorf("cache of layer %d: %w", layer, err)
		}
		return v.SetTrainable(false), nil
	}
	var err error
	if c.Keys, err = variable("keys"); err != nil {
		return nil, err
	}
	if c.Values, err = variable("values"); err != nil {
		return nil, err
	}
	return c, nil
}

// Finalize takes the cache out of its store. Functions that were built with it cannot run any more.
func (c *Cache) Finalize() {
	_ = c.store.DeleteVariablesInScope(c.scope) // fails for no scope, not even for one that is not there
}

// ForwardPrompt is Forward for the first tokens of a text, [batch, seq, in] to [batch, seq, out]; their keys and values
// become the first seq rows of the cache. Whatever the cache held before is forgotten. It panics when the cache is too
// short.
func (m *MultiHead) ForwardPrompt(x *graph.Node, c *Cache) *graph.Node {
	queries, keys, values := m.project(x)
	c.start(c.Keys, keys)
	c.start(c.Values, values)
	weights := ScaledWeights(HideFuture(DotScores(queries, keys)), m.HeadDim)
	return m.OutProj.Forward(m.mergeHeads(ContextVectors(weights, values)))
}

// CachePosition is where a token stands in the caches of all layers: what each of them needs to know, worked out once.
type CachePosition struct {
	rows    *graph.Node // [batch·head, 3]: the index of its row in a cache, for each text and head
	visible *graph.Node // [1, 1, 1, context]: which rows of a cache it sees, its own and those before
}

// NewCachePosition is that of the token at a position, int32 scalar, in c and in all caches of the same shape. The
// position must lie inside the cache, which is for the caller to see to: it is known only at run time.
func NewCachePosition(c *Cache, position *graph.Node) CachePosition {
	position.AssertScalar()
	g, shape := position.Graph(), c.Keys.Shape()
	batch, heads, size := shape.Dim(0), shape.Dim(1), shape.Dim(2)
	each := shapes.Make(dtypes.Int64, batch, heads, 1)
	at := graph.BroadcastToShape(graph.ConvertDType(position, dtypes.Int64), each)
	rows := graph.Concatenate([]*graph.Node{graph.Iota(g, each, 0), graph.Iota(g, each, 1), at}, 2)

	// Row j is visible to the token at position p when j <= p. Rows above p may hold what an earlier, longer text left
	// behind.
	visible := graph.LessOrEqual(graph.Iota(g, shapes.Make(position.DType(), 1, 1, 1, size), 3), position)
	return CachePosition{rows: graph.Reshape(rows, batch*heads, 3), visible: visible}
}

// ForwardToken is Forward for the one token at a position: x [batch, 1, in] to [batch, 1, out]. The token attends to
// itself and to every position before it, taken from the cache, which it joins.
func (m *MultiHead) ForwardToken(x *graph.Node, c *Cache, at CachePosition) *graph.Node {
	x.AssertDims(-1, 1, -1)
	query, key, value := m.project(x)
	keys := c.put(c.Keys, key, at)
	values := c.put(c.Values, value, at)
	weights := ScaledWeights(hide(DotScores(query, keys), at.visible), m.HeadDim)
	return m.OutProj.Forward(m.mergeHeads(ContextVectors(weights, values)))
}

// start writes rows [batch, head, seq, headDim] to the front of the cache and 0 behind them: of an earlier text nothing
// may be left, not even where no token looks, since 0 times infinity is no number.
func (c *Cache) start(v *model.Variable, rows *graph.Node) {
	old := v.NodeValue(rows)
	seq, size := rows.Shape().Dim(2), old.Shape().Dim(2)
	if seq > size {
		panic(fmt.Errorf("a prompt of %d tokens is longer than the cache of %d", seq, size))
	}
	if seq < size {
		rest := old.Shape().Clone()
		rest.Dimensions[2] = size - seq
		rows = graph.Concatenate([]*graph.Node{rows, graph.Zeros(rows.Graph(), rest)}, 2)
	}
	v.SetNodeValue(rows)
}

// put writes one row [batch, head, 1, headDim] at a position and returns the cache with it. Not every backend can write
// at a position that is known only at run time, but all can add there: first what makes the old row 0, then the new
// one.
func (c *Cache) put(v *model.Variable, row *graph.Node, at CachePosition) *graph.Node {
	cache := v.NodeValue(row)
	shape := cache.Shape()
	batch, heads, headDim := shape.Dim(0), shape.Dim(1), shape.Dim(3)
	row.AssertDims(batch, heads, 1, headDim)
	at.rows.AssertDims(batch*heads, 3)

	cache = graph.ScatterSum(cache, at.rows, graph.Neg(graph.Gather(cache, at.rows)), true, true)
	cache = graph.ScatterSum(cache, at.rows, graph.Reshape(row, batch*heads, headDim), true, true)
	v.SetNodeValue(cache)
	return cache
}
