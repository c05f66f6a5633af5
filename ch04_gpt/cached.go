package gpt

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// CachedPredictor gives the logits that [Predictor] gives, but keeps the keys and values of the text so far: a text
// that has grown by one token costs one token of work. Any other text starts anew, in one pass over all its tokens; so
// does every step once the text fills the context and its oldest tokens are dropped, since then all positions move.
//
// A cache has a fixed size, and each token looks at all of it. So there are several: of 64 tokens, 128, and so on up to
// the context length. A text that outgrows one starts anew in the next; all those passes together cost no more than two
// over the whole text.
type CachedPredictor struct {
	model  *Model
	be     compute.Backend
	caches []*cachedFuncs // in the order in which they were made
}

// cacheShape is the shape of a cache: texts and tokens of each.
type cacheShape struct{ batch, size int }

// cachedFuncs are the two compiled functions for one cache, and what it holds.
type cachedFuncs struct {
	shape  cacheShape
	prompt *nn.Func // ids [batch, bucket], last position -> logits
	token  *nn.Func // ids [batch, 1], position -> logits
	layers []*attention.Cache
	held   [][]int // the ids whose keys and values are in the cache
}

// NewCachedPredictor prepares a model for prediction. What it holds must be dropped with Reset when the model's
// parameters change.
func NewCachedPredictor(be compute.Backend, m *Model) *CachedPredictor {
	return &CachedPredictor{model: m, be: be}
}

// NextLogits are the logits of the token after the last: ids [batch, seq] to [batch, vocab].
func (p *CachedPredictor) NextLogits(ids [][]int) ([][]float32, error) {
	t, err := p.model.Config.idTensor(ids)
	if err != nil {
		return nil, err
	}
	seq := t.Shape().Dim(1)
	fs, extended := p.holder(ids)
	if !extended {
		if fs, err = p.funcs(cacheShape{len(ids), p.model.cacheSize(seq)}); err != nil {
			return nil, err
		}
	}
	fn, input := fs.prompt, ids
	if extended {
		fn, input = fs.token, lastColumn(ids)
	} else if bucket := p.model.bucket(seq); bucket != seq {
		input = padRight(ids, bucket)
	}
	if t, err = p.model.Config.idTensor(input); err != nil {
		return nil, err
	}
	fs.held = nil // in case of an error below
	logits, err := fn.Call1(t, int32(seq-1))
	if err != nil {
		return nil, err
	}
	fs.held = cloneRows(ids)
	values := logits.Value().([][]float32)
	return values, logits.FinalizeAll()
}

// holder is the cache that holds all of ids but the last token of each row, and has room for that, if there is one.
func (p *CachedPredictor) holder(ids [][]int) (*cachedFuncs, bool) {
	for _, fs := range p.caches {
		if len(ids[0]) <= fs.shape.size && fs.extendedBy(ids) {
			return fs, true
		}
	}
	return nil, false
}

const (
	smallestCache = 64 // tokens
	cacheRoom     = 16 // tokens that a text can grow by, at least, in the cache where it starts
)

// cacheSize is the size of the cache for a text of seq tokens: a power of two, but never above the context length.
func (m *Model) cacheSize(seq int) int {
	size := smallestCache
	for size < seq+cacheRoom {
		size *= 2
	}
	return min(size, m.Config.ContextLength)
}

// Reset forgets the text so far.
func (p *CachedPredictor) Reset() {
	for _, fs := range p.caches {
		fs.held = nil
	}
}

// Finalize frees the compiled graphs and takes the cache out of the model's store.
func (p *CachedPredictor) Finalize() {
	for _, fs := range p.caches {
		fs.prompt.Finalize()
		fs.token.Finalize()
		for _, c := range fs.layers {
			c.Finalize()
		}
	}
	p.caches = nil
}

// funcs makes a cache and its functions, once.
func (p *CachedPredictor) funcs(shape cacheShape) (*cachedFuncs, error) {
	for _, fs := range p.caches {
		if fs.shape == shape {
			return fs, nil
		}
	}
	m := p.model
	caches := make([]*attention.Cache, len(m.Blocks))
	for i, block := range m.Blocks {
		var err error
		if caches[i], err = block.Att.NewCache(m.Store(), i, shape.batch, shape.size); err != nil {
			return nil, err
		}
	}
	prompt, err := nn.NewFunc(p.be, m.Store(), func(in []*graph.Node) []*graph.Node {
		x := m.Embedding.Forward(in[0])
		for i, block := range m.Blocks {
			x = block.attending(func(x *graph.Node) *graph.Node {
				return block.Att.ForwardPrompt(x,
					caches[i])
			}).Forward(x)
		}
		return []*graph.Node{m.logitsAt(m.FinalNorm.Forward(x), in[1])}
	})
	if err != nil {
		return nil, err
	}
	token, err := nn.NewFunc(p.be, m.Store(), func(in []*graph.Node) []*graph.Node {
		ids, position := in[0], in[1]
		ids.AssertDims(shape.batch, 1)
		at := attention.NewCachePosition(caches[0], position)
		x := m.Embedding.Token.Forward(ids)                                           // [batch, 1, embed]
		x = graph.Add(x, m.Embedding.Position.Forward(graph.Reshape(position, 1, 1))) // [1, 1, embed]
		for i, block := range m.Blocks {
			x = block.attending(func(x *graph.Node) *graph.Node {
				return block.Att.ForwardToken(x, caches[i],
					at)
			}).Forward(x)
		}
		return []*graph.Node{m.logitsAt(m.FinalNorm.Forward(x), graph.ScalarZero(x.Graph(), position.DType()))}
	})
	if err != nil {
		return nil, err
	}
	fs := &cachedFuncs{shape: shape, prompt: prompt, token: token, layers: caches}
	p.caches = append(p.caches, fs)
	return fs, nil
}

// attending is the block with another way to compute its attention, that with a cache.
func (b *Block) attending(forward func(x *graph.Node) *graph.Node) *Block {
	block := *b
	block.Att = withForward{b.Att, forward}
	return &block
}

// withForward is attention with another Forward.
type withForward struct {
	attention.Attention
	forward func(x *graph.Node) *graph.Node
}

// Forward maps [batch, seq, embed] to [batch, seq, embed].
func (a withForward) Forward(x *graph.Node) *graph.Node { return a.forward(x) }

// extendedBy says whether ids are what the cache holds and one token more.
func (f *cachedFuncs) extendedBy(ids [][]int) bool {
	if len(f.held) != len(ids) {
		return false
	}
	for i, row := range f.held {
		if len(ids[i]) != len(row)+1 || !slices.Equal(ids[i][:len(row)], row) {
			return false
		}
	}
	return true
}

func lastColumn(rows [][]int) [][]int {
	last := make([][]int, len(rows))
	for i, row := range rows {
		last[i] = row[len(row)-1:]
	}
	return last
}

func cloneRows(rows [][]int) [][]int {
	clone := make([][]int, len(rows))
	for i, row := range rows {
		clone[i] = slices.Clone(row)
	}
	return clone
}
