package figures

import (
	"context"

	"github.com/gomlx/gomlx/core/tensors"

	"llmfromscratch/ch04_gpt"
	"llmfromscratch/shared/book"
	"llmfromscratch/shared/nn"
)

// ch04Model is sections 4.1 and 4.6: the placeholder model and the GPT model.
var ch04Model = []Computation{
	{"ch04.batch", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return e.encodeAll(in.Texts("texts")), nil
	}},
	{"ch04.dummy.train", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b, m, ids := e.dummy(in)
		return e.evalTraining1(b, m.Forward, ids), nil
	}},
	{"ch04.dummy.eval", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		b, m, ids := e.dummy(in)
		return e.eval1(b, m.Forward, ids), nil
	}},
	{"ch04.gpt.train", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, _ := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		ids := e.encodeAll(in.Texts("texts"))
		return e.evalTraining1(m.Builder, m.Forward, must(nn.IDs(ids, m.Config.VocabSize))), nil
	}},
	{"ch04.gpt.eval", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		_, p := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		logits, err := p.Logits(e.encodeAll(in.Texts("texts")))
		if err != nil {
			return nil, err
		}
		return map[string]any{"logits": logits, "argmax": gpt.MostLikely(logits)}, nil
	}},
	{"ch04.gpt.init_checksums", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, _ := e.GPT2Small(in.Seed(), decode[gpt.Config](in, "config"))
		return checksums(parameters(m.Store()))
	}},
	{"ch04.gpt.params", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, _ := e.GPT2Small(123, decode[gpt.Config](in, "config"))
		total, _ := nn.NumParameters(m.Store())
		return total, nil
	}},
	{"ch04.gpt.emb_shapes", Heavy, func(_ context.Context, e *Env, in Inputs) (any, error) {
		m, _ := e.GPT2Small(123, decode[gpt.Config](in, "config"))
		return [][]int{m.Embedding.Token.Weight.Shape().Dimensions, weight(m.OutHead).Shape().Dimensions}, nil
	}},
	{"ch04.gpt.params_tied", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return decode[gpt.Config](in, "config").Count().WithoutHead, nil
	}},
	{"ch04.gpt.size_mb", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		return gpt.MiB(decode[gpt.Config](in, "config").Count().Total), nil
	}},
	{"ch04.small.logits", Light, func(_ context.Context, e *Env, in Inputs) (any, error) {
		p, err := gpt.NewPredictor(e.Backend, e.SmallModel(in))
		if err != nil {
			return nil, err
		}
		defer p.Finalize()
		return p.Logits(in.IDs("ids"))
	}},
}

// encodeAll encodes texts of one length as a batch.
func (e *Env) encodeAll(texts []string) [][]int {
	var ids [][]int
	for _, txt := range texts {
		ids = append(ids, must(e.Tokenizer().Encode(txt)))
	}
	return ids
}

// dummy is the placeholder model of section 4.1 and its batch.
func (e *Env) dummy(in Inputs) (*nn.Builder, *gpt.DummyModel, *tensors.Tensor) {
	e.dropModel() // this one is half its size
	b := nn.NewBuilder(in.Seed())
	m := must(gpt.NewDummyModel(b, decode[gpt.Config](in, "config")))
	return b, m, must(nn.IDs(e.encodeAll(in.Texts("texts")), m.Config.VocabSize))
}

// checksums are those of tensors under their names, so that a result does not keep large ones alive.
func checksums(values map[string]any) (map[string]any, error) {
	sums := map[string]any{}
	for name, v := range values {
		s, err := book.Sum(v)
		if err != nil {
			return nil, err
		}
		sums[name] = s
	}
	return sums, nil
}
