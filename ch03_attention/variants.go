package attention

import (
	"errors"
	"fmt"
	"math"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/shared/nn"
)

// Attention is what a transformer block asks of its attention (section 4.5). [MultiHead] is the one of GPT-2; another
// kind takes its place by being given to the block, not by a change of the block.
type Attention interface {
	// Forward maps [batch, seq, embed] to [batch, seq, embed].
	Forward(x *graph.Node) *graph.Node
	// Causal says that no token sees a later one, so that padding behind a text changes nothing and a cache can serve.
	Causal() bool
	// NewCache, ForwardPrompt and ForwardToken are Forward with a cache, for generation: see cache.go.
	NewCache(store *model.Store, layer, batch, contextLength int) (*Cache, error)
	ForwardPrompt(x *graph.Node, c *Cache) *graph.Node
	ForwardToken(x *graph.Node, c *Cache, at CachePosition) *graph.Node
	// Linears visits the linear layers with their names.
	Linears(visit func(name string, layer *nn.Layer))
}

// Causal is true.
func (m *MultiHead) Causal() bool { return true }

// Bidirectional is a [MultiHead] without its mask: every token sees the whole sequence, as in BERT. A classifier,
// unlike a generator, may look ahead; chapter 6 tries what that is worth.
type Bidirectional struct{ *MultiHead }

// Forward maps [batch, seq, in] to [batch, seq, out]. It panics when seq is above the context length.
func (a Bidirectional) Forward(x *graph.Node) *graph.Node {
	context, _ := a.ForwardWithWeights(x)
	return context
}

// ForwardWithWeights also returns the attention weights [batch, head, query, key], in training after dropout.
func (a Bidirectional) ForwardWithWeights(x *graph.Node) (context, weights *graph.Node) {
	queries, keys, values := a.project(x)
	weights = a.Dropout.Forward(ScaledWeights(DotScores(queries, keys), a.HeadDim))
	return a.OutProj.Forward(a.mergeHeads(ContextVectors(weights, values))), weights
}

// Causal is false.
func (a Bidirectional) Causal() bool { return false }

// errNoCache is why bidirectional attention cannot generate.
var errNoCache = errors.New("bidirectional attention has no cache: " +
	"each new token changes what the tokens before it see")

// NewCache returns an error: each new token changes what the tokens before it see.
func (a Bidirectional) NewCache(*model.Store, int, int, int) (*Cache, error) { return nil, errNoCache }

// ForwardPrompt panics: see NewCache.
func (a Bidirectional) ForwardPrompt(*graph.Node, *Cache) *graph.Node { panic(errNoCache) }

// ForwardToken panics: see NewCache.
func (a Bidirectional) ForwardToken(*graph.Node, *Cache, CachePosition) *graph.Node {
	panic(errNoCache)
}

// Flash is attention that trains with one operation of the backend, "flash attention": it goes through the keys in
// pieces that fit into a GPU's fast memory, so that the scores [batch, head, query, key], which grow with the square of
// the text, are never written down. Context vectors come out the same, up to rounding; weights do not come out at all.
// Only XLA on CUDA has the operation, and only in numbers of half precision.
type Flash struct {
	Attention // what it computes, and computes with outside training
	multi     *MultiHead
}

// NewFlash makes it of a [MultiHead] or a [Bidirectional], whose layers it shares. Weights that never come out cannot
// be dropped: it is an error when the dropout rate is not 0.
func NewFlash(a Attention) (Flash, error) {
	m, err := Plain(a)
	if err == nil && m.Dropout.P > 0 {
		err = errors.New("flash attention cannot drop attention weights: set their dropout rate to 0")
	}
	return Flash{a, m}, err
}

// Forward maps [batch, seq, in] to [batch, seq, out]. It panics when seq is above the context length.
func (a Flash) Forward(x *graph.Node) *graph.Node {
	if !nn.IsTraining(x) {
		return a.Attention.Forward(x)
	}
	queries, keys, values := a.multi.project(x)
	context, _ := graph.BackendFusedScaledDotProductAttention(queries, keys, values, compute.AttentionAxesLayoutBHSD,
		&compute.ScaledDotProductAttentionConfig{Scale: 1 / math.Sqrt(float64(a.multi.HeadDim)), Causal: a.Causal()})
	return a.multi.OutProj.Forward(a.multi.mergeHeads(context))
}

// Plain is the multi-head attention that an attention of this package is or is a variant of. Of another kind it is an
// error that names the type.
func Plain(a Attention) (*MultiHead, error) {
	switch a := a.(type) {
	case *MultiHead:
		return a, nil
	case Bidirectional:
		return a.MultiHead, nil
	case Flash:
		return a.multi, nil
	}
	return nil, fmt.Errorf("attention of type %T is no variant of *attention.MultiHead", a)
}
