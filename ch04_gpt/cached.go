package gpt

import (
	"slices"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/shared/nn"
)

// CachedPredictor gives the logits that [Predictor] gives, but keeps the keys and values of the text so far: a text that
// has grown by one token costs one token of work. Any other text starts anew, in one pass over all its tokens; so does every
// step once the text fills the context and its oldest tokens are dropped, since then all positions move.
type CachedPredictor struct {
	model  *Model
	be     compute.Backend
	caches map[int]*cachedFuncs // by batch size
}

// cachedFuncs are the two compiled functions for one batch size, and what their cache holds.
type cachedFuncs struct {
	prompt *nn.Func // ids [batch, bucket], last position -> logits
	token  *nn.Func // ids [batch, 1], position -> logits
	layers []*attention.Cache
	held   [][]int // the ids whose keys and values are in the cache
}

// NewCachedPredictor prepares a model for prediction with a cache as long as its context. The cache must be dropped with
// Reset when the model's parameters change.
func NewCachedPredictor(be compute.Backend, m *Model) *CachedPredictor {
	return &CachedPredictor{model: m, be: be, caches: map[int]*cachedFuncs{}}
}

// NextLogits are the logits of the token after the last: ids [batch, seq] to [batch, vocab].
func (p *CachedPredictor) NextLogits(ids [][]int) ([][]float32, error) {
	t, err := p.model.idTensor(ids)
	if err != nil {
		return nil, err
	}
	fs, err := p.funcs(len(ids))
	if err != nil {
		return nil, err
	}
	seq := t.Shape().Dim(1)
	fn, input := fs.prompt, ids
	if fs.extendedBy(ids) {
		fn, input = fs.token, lastColumn(ids)
	} else if bucket := p.model.bucket(seq); bucket != seq {
		input = padRight(ids, bucket)
	}
	if t, err = p.model.idTensor(input); err != nil {
		return nil, err
	}
	fs.held = nil // in case of an error below
	logits, err := fn.Call1(t, int32(seq-1))
	if err != nil {
		return nil, err
	}
	fs.held = cloneRows(ids)
	return logits.Value().([][]float32), nil
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
	clear(p.caches)
}

// funcs makes cache and functions for a batch size, once.
func (p *CachedPredictor) funcs(batch int) (*cachedFuncs, error) {
	if fs, ok := p.caches[batch]; ok {
		return fs, nil
	}
	m := p.model
	caches := make([]*attention.Cache, len(m.Blocks))
	for i, block := range m.Blocks {
		var err error
		if caches[i], err = block.Att.NewCache(m.Store(), i, batch, m.Config.ContextLength); err != nil {
			return nil, err
		}
	}
	prompt, err := nn.NewFunc(p.be, m.Store(), func(in []*graph.Node) []*graph.Node {
		x := embed(m.TokEmb, m.PosEmb, in[0])
		for i, block := range m.Blocks {
			x = block.forward(x, func(x *graph.Node) *graph.Node { return block.Att.ForwardPrompt(x, caches[i]) })
		}
		return []*graph.Node{m.logitsAt(m.FinalNorm.Forward(x), in[1])}
	})
	if err != nil {
		return nil, err
	}
	token, err := nn.NewFunc(p.be, m.Store(), func(in []*graph.Node) []*graph.Node {
		ids, position := in[0], in[1]
		ids.AssertDims(batch, 1)
		at := m.PosEmb.Forward(graph.Reshape(position, 1, 1)) // [1, 1, embed]
		x := graph.Add(m.TokEmb.Forward(ids), at)
		for i, block := range m.Blocks {
			x = block.forward(x, func(x *graph.Node) *graph.Node { return block.Att.ForwardToken(x, caches[i], position) })
		}
		return []*graph.Node{m.logitsAt(m.FinalNorm.Forward(x), graph.ScalarZero(x.Graph(), position.DType()))}
	})
	if err != nil {
		return nil, err
	}
	fs := &cachedFuncs{prompt: prompt, token: token, layers: caches}
	p.caches[batch] = fs
	return fs, nil
}

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
