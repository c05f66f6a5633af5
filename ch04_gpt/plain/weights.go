package plain

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"llmfromscratch/ch03_attention"
	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/nn"
)

// New takes the weights of a model. They are not copied where they lie in Go's memory, as after loading; the model must
// not be trained while the new one is in use. What is no plain GPT, such as a model with LoRA adapters, is an error.
func New(m *gpt.Model) (*Model, error) {
	var r reader
	p := &Model{Config: m.Config}
	p.token = r.matrix("tok_emb.weight", m.Embedding.Token.Weight)
	p.position = r.matrix("pos_emb.weight", m.Embedding.Position.Weight)
	for i, b := range m.Blocks {
		p.blocks = append(p.blocks, r.block(fmt.Sprintf("trf_blocks.%d", i), b))
	}
	p.norm = r.norm(m.FinalNorm)
	p.head = r.linear("out_head", m.OutHead).weight
	if err := errors.Join(r.errs...); err != nil {
		return nil, fmt.Errorf("a model as plain loops: %w", err)
	}
	if token, head := p.token.(*float32s), p.head.(*float32s); slices.EqualFunc(token.w, head.w, sameBits) {
		p.head = p.token
	}
	return p, nil
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }

// reader takes the values of variables and collects what is wrong.
type reader struct{ errs []error }

func (r *reader) block(name string, b *gpt.Block) block {
	att, ok := b.Att.(*attention.MultiHead)
	if !ok {
		r.errs = append(r.errs, fmt.Errorf("%s.att is %T, want *attention.MultiHead: attention of another kind runs "+
			"on the graph", name, b.Att))
		return block{}
	}
	return block{
		norm1: r.norm(b.Norm1),
		norm2: r.norm(b.Norm2),
		att: multiHead{
			query: r.linear(name+".att.W_query", att.WQuery),
			key:   r.linear(name+".att.W_key", att.WKey),
			value: r.linear(name+".att.W_value", att.WValue),
			out:   r.linear(name+".att.out_proj", att.OutProj),
			heads: att.NumHeads, headDim: att.HeadDim,
		},
		ff: feedForward{r.linear(name+".ff.layers.0", b.FF.Expand), r.linear(name+".ff.layers.2", b.FF.Contract)},
	}
}

func (r *reader) linear(name string, layer nn.Layer) linear {
	l, ok := layer.(*nn.Linear)
	if !ok {
		r.errs = append(r.errs, fmt.Errorf("layer %s is %T, want *nn.Linear: adapters are merged first, with "+
			"lora.Merge", name, layer))
		return linear{weight: &float32s{}}
	}
	return linear{r.matrix(name+".weight", l.Weight), r.vector(l.Bias)}
}

func (r *reader) norm(l *gpt.LayerNorm) norm { return norm{r.vector(l.Scale), r.vector(l.Shift)} }

func (r *reader) matrix(name string, v *model.Variable) matrix {
	dims := v.Shape().Dimensions
	if len(dims) != 2 {
		r.errs = append(r.errs, fmt.Errorf("%s has the shape %v, want two axes", name, dims))
		return &float32s{}
	}
	return &float32s{dims[0], dims[1], r.vector(v)}
}

// vector is a variable's values; nil for no variable.
func (r *reader) vector(v *model.Variable) (values []float32) {
	if v == nil {
		return nil
	}
	t, err := v.Value()
	if err == nil {
		err = tensors.ConstFlatData(t, func(flat []float32) {
			values = flat
			if t.IsShared() { // a backend's memory, which may go to something else
				values = slices.Clone(flat)
			}
		})
	}
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("%s: %w", nn.StateName(v.Path()), err))
	}
	return values
}
